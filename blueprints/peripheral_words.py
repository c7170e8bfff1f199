"""The words for peripherals on every page: kinds, roles, states, what became of a print job."""

from flask_babel import lazy_gettext as _l

from blueprints.languages import said
from domain.connections import Way
from domain.names import PeripheralKind, PrintStatus, Role
from domain.peripherals import PRINTERS

KINDS = {
    PeripheralKind.PAYMENT_TERMINAL: _l("Payment terminal"),
    PeripheralKind.CASH_DRAWER: _l("Cash drawer"),
    PeripheralKind.RECEIPT_PRINTER: _l("Receipt printer"),
    PeripheralKind.PAGE_PRINTER: _l("Page printer (A4)"),
    PeripheralKind.BARCODE_SCANNER: _l("Product barcode scanner"),
    PeripheralKind.SCALE: _l("Checkout scale"),
}
#: what the button and the form say that add one
ADD = {
    PeripheralKind.PAYMENT_TERMINAL: _l("Add payment terminal"),
    PeripheralKind.CASH_DRAWER: _l("Add cash drawer"),
    PeripheralKind.RECEIPT_PRINTER: _l("Add receipt printer"),
    PeripheralKind.PAGE_PRINTER: _l("Add page printer (A4)"),
    PeripheralKind.BARCODE_SCANNER: _l("Add product barcode scanner"),
    PeripheralKind.SCALE: _l("Add checkout scale"),
}
#: how it is connected
WAY_WORDS = {
    Way.NETWORK: _l("In the network"),
    Way.USB: _l("USB on the store server"),
    Way.SERIAL: _l("Serial port on the store server"),
    Way.BLUETOOTH: _l("Bluetooth on the store server"),
    Way.PRINTER: _l("Opened by a printer"),
    Way.DEVICE: _l("On a till"),
}
#: the languages of scales, by their makers' names
PROTOCOL_NAMES = {
    "toledo_8217": "Mettler Toledo 8217",
    "dialog06": "Dialog 06 (Bizerba, Dibal)",
    "cas": "CAS",
}
#: printer models that are nobody's name -> their word
_GENERAL_MODELS = {
    "default": _l("Most printers"),
    "simple": _l("Simple printers (basic commands only)"),
}
ROLES = {
    Role.PAYMENT_TERMINAL: _l("Payment terminal"),
    Role.CASH_DRAWER: _l("Cash drawer"),
    Role.RECEIPT_PRINTER: _l("Receipt printer"),
    Role.PAGE_PRINTER: _l("Page printer (A4)"),
    Role.PICKUP_PRINTER: _l("Pick-up slip printer"),
    Role.ASSEMBLY_PRINTER: _l("Assembly slip printer"),
    Role.PRODUCT_SCANNER: _l("Product barcode scanner"),
    Role.CHECKOUT_SCALE: _l("Checkout scale"),
}
SECTIONS = {"payment": _l("Payment"), "printers": _l("Printers"), "other": _l("Other")}
OPTIONS = {
    "print_assembly_slips": _l("Print assembly lists"),
    "only_made_to_order": _l("Only for made-to-order items"),
}
ICONS = {
    PeripheralKind.PAYMENT_TERMINAL: "credit-card",
    PeripheralKind.CASH_DRAWER: "cash-banknote",
    PeripheralKind.RECEIPT_PRINTER: "printer",
    PeripheralKind.PAGE_PRINTER: "file-text",
    PeripheralKind.BARCODE_SCANNER: "barcode",
    PeripheralKind.SCALE: "scale",
}
ROLE_ICONS = {
    Role.PAYMENT_TERMINAL: "credit-card",
    Role.CASH_DRAWER: "cash-banknote",
    Role.RECEIPT_PRINTER: "printer",
    Role.PAGE_PRINTER: "file-text",
    Role.PICKUP_PRINTER: "shopping-bag",
    Role.ASSEMBLY_PRINTER: "clipboard-list",
    Role.PRODUCT_SCANNER: "barcode",
    Role.CHECKOUT_SCALE: "scale",
}
#: state -> (word, tone of the badge)
STATES = {
    "online": (_l("Online"), "ok"),
    "offline": (_l("Offline"), "bad"),
    "paper_low": (_l("Paper low"), "warn"),
    "paper_out": (_l("Out of paper"), "bad"),
    "cover_open": (_l("Cover open"), "bad"),
    "busy": (_l("Busy"), "info"),
    "mute": (_l("Does not answer"), "warn"),
    "unreachable": (_l("Not reachable"), "bad"),
    "no_store_server": (_l("No store server"), "warn"),
    "not_paired": (_l("Store server not paired"), "warn"),
    "silent": (_l("Store server silent"), "warn"),
    "not_seen": (_l("Not checked yet"), "idle"),
    "till_silent": (_l("Till silent"), "warn"),
}
#: groups of states (domain.peripheral_state.GROUPS)
STATE_GROUPS = {
    "works": _l("Works"),
    "attention": _l("Needs attention"),
    "unknown": _l("Unknown"),
}
#: state -> what to do about it
FIRST_AID = {
    "offline": _l("Switch it on, and look at its lamps."),
    "paper_low": _l("Have a new roll ready: the paper runs out soon."),
    "paper_out": _l("The paper has run out. Put in a new roll: printing goes on by itself."),
    "cover_open": _l("The cover is open. Close it: printing goes on by itself."),
    "mute": _l("It takes data but never answers. Switch it off and on, and look at its cable."),
    "unreachable": _l("Nobody answers at its address. Is it on, is the cable in, is the address right?"),
    "silent": _l("Its store server does not call. Is the box on, and is it connected to the internet?"),
    "not_paired": _l("Pair its store server with a code first."),
    "no_store_server": _l("Choose under Edit which store server drives it."),
    "not_seen": _l("Nothing was heard of it yet. Try it out."),
    "till_silent": _l("The till on which it hangs does not call. Is the till on, and is it online?"),
}
#: print status -> (word, tone)
PRINT_STATUSES = {
    PrintStatus.QUEUED: (_l("Waiting for the store server"), "info"),
    PrintStatus.LEASED: (_l("At the store server"), "info"),
    PrintStatus.SENDING: (_l("Printing"), "info"),
    PrintStatus.PRINTED: (_l("Printed"), "ok"),
    PrintStatus.UNCERTAIN: (_l("Perhaps printed"), "warn"),
    PrintStatus.BLOCKED: (_l("Waiting for the printer"), "warn"),
    PrintStatus.FAILED: (_l("Failed"), "bad"),
    PrintStatus.EXPIRED: (_l("Too late, not printed"), "idle"),
    PrintStatus.CANCELLED: (_l("Cancelled"), "idle"),
}
#: why a job waits or failed: what it means and what to do; every reason of the store server, and our own
REASONS = {
    "refused": _l("The address answers, but nothing listens on this port. Is the port 9100?"),
    "timeout": _l("Nobody answers at this address. Is the printer on, and is the address right?"),
    "unreachable": _l("There is no way to this address. Look at the network cable and the address."),
    "not_a_printer": _l("Something answers at this address, but it is no such printer."),
    "no_status": _l("The printer takes data but never answers. Nothing was sent."),
    "paper_out": _l("The paper has run out. Put in a new roll: printing goes on by itself."),
    "cover_open": _l("The cover is open. Close it: printing goes on by itself."),
    "offline": _l("The printer is paused or has a fault. Look at its lamps."),
    "printer_error": _l("The printer has a fault. Look at its lamps, switch it off and on."),
    "busy": _l("Another program is using the printer. Printing goes on when it is free."),
    "unknown_peripheral": _l("The store server does not know this printer yet. It asks again by itself."),
    "connection_lost": _l("The connection broke while printing. Look at the paper before you print again."),
    "no_confirmation": _l("The printer took it but never said that it is done. Look at the paper."),
    "interrupted": _l("The store server stopped while printing. Look at the paper before you print again."),
    "unsupported_document": _l("This printer cannot print this kind of document."),
    "pdf_encrypted": _l(
        "This PDF is protected by a password or a permission, so it could not be marked as a duplicate. "
        "Print the copy at the till."
    ),
    "pdf_damaged": _l(
        "This PDF is damaged, so it could not be marked as a duplicate. Print the copy at the till."
    ),
    "pdf_too_large": _l(
        "This PDF has too many pages, or too large ones, so it could not be marked as a duplicate. "
        "Print the copy at the till."
    ),
    "as_image": _l("Printed as a picture, because the printer has not all the letters."),
    "letters_missing": _l("Printed as a picture, and some characters are in no font we have."),
    "sent_unseen": _l("Sent to a printer that never answers: nobody knows whether it came out."),
    "drawer_left_out": _l(
        "Printed without opening the drawer: it opens only within ten seconds of being asked for."
    ),
    "unreadable_job": _l(
        "The store server could not read this job and did not print it. Is its program older than the back office?"
    ),
    "path_missing": _l("The store server has nothing at this path. Is the cable in, and is the path right?"),
    "no_permission": _l("The store server may not use this path. Its system must allow that."),
    "assembly_slips_off": _l("Assembly lists are switched off for this till."),
    "nothing_made_to_order": _l("Nothing on it is made to order, so there is no assembly list to print."),
    "reprinted": _l(
        "The store server stopped while printing and printed it once more, marked as a duplicate. "
        "If there are two, throw one away."
    ),
    "withdrawn": _l("It was withdrawn in the back office before the store server had it."),
    "cancelled_at_box": _l("Somebody in the shop cancelled it on the store server’s own page."),
    "not_a_scale": _l("Something answers, but it does not speak the chosen language of scales."),
    "unstable": _l("The scale does not come to rest. Let go of the goods, then weigh again."),
    "overloaded": _l("There is more on the scale than it can weigh. Take something off."),
    "below_zero": _l("The scale stands below zero. Clear it and set it to zero."),
    "not_a_scanner": _l("Something is plugged in there, but it is not a scanner. Is the path right?"),
}


