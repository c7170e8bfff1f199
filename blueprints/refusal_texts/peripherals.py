"""Refusals about peripherals, the usage mode and printing."""

from flask_babel import gettext as _

from blueprints.refusal_texts.texts import Texts


def _no_printer(reason: str, printer: str = "", device: str = "", **_f: object) -> str:
    if reason == "hangs_on_device":
        return _("%(printer)s hangs on %(device)s: print it there.", printer=printer, device=device)
    if reason == "not_driven":
        return _(
            "No store server drives this printer yet. Choose one on the printer’s page, then print again."
        )
    return _("This till has no printer for this.")


TEXTS: Texts = {
    "sample_quantity": lambda **_f: _("A quantity is a number above zero, such as 2 or 0.485."),
    "contact_moved": lambda **_f: _("The drawer was moved meanwhile. Look at it again and answer once more."),
    "host_invalid": lambda **_f: _(
        "This is not an address in your network. It looks like 192.168.1.50 or printer.local."
    ),
    "port_invalid": lambda **_f: _("A port is a number from 1 to 65535. Most printers listen on 9100."),
    "profile_unknown": lambda **_f: _("Choose a printer model from the list."),
    "paper_width_unknown": lambda **_f: _("Choose a paper width from the list."),
    "way_unknown": lambda **_f: _("Choose from the list how it is connected."),
    "path_invalid": lambda **_f: _(
        "This is not a device path of the store server. It looks like /dev/usb/lp0, /dev/ttyUSB0 or /dev/input/by-id/…"
    ),
    "baud_unknown": lambda **_f: _("Choose a speed from the list."),
    "protocol_unknown": lambda **_f: _("Choose the scale’s language from the list."),
    "pin_unknown": lambda **_f: _("A drawer hangs on pin 2 or pin 5."),
    "pulse_invalid": lambda **_f: _("The pulse is a number of milliseconds from 20 to 510."),
    "queue_invalid": lambda **_f: _("This is not a print queue. Most printers use ipp/print."),
    "kind_fixed": lambda **_f: _("A peripheral stays what it is. Add another one instead."),
    "stand_in_unfit": lambda peripheral, **_f: _(
        "%(peripheral)s cannot stand in: it must be another printer of the same kind on the same store server.",
        peripheral=peripheral,
    ),
    "opens_drawers": lambda drawers, **_f: _(
        "This printer opens %(drawers)s. Connect the drawer to another printer first.", drawers=drawers
    ),
    "kind_unknown": lambda **_f: _("Choose from the list what it is."),
    "store_server_unknown": lambda **_f: _("Choose a store server from the list."),
    "printer_unknown": lambda **_f: _("Choose a receipt printer from the list."),
    "mac_invalid": lambda **_f: _("This is not a MAC address. It looks like 00:26:AB:12:34:56."),
    "kind_unfit": lambda peripheral, **_f: _(
        "%(peripheral)s cannot be used for this.", peripheral=peripheral
    ),
    "peripheral_unknown": lambda **_f: _("This peripheral is no longer in your account. Choose another one."),
    "host_deleted": lambda peripheral, host, **_f: _(
        "%(peripheral)s hangs on %(host)s, which was deleted. Connect it anew, then choose it.",
        peripheral=peripheral,
        host=host,
    ),
    "held_by_other": lambda peripheral, holder, **_f: _(
        "%(peripheral)s is used by %(holder)s.", peripheral=peripheral, holder=holder
    ),
    "changed_meanwhile": lambda peripheral, **_f: _(
        "Somebody else has just assigned %(peripheral)s. Look again, then choose.", peripheral=peripheral
    ),
    "moved_meanwhile": lambda peripheral, **_f: _(
        "Somebody else has just given %(peripheral)s to another store server. Look again, then try once more.",
        peripheral=peripheral,
    ),
    "line_unknown": lambda last, **_f: _(
        "No line has this number. Type the number in front of the readable line, from 1 to %(last)s.",
        last=last,
    ),
    "sheet_unknown": lambda **_f: _("There is no such sheet."),
    "not_a_receipt_printer": lambda **_f: _("Only the letters of receipt printers can be calibrated."),
    "role_empty": lambda **_f: _("Choose a peripheral first."),
    "option_unknown": lambda **_f: _("This switch does not exist here."),
    "no_store_server": lambda **_f: _(
        "No store server drives this printer yet. Choose one on the printer’s page, then print again."
    ),
    "not_driven": lambda **_f: _("No store server drives it yet. Choose one under Edit, then try again."),
    "hangs_on_device": lambda device, **_f: _("It hangs on %(device)s: test it there.", device=device),
    "layout_unknown": lambda **_f: _(
        "That is no keyboard we know. Press into the field, clear it, and scan the code on this page once."
    ),
    "layout_incomplete": lambda **_f: _("Only a part of the code arrived. Scan it once more."),
    "scan_empty": lambda **_f: _("Nothing arrived. Scan one of the codes on this page."),
    "scan_of_goods": lambda **_f: _("That was the code of a product. Scan one of the codes on this page."),
    "scan_incomplete": lambda **_f: _("Only a part of the code arrived. Scan it once more."),
    "scan_recased": lambda **_f: _(
        "The scanner turns capital letters into small ones or the other way round. Switch Caps Lock and the "
        "conversion of letters off in its settings, then check again."
    ),
    "scan_russian": lambda **_f: _(
        "This scanner is set for a Russian keyboard, on which Latin letters cannot be typed. Set it to the "
        "American keyboard with the code from its manual, then check again."
    ),
    "scan_added": lambda added, **_f: _(
        "The scanner adds something to every code: %(added)s. Switch that off in its settings, then check again.",
        added=added,
    ),
    "scan_unknown": lambda arrived, **_f: _(
        "No keyboard that we know types like this: %(arrived)s. Set the scanner to the American keyboard with the "
        "code from its manual, then check again.",
        arrived=arrived,
    ),
    "reprint_unmarked": lambda **_f: _(
        "This cannot be marked as a duplicate on paper, so it is not printed again from here."
    ),
    "reprint_unsettled": lambda **_f: _("It is still under way. Wait until it is over, then print it again."),
    "reprint_pending": lambda **_f: _("A copy of it is already on its way."),
    "reprint_without_receipt": lambda **_f: _(
        "Its receipt has not reached the back office yet. Print the copy at the till."
    ),
    "reprint_without_document": lambda **_f: _(
        "The back office does not have this document, so no copy of it comes from here."
    ),
    "reprint_printer_gone": lambda printer, **_f: _(
        "%(printer)s cannot be reached from here any more, so no copy comes out there.", printer=printer
    ),
    "withdrawn_too_late": lambda **_f: _(
        "The store server has it already and may print it at any moment. It cannot be withdrawn any more."
    ),
    "job_differs": lambda **_f: _("Another print job has this number."),
    "role_unassigned": lambda reason="", **facts: _no_printer(reason, **facts),
}
