"""The matrix as the reader asked for it: searched, filtered, a page at a time, and drawn."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import NamedTuple

from flask import current_app, get_template_attribute, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from blueprints.app_cells import recall_apps
from blueprints.app_words import app_versions, app_word
from blueprints.edge import now, recall
from blueprints.languages import language_in_force
from blueprints.permissions import allowed
from blueprints.readers import Reader, reader
from blueprints.sync_words import Word, cell_time, cell_word, order_word, stream_word
from domain.alphabets import alphabet_key
from domain.app_cells import NOTHING_KNOWN, AppCell, AppCellState
from domain.names import DOWN_STREAMS, Stream
from domain.permissions import Deed
from domain.sync_orders import OrderState
from extensions import db
from models.scope import account_of
from services.devices.device_list import read_unsent
from services.devices.fleet import Fleet, FleetTill, read_fleet
from services.synchronization.sync_matrix import (
    Lagging,
    MatrixRow,
    read_failing,
    read_lagging,
    read_matrix,
    read_open_orders,
    states_of,
)

PAGE_SIZE = 50
MINUTE = timedelta(minutes=1)
#: what the filter offers
STATES: dict[str, LazyString] = {
    "behind": _l("Behind"),
    "never": _l("Something never fetched"),
    "failed": _l("Something not usable"),
    "unsent": _l("Something not sent"),
    "update": _l("App update not installed"),
    "too_old": _l("App too old"),
}
#: a till with nothing to install
SETTLED = (AppCellState.CURRENT, AppCellState.UNKNOWN)


class CellShown(NamedTuple):
    """A cell in words."""

    stream: str
    heading: str
    word: Word
    detail: str
    order: Word | None


class Line(NamedTuple):
    """A till in words: with the reader, all on which its drawing depends."""

    device_id: str
    name: str
    store: str
    cells: tuple[CellShown, ...]
    is_chosen: bool
    may_order: bool


@dataclass(frozen=True)
class Summary:
    """How many tills have everything of a stream."""

    stream: str
    current: int
    total: int


@dataclass(frozen=True)
class Listing:
    """One page of the matrix."""

    lines: Markup
    total: int
    page: int
    pages: int
    summaries: list[Summary]
    #: tills of the business, however it is filtered
    tills: int


def read_listing() -> Listing:
    """The page that the address asks for; a page beyond the last shows the last."""
    session, account = db.session(), account_of(db.session())
    store = request.args.get("store", "")
    fleet = recall(("devices", account, store, ""), partial(read_fleet, session, store=store))
    lagging = recall(("lagging", account), partial(read_lagging, session))
    tills = _wanted(fleet, lagging)
    pages = max(1, -(-len(tills) // PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    keys = [till.id for till in tills[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
    rows = recall(("matrix", account, *keys), partial(read_matrix, session, keys))
    return Listing(_drawn(rows), len(tills), page, pages, _summaries(fleet, lagging), len(fleet.running))


def _summaries(fleet: Fleet, lagging: Lagging) -> list[Summary]:
    total = len(fleet.running)
    return [
        Summary(stream, total - len(lagging.behind[stream] & fleet.running.keys()), total)
        for stream in DOWN_STREAMS
    ]


def _wanted(fleet: Fleet, lagging: Lagging) -> list[FleetTill]:
    """The running tills that fit the filters, store by store, in the reader's alphabet."""
    language = language_in_force()
    tills = [till for till in fleet.search(request.args.get("q", "").strip(), language) if till.is_running]
    if keep := _filter(lagging, fleet):
        tills = [till for till in tills if keep(till.id)]
    places = {till.store_name for till in tills}
    order = {name: alphabet_key(name, language) for name in places}
    return sorted(tills, key=lambda till: order[till.store_name])


def _filter(lagging: Lagging, fleet: Fleet) -> Callable[[int], bool] | None:
    state, account = request.args.get("state", ""), account_of(db.session())
    if state == "behind":
        return lagging.any_behind.__contains__
    if state == "never":
        return lagging.any_never.__contains__
    if state == "failed":
        return recall(("failing", account), partial(read_failing, db.session())).__contains__
    if state == "unsent":
        return recall(("unsent", account), partial(read_unsent, db.session())).__contains__
    if state in ("update", "too_old"):
        kept = _with_trouble(state, fleet)
        return kept.__contains__
    return None


def _with_trouble(state: str, fleet: Fleet) -> frozenset[int]:
    """The running tills of which something is to be said about their program."""
    cells = recall_apps(tuple(fleet.running))
    if state == "too_old":
        return frozenset(key for key, cell in cells.items() if cell.minimum)
    return frozenset(key for key, cell in cells.items() if cell.state not in SETTLED)


def _drawn(rows: list[MatrixRow]) -> Markup:
    who, chosen, moment = reader(), frozenset(request.args.getlist("device")), now()
    session, keys = db.session(), tuple(row.device_key for row in rows)
    orders = recall(
        ("open orders", account_of(session), keys), partial(read_open_orders, session, keys, moment)
    )
    ordered = states_of(orders, current_app.extensions["contacts"], moment)
    may_order, apps = allowed(Deed.MANAGE_DEVICES), recall_apps(keys)
    return Markup("").join(
        _draw(
            who,
            row,
            app := apps.get(row.device_key, NOTHING_KNOWN),
            _ages(moment, (*(cell.at for cell in row.cells), app.at)),
            tuple(ordered.get((row.device_key, stream)) for stream in Stream) if ordered else (),
            row.device_id in chosen,
            may_order,
        )
        for row in rows
    )


def _ages(moment: datetime, times: Iterable[datetime | None]) -> tuple[int | None, ...]:
    """How many minutes ago: as long as these stay, so do the words."""
    return tuple((moment - at) // MINUTE if at else None for at in times)


@lru_cache(maxsize=2048)
def _draw(
    _who: Reader,
    row: MatrixRow,
    app: AppCell,
    _ages: tuple[int | None, ...],
    states: tuple[OrderState | None, ...],
    is_chosen: bool,
    may_order: bool,
) -> Markup:
    """A till of which nothing new is known is put into words and drawn once a minute for the same reader."""
    orders = (order_word(state) if state else None for state in states or [None] * len(Stream))
    details = (*map(cell_time, row.cells), " · ".join(filter(None, (app_versions(app), cell_time(app)))))
    words = (*map(cell_word, row.cells), app_word(app))
    cells = tuple(
        CellShown(stream.value, stream_word(stream), word, detail, order)
        for stream, word, detail, order in zip(Stream, words, details, orders, strict=True)
    )
    line = Line(row.device_id, row.name, row.store, cells, is_chosen, may_order)
    drawn: Markup = get_template_attribute("synchronization/_matrix_row.html", "row")(line)
    return drawn
