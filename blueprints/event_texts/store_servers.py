"""What happened to store servers, as sentences of the history."""

from flask_babel import gettext as _

from blueprints.event_texts.texts import Texts
from blueprints.peripheral_words import KINDS
from domain.discoveries import proposed_name
from domain.names import PeripheralKind


def _thing(kind: str, make: str, model: str) -> str:
    """A found thing by its maker's name, else by its kind."""
    name = proposed_name(make, model)
    return name or (str(KINDS[PeripheralKind(kind)]) if kind in KINDS else _("Not recognized"))


TEXTS: Texts = {
    "store_server.added": lambda store, **_f: _("Added in %(store)s", store=store),
    "store_server.renamed": lambda former, **_f: _("Renamed; it was called %(former)s", former=former),
    "store_server.paired": lambda box, **_f: _("Paired with the computer “%(computer)s”", computer=box),
    "store_server.unpaired": lambda **_f: _("Unpaired"),
    "store_server.found_ignored": lambda kind, make, model, address, **_f: _(
        "Not ours: %(thing)s at %(address)s", thing=_thing(kind, make, model), address=address
    ),
    "store_server.found_offered": lambda kind, make, model, address, **_f: _(
        "Ours after all: %(thing)s at %(address)s", thing=_thing(kind, make, model), address=address
    ),
    "store_server.page_code_renewed": lambda **_f: _("New code for its own page"),
    "store_server.removed": lambda **_f: _("Removed"),
}
