"""What happened to stores, as sentences of the history."""

from flask_babel import gettext as _

from blueprints.event_texts.texts import Texts

TEXTS: Texts = {
    "store.created": lambda **_f: _("Created."),
    "store.edited": lambda **_f: _("Its data were changed."),
    "store.activated": lambda **_f: _("Activated. Its tills can be activated."),
    "store.deactivated": lambda **_f: _("Deactivated. No till of it can be activated."),
}