#: of what is no paper, other words than "printed"
TRIAL_STATUSES = PRINT_STATUSES | {
    PrintStatus.SENDING: (_l("Under way"), "info"),
    PrintStatus.PRINTED: (_l("Done"), "ok"),
    PrintStatus.UNCERTAIN: (_l("Perhaps done"), "warn"),
    PrintStatus.BLOCKED: (_l("Waiting for it"), "warn"),
    PrintStatus.EXPIRED: (_l("Too late, not done"), "idle"),
}
#: reasons that mean something else where no printer is meant
TRIAL_REASONS = {
    "refused": _l("The address answers, but nothing listens on this port. Is the port right?"),
    "timeout": _l("Nothing came in time. Is it on, and is it connected as described?"),
    "no_status": _l("It is connected but never answers. Is the right speed and language chosen?"),
    "busy": _l("Another program is using it. Try again in a moment."),
    "interrupted": _l("The store server stopped meanwhile. Try again."),
    "unknown_peripheral": _l("The store server does not know it yet. Try again in a moment."),
    "connection_lost": _l("The connection broke meanwhile. Try again."),
}


def state_words(state: str) -> tuple[str, str]:
    """The badge's word and tone for a state."""
    word, tone = STATES[state]
    return said(word), tone


def model_word(profile: str) -> str:
    """A printer model by its maker's name; the two for printers of any make by a word."""
    return said(_GENERAL_MODELS.get(profile, profile))


