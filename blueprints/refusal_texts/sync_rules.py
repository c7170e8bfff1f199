"""Refusals about sync rules."""

from flask_babel import gettext as _

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    "rule_unknown": lambda **_f: _("Choose one of the list."),
    "period_unknown": lambda **_f: _("Choose one of the periods in the list."),
    "window_unknown": lambda **_f: _("This window is gone. Choose another one."),
}
