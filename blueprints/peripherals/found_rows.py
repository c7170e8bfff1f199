"""What the store servers found, as the reader asked for it: searched, filtered, sorted, a page at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _

from blueprints.edge import now
from blueprints.peripheral_words import ICONS, KINDS
from domain.alphabets import alphabet_key
from domain.connections import address_of
from domain.discoveries import UNKNOWN, proposed_name
from domain.names import PeripheralKind
from extensions import db
from models import Discovery, StoreServer
from services.discoveries import can_add_at_once, list_discoveries

PAGE_SIZE = 50


@dataclass(frozen=True)
class FoundRow:
    """A found thing in words."""

    thing: Discovery
    name: str
    kind: str
    icon: str
    address: str
    at_once: bool


@dataclass(frozen=True)
class FoundListing:
    """One page of the list."""

    rows: list[FoundRow]
    total: int
    page: int
    pages: int


def read_found_page(server: StoreServer | None, size: int = PAGE_SIZE) -> FoundListing:
    """The page that the address asks for; a page beyond the last shows the last."""
    wanted = request.args.get("q", "").strip().casefold()
    ignored = request.args.get("show") == "ignored"
    things = list_discoveries(db.session(), now(), server=server, ignored=ignored)
    if wanted:
        things = [thing for thing in things if wanted in _text_of(row_of(thing)).casefold()]
    things = _sorted(things, request.args.get("sort", ""))
    pages = max(1, -(-len(things) // size))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = things[(page - 1) * size : page * size]
    return FoundListing([row_of(thing) for thing in shown], len(things), page, pages)


def row_of(thing: Discovery) -> FoundRow:
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


def _text_of(row: FoundRow) -> str:
    thing = row.thing
    return "\n".join(
        (row.name, row.kind, row.address, thing.store_server.name, thing.mac or "", thing.serial or "")
    )


def _sorted(things: list[Discovery], order: str) -> list[Discovery]:
    language = str(get_locale() or "en")
    keys: dict[str, Callable[[Discovery], Any]] = {
        "name": lambda thing: alphabet_key(row_of(thing).name, language),
        "server": lambda thing: alphabet_key(thing.store_server.name, language),
        "first": lambda thing: thing.first_seen_at,
        "last": lambda thing: thing.last_seen_at,
    }
    key = keys.get(order.lstrip("-"))
    return sorted(things, key=key, reverse=order.startswith("-")) if key else things