def reason_words(reason: str | None, kind: str = PeripheralKind.RECEIPT_PRINTER) -> str | None:
    """What a reason means on this kind; an unknown one is shown as the store server wrote it."""
    if not reason:
        return None
    words = REASONS if kind in PRINTERS else REASONS | TRIAL_REASONS
    return said(words[reason]) if reason in words else reason


#: kind of a print document -> word
JOB_KINDS = {
    "receipt": _l("Receipt"),
    "pickup": _l("Pick-up slip"),
    "assembly": _l("Assembly slip"),
    "report": _l("Report"),
    "test": _l("Test print"),
    "drawer": _l("Drawer opened"),
    "text": _l("Text"),
    "pdf": _l("Document"),
    "calibration": _l("Lines to compare"),
    "probe": _l("Trial"),
}
#: what a probe tries
PROBES = {"weigh": _l("Weighing"), "scan": _l("Scan"), "reach": _l("Reachability")}
#: kind -> the button that tries it out
TRIALS = {
    PeripheralKind.PAYMENT_TERMINAL: _l("Reach terminal"),
    PeripheralKind.CASH_DRAWER: _l("Open drawer"),
    PeripheralKind.RECEIPT_PRINTER: _l("Test print"),
    PeripheralKind.PAGE_PRINTER: _l("Print test page"),
    PeripheralKind.BARCODE_SCANNER: _l("Try a scan"),
    PeripheralKind.SCALE: _l("Weigh"),
}
#: names of keyboards are the same in every language
LAYOUTS = {
    "qwerty": "QWERTY",
    "azerty": "AZERTY",
    "qwertz": "QWERTZ",
    "jcuken": "ЙЦУКЕН",
    "us": "QWERTY (US)",
    "gb": "QWERTY (GB)",
    "fr": "AZERTY (FR)",
    "de": "QWERTZ (DE)",
}
#: what a check of a scanner found
KEYBOARDS_FOUND = {
    "us": _l(
        "This scanner types as on an American keyboard, which is the Polish one, too. It is read right."
    ),
    "gb": _l("This scanner types as on a British keyboard; corrected from now on."),
    "fr": _l("This scanner types as on a French keyboard; corrected from now on."),
    "de": _l("This scanner types as on a German keyboard; corrected from now on."),
}
