"""Refusals about POS devices and their activation."""

from flask_babel import gettext as _

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    "device_taken": lambda **_f: _(
        "This POS is already activated. Deactivate it first, then another till may take its place."
    ),
    "device_name_taken": lambda **_f: _("Another POS of this store has this name already."),
    "device_unknown": lambda **_f: _("This POS was deleted."),
    "store_inactive": lambda **_f: _(
        "The store of this POS is inactive. Activate the store first, then its tills."
    ),
    "device_not_activated": lambda **_f: _("No till is activated as this POS, so nothing was changed."),
    "device_has_blockers": lambda **_f: _(
        "Put the things above in order on the till first, or confirm here that it cannot be done."
    ),
    "store_unknown": lambda **_f: _("Choose a store from the list."),
    "unsent_data": lambda **_f: _("The till still holds sales that were not sent."),
}
