"""What happened to store servers, as sentences of the history."""

from flask_babel import gettext as _

from blueprints.event_texts.texts import Texts

TEXTS: Texts = {
    "store_server.added": lambda store, **_f: _("Added in %(store)s", store=store),
    "store_server.renamed": lambda former, **_f: _("Renamed; it was called %(former)s", former=former),
    "store_server.paired": lambda box, **_f: _("Paired with the computer “%(computer)s”", computer=box),
    "store_server.unpaired": lambda **_f: _("Unpaired"),
    "store_server.removed": lambda **_f: _("Removed"),
}
