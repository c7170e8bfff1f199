"""Refusals about peripherals, the usage mode and printing."""

from flask_babel import gettext as _

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    "host_invalid": lambda **_f: _(
        "This is not an address in your network. It looks like 192.168.1.50 or printer.local."
    ),
    "port_invalid": lambda **_f: _("A port is a number from 1 to 65535. Most printers listen on 9100."),
    "profile_unknown": lambda **_f: _("Choose a printer model from the list."),
    "paper_width_unknown": lambda **_f: _("Choose a paper width from the list."),
    "kind_unknown": lambda **_f: _("This kind of peripheral cannot be added this way."),
    "kind_unfit": lambda peripheral, **_f: _(
        "%(peripheral)s cannot be used for this.", peripheral=peripheral
    ),
    "held_by_other": lambda peripheral, holder, **_f: _(
        "%(peripheral)s is used by %(holder)s.", peripheral=peripheral, holder=holder
    ),
    "changed_meanwhile": lambda peripheral, **_f: _(
        "Somebody else has just assigned %(peripheral)s. Look again, then choose.", peripheral=peripheral
    ),
    "role_empty": lambda **_f: _("Choose a peripheral first."),
    "option_unknown": lambda **_f: _("This switch does not exist here."),
    "no_store_server": lambda **_f: _(
        "No store server drives this printer yet. Choose one on the printer’s page, then print again."
    ),
    "job_differs": lambda **_f: _("Another print job has this number."),
    "role_unassigned": lambda **_f: _("This till has no printer for this."),
}
