"""The list of peripherals as the reader asked for it: searched, filtered, sorted, a page at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from flask_babel import get_locale

from blueprints.edge import now
from blueprints.peripheral_rows import Row, rows_of
from domain.alphabets import alphabet_key
from domain.names import PeripheralKind
from domain.peripheral_state import GROUPS, URGENCY
from extensions import db
from services.peripheral_list import LightRow, load_listed, read_light_rows
from services.peripheral_states import shown_states

PAGE_SIZE = 50
KIND_ORDER = list(PeripheralKind)


@dataclass(frozen=True)
class Listing:
    """One page of the list."""

    rows: list[Row]
    total: int
    page: int
    pages: int


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
    return rows_of(load_listed(db.session(), keys))


def _wanted_keys() -> list[int]:
    word = request.args.get("q", "").strip().casefold()
    kind, order = request.args.get("kind", ""), request.args.get("sort", "name")
    group = GROUPS.get(request.args.get("state", ""))
    by_state = order.lstrip("-") == "state"
    found = read_light_rows(
        db.session(),
        kind=kind if kind in KIND_ORDER else "",
        store=request.args.get("store", ""),
        with_state=by_state or group is not None,
        with_store=order.lstrip("-") == "store",
        with_details=bool(word),
    )
    if word:
        found = [row for row in found if word in f"{row.name}\n{row.store_name}\n{row.details}".casefold()]
    states = _states(found) if by_state or group else {}
    if group:
        found = [row for row in found if states[row.id] in group]
    return [row.id for row in _sorted(found, states, order)]


def _states(rows: list[LightRow]) -> dict[int, str]:
    """The states of all rows, for a reader who filters or sorts by them."""
    shown = shown_states(db.session(), rows, current_app.extensions["contacts"].last, now())
    return {key: one.state for key, one in shown.items()}


def _sorted(rows: list[LightRow], states: dict[int, str], order: str) -> list[LightRow]:
    language = str(get_locale() or "en")
    keys: dict[str, Callable[[LightRow], Any]] = {
        "name": lambda row: alphabet_key(row.name, language),
        "kind": lambda row: KIND_ORDER.index(PeripheralKind(row.kind)),
        "state": lambda row: URGENCY.index(states[row.id]),
        "store": lambda row: alphabet_key(row.store_name, language),
    }
    by_name = sorted(rows, key=keys["name"])
    key = keys.get(order.lstrip("-"), keys["name"])
    return sorted(by_name, key=key, reverse=order.startswith("-")) if order != "name" else by_name
