"""Refusals about receipts and entries that nobody could read."""

from flask_babel import gettext as _

from blueprints.entry_fault_words import reason_words
from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    "printer_gone": lambda **_f: _("This printer cannot be reached from here any more. Choose another one."),
    "note_missing": lambda **_f: _("Write in a few words why this entry is set aside."),
    "entry_unreadable": lambda reason="", **_f: " ".join(
        [_("It cannot be read like this yet."), reason_words(reason)]
    ),
    "entry_there": lambda **_f: _("The journal has this very entry already. Set this one aside."),
    "entry_dealt_with": lambda **_f: _("Somebody else has dealt with it already."),
}
