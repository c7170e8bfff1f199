"""What kinds, roles, states and reasons are called on the pages: the words of the office."""

from comptoir_store_server.reasons import Reason

KINDS = {
    "payment_terminal": "Payment terminal",
    "cash_drawer": "Cash drawer",
    "receipt_printer": "Receipt printer",
    "page_printer": "Page printer (A4)",
    "barcode_scanner": "Product barcode scanner",
    "scale": "Checkout scale",
}
ROLES = {
    "payment_terminal": "Payment terminal",
    "cash_drawer": "Cash drawer",
    "receipt_printer": "Receipt printer",
    "page_printer": "Page printer (A4)",
    "pickup_printer": "Pick-up slip printer",
    "assembly_printer": "Assembly slip printer",
    "product_scanner": "Product barcode scanner",
    "checkout_scale": "Checkout scale",
}
JOB_KINDS = {
    "receipt": "Receipt",
    "pickup": "Pick-up slip",
    "assembly": "Assembly slip",
    "report": "Report",
    "test": "Test print",
    "drawer": "Drawer opened",
    "text": "Text",
    "pdf": "Document",
    "calibration": "Lines to compare",
    "probe": "Trial",
}
#: state of a peripheral -> (word, tone)
STATES = {
    "online": ("Online", "ok"),
    "offline": ("Offline", "bad"),
    "paper_low": ("Paper low", "warn"),
    "paper_out": ("Out of paper", "bad"),
    "cover_open": ("Cover open", "bad"),
    "busy": ("Busy", "info"),
    "mute": ("Does not answer", "warn"),
    "unreachable": ("Not reachable", "bad"),
    "not_seen": ("Not checked yet", "idle"),
}
#: state of a peripheral -> what to do about it
FIRST_AID = {
    "offline": "Switch it on, and look at its lamps.",
    "paper_low": "Have a new roll ready: the paper runs out soon.",
    "paper_out": "The paper has run out. Put in a new roll: printing goes on by itself.",
    "cover_open": "The cover is open. Close it: printing goes on by itself.",
    "mute": "It takes data but never answers. Switch it off and on, and look at its cable.",
    "unreachable": "Nobody answers at its address. Is it on, is the cable in, is the address right?",
}
#: state of a job -> (word, tone)
JOB_STATES = {
    "queued": ("Waiting", "info"),
    "sending": ("Printing", "info"),
    "printed": ("Printed", "ok"),
    "uncertain": ("Perhaps printed", "warn"),
    "blocked": ("Waiting for the printer", "warn"),
    "failed": ("Failed", "bad"),
    "expired": ("Too late, not printed", "idle"),
    "cancelled": ("Cancelled", "idle"),
}
#: of what is no paper, other words than "printed"
TRIALS = ("drawer", "probe")
TRIAL_STATES = JOB_STATES | {
    "sending": ("Under way", "info"),
    "printed": ("Done", "ok"),
    "uncertain": ("Perhaps done", "warn"),
    "blocked": ("Waiting for it", "warn"),
    "expired": ("Too late, not done", "idle"),
}
STATE_GROUPS = {
    "waiting": "Under way",
    "printed": "Printed",
    "uncertain": "Perhaps printed",
    "lost": "Not printed",
}
#: state of a job -> what it means for whoever waits for the paper
ADVICE = {
    "queued": "It is printed when its turn comes. Until then it can be cancelled.",
    "sending": "It is being printed at this moment.",
    "printed": "Nothing is left to do.",
    "uncertain": "Look at the paper. Print it again only if nothing came out.",
    "blocked": "It is printed by itself as soon as the printer can.",
    "failed": "It was not printed and is not tried again by itself.",
    "expired": "Its time was over before it could be printed, so it was left out.",
    "cancelled": "It was not printed.",
}
REASONS: dict[str, str] = {
    Reason.REFUSED: "The address answers, but nothing listens on this port. Is the port right?",
    Reason.TIMEOUT: "Nobody answers at this address. Is the printer on, and is the address right?",
    Reason.UNREACHABLE: "There is no way to this address. Look at the network cable and the address.",
    Reason.PATH_MISSING: "The store server has nothing at this path. Is the cable in, and is the path right?",
    Reason.NO_PERMISSION: "The store server may not use this path. Its system must allow that.",
    Reason.NOT_A_PRINTER: "Something answers at this address, but it is no such printer.",
    Reason.NOT_A_SCALE: "Something answers, but it does not speak the chosen language of scales.",
    Reason.UNSTABLE: "The scale does not come to rest. Let go of the goods, then weigh again.",
    Reason.OVERLOADED: "There is more on the scale than it can weigh. Take something off.",
    Reason.BELOW_ZERO: "The scale stands below zero. Clear it and set it to zero.",
    Reason.NOT_A_SCANNER: "Something is plugged in there, but it is not a scanner. Is the path right?",
    Reason.NO_STATUS: "The printer takes data but never answers. Nothing was sent.",
    Reason.PAPER_OUT: "The paper has run out. Put in a new roll: printing goes on by itself.",
    Reason.COVER_OPEN: "The cover is open. Close it: printing goes on by itself.",
    Reason.BUSY: "Another program is using the printer. Printing goes on when it is free.",
    Reason.PRINTER_ERROR: "The printer has a fault. Look at its lamps, switch it off and on.",
    Reason.UNKNOWN_PERIPHERAL: "The store server does not know this printer yet. It asks again by itself.",
    Reason.CONNECTION_LOST: "The connection broke while printing. Look at the paper before you print again.",
    Reason.NO_CONFIRMATION: "The printer took it but never said that it is done. Look at the paper.",
    Reason.INTERRUPTED: "The store server stopped while printing. Look at the paper before you print again.",
    Reason.REPRINTED: "The store server stopped while printing and printed it once more, "
    "marked as a duplicate. If there are two, throw one away.",
    Reason.UNSUPPORTED_DOCUMENT: "This printer cannot print this kind of document.",
    Reason.PDF_ENCRYPTED: "This PDF is protected by a password or a permission, so it could not be marked as "
    "a duplicate. Print the copy at the till.",
    Reason.PDF_DAMAGED: "This PDF is damaged, so it could not be marked as a duplicate. "
    "Print the copy at the till.",
    Reason.PDF_TOO_LARGE: "This PDF has too many pages, or too large ones, so it could not be marked as "
    "a duplicate. Print the copy at the till.",
    Reason.AS_IMAGE: "Printed as a picture, because the printer has not all the letters.",
    Reason.LETTERS_MISSING: "Printed as a picture, and some characters are in no font we have.",
    Reason.SENT_UNSEEN: "Sent to a printer that never answers: nobody knows whether it came out.",
    Reason.DRAWER_LEFT_OUT: "Printed without opening the drawer: it opens only within ten seconds of being "
    "asked for.",
    Reason.UNREADABLE_JOB: "The store server could not read this job and did not print it. "
    "Is its program older than the back office?",
    Reason.ASSEMBLY_SLIPS_OFF: "Assembly lists are switched off for this till.",
    Reason.NOTHING_MADE_TO_ORDER: "Nothing on it is made to order, so there is no assembly list to print.",
    Reason.CANCELLED_AT_BOX: "Somebody in the shop cancelled it on the store server’s own page.",
    "discarded": "Somebody looked at the paper and wanted no second one.",
}
#: why a page is not shown as a picture
NO_PICTURE: dict[str, str] = {
    Reason.PDF_ENCRYPTED: "This PDF asks for a password, so it is not shown as a picture.",
    Reason.PDF_DAMAGED: "This PDF is damaged, so it is not shown as a picture.",
    Reason.PDF_TOO_LARGE: "This PDF is too large to be shown as a picture.",
}
NO_PICTURE_NOW = (
    "Others are looking at pages at this moment. Open this page again in a minute to see the picture."
)


def job_state(kind: str, state: str) -> tuple[str, str]:
    """Word and tone; of what is no paper, nobody says that it was printed."""
    return (TRIAL_STATES if kind in TRIALS else JOB_STATES)[state]


def reason_sentence(reason: str | None) -> str | None:
    """What a reason means; an unknown one is shown as it is."""
    return REASONS.get(reason, reason) if reason else None
