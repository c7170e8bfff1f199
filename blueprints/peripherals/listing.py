"""The list of peripherals as the reader asked for it: searched, filtered, sorted, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from flask import current_app, request
from flask_babel import ngettext

from blueprints.addresses import address_for
from blueprints.edge import now, recall
from blueprints.formats import ago, datetime_in
from blueprints.languages import language_in_force, said
from blueprints.peripheral_rows import ListRow, list_rows
from blueprints.peripheral_words import ROLES
from domain.names import Role
from domain.peripheral_state import GROUPS, URGENCY
from extensions import db
from models.scope import account_of
from services.peripherals.peripheral_fleet import KIND_ORDER, ORDERS, read_fleet
from services.peripherals.peripheral_list import read_light_rows
from services.peripherals.peripheral_states import shown_states

PAGE_SIZE = 50
#: more users than that are only counted
USERS_SHOWN = 3


class Line(NamedTuple):
    """One row of the list in nothing but texts: the same texts are the same drawing."""

    url: str
    icon: str
    name: str
    kind: str
    state: str
    tone: str
    #: since when it is so, for machines and for people; empty where nobody knows
    since: str
    since_when: str
    since_ago: str
    place: str
    store: str
    users: str
    more_users: str


@dataclass(frozen=True)
class Listing:
    """One page of the list."""

    rows: list[Line]
    total: int
    page: int
    pages: int


def read_page() -> Listing:
    """The page that the address asks for; a page beyond the last shows the last."""
    keys = _wanted_keys()
    pages = max(1, -(-len(keys) // PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    start = (page - 1) * PAGE_SIZE
    rows = list_rows(keys[start : start + PAGE_SIZE])
    return Listing([_line(row) for row in rows], len(keys), page, pages)


def read_rows() -> list[ListRow]:
    """Every row that the address asks for, in its order."""
    return list_rows(_wanted_keys())


def uses_of(row: ListRow) -> list[str]:
    """Who uses it, each with what for."""
    return [f"{user.device} · {said(ROLES[Role(user.role)])}" for user in row.users]


def _line(row: ListRow) -> Line:
    one, uses = row.listed, uses_of(row)
    more = len(uses) - USERS_SHOWN
    return Line(
        address_for("peripherals.show", public_id=one.public_id),
        row.icon,
        one.name,
        row.kind,
        row.state,
        row.tone,
        *_since(row),
        row.place,
        one.store or "",
        ", ".join(uses[:USERS_SHOWN]),
        ngettext("and %(num)d more", "and %(num)d more", more) if more > 0 else "",
    )


def _since(row: ListRow) -> tuple[str, str, str]:
    if row.since is None:
        return "", "", ""
    return row.since.isoformat(), datetime_in(row.since, row.listed.timezone or "UTC"), ago(row.since)


def _wanted_keys() -> Sequence[int]:
    word, sign, order = request.args.get("q", "").strip().casefold(), *_asked_order()
    kind, store = request.args.get("kind", ""), request.args.get("store", "")
    kind = kind if kind in KIND_ORDER else ""
    ground = sign + order if order in ORDERS else "name"
    asked: dict[str, Any] = {"kind": kind, "store": store, "order": ground, "searched": bool(word)}
    key = ("peripherals", account_of(db.session()), *asked.values())
    fleet = recall(key, partial(read_fleet, db.session(), **asked))
    rows = fleet.ordered(ground, language_in_force())
    if word:
        rows = fleet.found(word, rows)
    keys = [fleet.keys[row] for row in rows]
    group = GROUPS.get(request.args.get("state", ""))
    if order != "state" and not group:
        return keys
    states = _states(kind, store)
    keys = [key for key in keys if key in states and (not group or states[key] in group)]
    if order == "state":
        keys.sort(key=lambda key: URGENCY.index(states[key]), reverse=sign == "-")
    return keys


def _asked_order() -> tuple[str, str]:
    """Whether it is turned round, and by what; by name where nobody said."""
    asked = request.args.get("sort", "name")
    word = asked.lstrip("-")
    return "-" if asked.startswith("-") else "", word if word in (*ORDERS, "state") else "name"


def _states(kind: str, store: str) -> dict[int, str]:
    """How all of them are, for a reader who filters or sorts by it."""
    rows = read_light_rows(db.session(), kind=kind, store=store)
    shown = shown_states(db.session(), rows, current_app.extensions["contacts"].last, now())
    return {key: one.state for key, one in shown.items()}
