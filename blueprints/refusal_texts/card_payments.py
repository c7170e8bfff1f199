"""Refusals about card payments of which nobody knew."""

from flask_babel import gettext as _

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    "payment_answered": lambda **_f: _(
        "Somebody else was faster: this payment has its answer already. Nothing was changed."
    ),
}
