"""What happened to sync windows, as sentences of the history."""

from flask_babel import gettext as _

from blueprints.event_texts.texts import Texts

TEXTS: Texts = {
    "sync_window.created": lambda **_f: _("Created."),
    "sync_window.edited": lambda **_f: _("Its data were changed."),
    "sync_window.removed": lambda **_f: _("Removed. Rules that named it gave way to those above them."),
    "sync_window.missed_seen": lambda **_f: _("Somebody read which tills missed an opening."),
}
