"""The list of peripherals as the reader asked for it: searched, filtered, sorted, a page at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app, request
from flask_babel import get_locale

from blueprints.edge import now
from blueprints.peripheral_rows import Row, rows_of
from domain.alphabets import alphabet_key
from domain.names import PeripheralKind
from domain.peripheral_state import GROUPS, URGENCY
from extensions import db
from services.peripheral_list import LightRow, load_peripherals, read_light_rows
from services.peripheral_states import shown_states

PAGE_SIZE = 50
KIND_ORDER = list(PeripheralKind)
#: names are the same from one request to the next, and working out their place in an alphabet takes longest
_place_in_alphabet = lru_cache(maxsize=20_000)(alphabet_key)


@dataclass(frozen=True)
class Listing:
    """One page of the list."""

    rows: list[Row]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class _Found:
    """A light row and the state that is shown of it."""

    row: LightRow
    state: str


def read_page() -> Listing:
    """The page that the address asks for; a page beyond the last shows the last."""
    keys = _wanted_keys()
    pages = max(1, -(-len(keys) // PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    start = (page - 1) * PAGE_SIZE
    return Listing(_load(keys[start : start + PAGE_SIZE]), len(keys), page, pages)


def read_rows() -> list[Row]:
    """Every row that the address asks for, in its order."""
    return _load(_wanted_keys())


def _load(keys: list[int]) -> list[Row]:
    return rows_of(load_peripherals(db.session(), keys))


def _wanted_keys() -> list[int]:
    word = request.args.get("q", "").strip().casefold()
    kind = request.args.get("kind", "")
    rows = read_light_rows(
        db.session(),
        kind=kind if kind in KIND_ORDER else "",
        store=request.args.get("store", ""),
        with_details=bool(word),
    )
    found = [row for row in rows if word in f"{row.name}\n{row.store_name}\n{row.details}".casefold()]
    order = request.args.get("sort", "name")
    group = GROUPS.get(request.args.get("state", ""))
    kept = _with_states(found, group, by_state=order.lstrip("-") == "state")
    return [one.row.id for one in _sorted(kept, order)]


def _with_states(rows: list[LightRow], group: frozenset[str] | None, *, by_state: bool) -> list[_Found]:
    """The states of all rows are worked out only where the reader filters or sorts by them."""
    if group is None and not by_state:
        return [_Found(row, "") for row in rows]
    states = shown_states(db.session(), rows, current_app.extensions["contacts"].last, now())
    return [_Found(row, states[row.id].state) for row in rows if not group or states[row.id].state in group]


def _sorted(found: list[_Found], order: str) -> list[_Found]:
    language = str(get_locale() or "en")
    keys: dict[str, Callable[[_Found], Any]] = {
        "name": lambda one: _place_in_alphabet(one.row.name, language),
        "kind": lambda one: KIND_ORDER.index(PeripheralKind(one.row.kind)),
        "state": lambda one: URGENCY.index(one.state),
        "store": lambda one: _place_in_alphabet(one.row.store_name, language),
    }
    by_name = sorted(found, key=keys["name"])
    return sorted(by_name, key=keys.get(order.lstrip("-"), keys["name"]), reverse=order.startswith("-"))
