"""Refusals about sync windows."""

from flask_babel import gettext as _

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    "days_missing": lambda **_f: _("Choose at least one day."),
    "time_unknown": lambda **_f: _("Write a time such as 22:30."),
    "window_without_end": lambda **_f: _("It must close at another time than it opens."),
    "products_are_off": lambda **_f: _(
        "Products are never synchronized here. Switch that on in the rules first: it deletes what exists only on tills."
    ),
    "window_name_taken": lambda **_f: _("Another sync window has this name."),
}
