"""What the store servers found, as the reader asked for it: searched, filtered, sorted, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _

from blueprints.edge import now, recall
from blueprints.peripheral_words import ICONS, KINDS
from domain.alphabets import alphabet_key
from domain.connections import address_of
from domain.discoveries import UNKNOWN, proposed_name
from domain.names import PeripheralKind
from extensions import db
from models import StoreServer
from models.scope import account_of
from services.store_servers.discoveries import Found, Seen, can_add_at_once, list_discoveries

PAGE_SIZE = 50
Thing = TypeVar("Thing", bound=Seen)


@dataclass(frozen=True)
class FoundRow(Generic[Thing]):
    """A found thing in words."""

    thing: Thing
    name: str
    kind: str
    icon: str
    address: str
    at_once: bool


@dataclass(frozen=True)
class FoundListing:
    """One page of the list."""

    rows: list[FoundRow[Found]]
    total: int
    page: int
    pages: int


def read_found_page(server: StoreServer | None, size: int = PAGE_SIZE) -> FoundListing:
    """The page that the address asks for; a page beyond the last shows the last."""
    wanted = request.args.get("q", "").strip().casefold()
    ignored = request.args.get("show") == "ignored"
    things: Sequence[Found] = read_found(server, ignored=ignored)
    if wanted:
        things = [thing for thing in things if wanted in _text_of(row_of(thing)).casefold()]
    things = _sorted(things, request.args.get("sort", ""))
    pages = max(1, -(-len(things) // size))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = things[(page - 1) * size : page * size]
    return FoundListing([row_of(thing) for thing in shown], len(things), page, pages)


def read_found(server: StoreServer | None = None, *, ignored: bool = False) -> list[Found]:
    """What is offered, or is not ours; remembered until anybody commits. Nobody may change it."""
    session, moment = db.session(), now()
    # what was not seen for long is offered no more: which is looked at once in a quarter of an hour
    quarter, of = int(moment.timestamp()) // 900, server.id if server else None
    key = ("found", account_of(session), of, ignored, quarter)
    return recall(key, partial(list_discoveries, session, moment, server=server, ignored=ignored))


def row_of(thing: Thing) -> FoundRow[Thing]:
    """A found thing as pages show it, named by its maker or else by what it is."""
    kind = kind_word(thing.kind_guess)
    return FoundRow(
        thing,
        proposed_name(thing.make, thing.model) or kind,
        kind,
        ICONS[PeripheralKind(thing.kind_guess)] if thing.kind_guess != UNKNOWN else "help-circle",
        address_of(thing.connection),
        can_add_at_once(thing),
    )


def kind_word(kind: str) -> str:
    """What a found thing is, as far as its store server can tell."""
    return _("Not recognized") if kind == UNKNOWN else str(KINDS[PeripheralKind(kind)])


def _text_of(row: FoundRow[Found]) -> str:
    thing = row.thing
    return "\n".join((row.name, row.kind, row.address, thing.server, thing.mac or "", thing.serial or ""))


def _sorted(things: Sequence[Found], order: str) -> Sequence[Found]:
    language = str(get_locale() or "en")
    keys: dict[str, Callable[[Found], Any]] = {
        "name": lambda thing: alphabet_key(row_of(thing).name, language),
        "server": lambda thing: alphabet_key(thing.server, language),
        "first": lambda thing: thing.first_seen_at,
        "last": lambda thing: thing.last_seen_at,
    }
    key = keys.get(order.lstrip("-"))
    return sorted(things, key=key, reverse=order.startswith("-")) if key else things
