"""The matrix: every till of the business and what it has of the five syncs, a page at a time.

Light rows, and as many questions for five hundred tills as for five: what is behind is counted once for each
number that tills stopped at, however many they are.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, String, and_, bindparam, case, cast, func, select, text, union_all
from sqlalchemy.orm import Session

from domain.device_life import RUNNING
from domain.names import DOWN_STREAMS, Stream
from domain.streams import Head, read_cursor
from domain.sync_matrix import Cell, Holding, cell_of, transactions_cell
from domain.sync_orders import OrderCourse, OrderState, state_of_order
from models import Device, DeviceReport, Generation, Store, StreamAck, StreamHead, SyncOrder, UtcDateTime
from models.scope import account_of
from services.database.whole_columns import NEXT, values_of
from services.sync_rules.rules_in_force import find_off
from services.synchronization.sync_orders import told_key
from services.tills.contacts import Contacts
from services.tills.device_facts import report_of

_RUNNING = [str(status) for status in RUNNING]


class MatrixRow(NamedTuple):
    """One till: its cells in the order of `Stream`; the app has one of its own (domain.app_cells)."""

    device_key: int
    device_id: str
    name: str
    store: str
    timezone: str
    cells: tuple[Cell, ...]


class Lagging(NamedTuple):
    """Running tills that do not have everything: stream → their keys, and those of them that have nothing."""

    behind: dict[Stream, frozenset[int]]
    never: dict[Stream, frozenset[int]]

    @property
    def any_behind(self) -> frozenset[int]:
        """Those that lack something."""
        return frozenset().union(*self.behind.values())

    @property
    def any_never(self) -> frozenset[int]:
        """Those that never fetched something."""
        return frozenset().union(*self.never.values())


def read_matrix(session: Session, keys: Sequence[int]) -> list[MatrixRow]:
    """The rows of these tills, in the order of the keys."""
    if not keys:
        return []
    holdings, places = _read_holdings(session, keys)
    behind = _count_behind(session, places)
    off = find_off(session.connection(), account_of(session), keys)
    found: dict[int, MatrixRow] = {}
    for row in session.execute(_tills(), {"keys": list(keys)}):
        cells = [
            _cell(holdings.get((row.id, stream)), behind, is_off=(row.id, stream) in off)
            for stream in DOWN_STREAMS
        ]
        found[row.id] = _row(row, cells)
    return [found[key] for key in keys if key in found]


def read_lagging(session: Session) -> Lagging:
    """Which running tills lack what, by one text for the whole fleet; what a rule holds back is not lacking."""
    found = values_of(session.scalar(_not_current(), {"account": account_of(session)}))
    lacking: dict[Stream, set[int]] = defaultdict(set)
    never: dict[Stream, set[int]] = defaultdict(set)
    pairs = [one.split(":") for one in found]
    off = find_off(session.connection(), account_of(session), {int(device) for device, _, _ in pairs})
    for device, name, has_nothing in pairs:
        key, stream = int(device), Stream(name)
        if (key, stream) in off:
            continue
        lacking[stream].add(key)
        if has_nothing == "1":
            never[stream].add(key)
    return Lagging(
        {stream: frozenset(lacking[stream]) for stream in DOWN_STREAMS},
        {stream: frozenset(never[stream]) for stream in DOWN_STREAMS},
    )


def read_failing(session: Session) -> frozenset[int]:
    """Running tills that could not use something of what they fetched last."""
    return frozenset(session.scalars(_failing()))


def read_ordered(
    session: Session, keys: Collection[int], contacts: Contacts, now: datetime
) -> dict[tuple[int, str], OrderState]:
    """What stands ordered on these tills: (till, stream) → how far it has come."""
    return states_of(read_open_orders(session, keys, now), contacts, now)


def read_open_orders(session: Session, keys: Collection[int], now: datetime) -> Sequence[Any]:
    """What stands ordered on these tills; some of it expires while it is remembered."""
    return session.execute(_open_orders(), {"keys": list(keys), "now": now}).all() if keys else []


def states_of(orders: Sequence[Any], contacts: Contacts, now: datetime) -> dict[tuple[int, str], OrderState]:
    """How far each order has come; (till, stream) → its state."""
    standing = [row for row in orders if row.expires_at > now]
    told = contacts.last({told_key(row.device_id) for row in standing}) if standing else {}
    states = {}
    for row in standing:
        heard = told.get(told_key(row.device_id))
        course = OrderCourse(row.created_at, row.expires_at, heard.at if heard else None)
        states[row.device_id, row.stream] = state_of_order(course, now)
    return states


def _read_holdings(
    session: Session, keys: Sequence[int]
) -> tuple[dict[tuple[int, Stream], tuple[int, Holding]], set[tuple[int, int]]]:
    """(till, stream) → head and what it has of it; and at which numbers of which heads tills stopped."""
    holdings, places = {}, set[tuple[int, int]]()
    for row in session.execute(_standings(), {"keys": list(keys)}):
        cursor = read_cursor(row.cursor) if row.cursor else None
        holding = Holding(Head(row.epoch, row.seq, row.floor), cursor, row.acked_at, len(row.failed or ()))
        holdings[row.device_id, Stream(row.stream)] = row.head_id, holding
        if holding.has_begun and holding.seq < row.seq:
            places.add((row.head_id, holding.seq))
    return holdings, places


def _cell(
    of: tuple[int, Holding] | None, behind: dict[tuple[int, int], tuple[int, datetime]], *, is_off: bool
) -> Cell:
    head_id, holding = of or (0, Holding(Head("", 0)))
    count, since = behind.get((head_id, holding.seq), (0, None))
    return cell_of(holding, is_off=is_off, behind=count, since=since)


def _row(row: Any, cells: list[Cell]) -> MatrixRow:
    report = None if row.reported_at is None else report_of(row, row.ack_through, row.last_n)
    missing = sum(last - first + 1 for first, last in row.missing or ())
    return MatrixRow(
        row.id,
        row.public_id,
        row.name,
        row.store,
        row.timezone,
        (*cells, transactions_cell(report, missing)),
    )


def _count_behind(
    session: Session, places: set[tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, datetime]]:
    """(head, number) → how many changes came after, and when the first of them did."""
    if not places:
        return {}
    asked = sorted(places)
    rows = session.execute(_behind(tuple(asked)))
    return {(row.head_id, row.seq): (row.changes, row.since) for row in rows if row.changes}


def _behind(places: tuple[tuple[int, int], ...]) -> Any:
    """Written out by hand: all that is put into it are numbers."""
    values = ", ".join(f"({head_id}, {seq})" for head_id, seq in places)
    later = "FROM published_object WHERE head_id = place.column1 AND seq > place.column2"
    query = (
        "SELECT place.column1 AS head_id, place.column2 AS seq, "  # noqa: S608
        f"(SELECT count(*) {later}) AS changes, (SELECT changed_at {later} ORDER BY seq LIMIT 1) AS since "
        f"FROM (VALUES {values}) AS place"
    )
    return text(query).columns(head_id=Integer, seq=Integer, changes=Integer, since=UtcDateTime)


_NEWEST = and_(Generation.device_id == Device.id, Generation.number == Device.generation)
_OWN = and_(StreamHead.stream == Stream.CONFIGURATION, StreamHead.device_id == Device.id)
_SHARED = and_(StreamHead.stream.in_((Stream.USERS, Stream.PRODUCTS)), StreamHead.store_id == Device.store_id)


def _at(theirs: Any, *columns: Any) -> Any:
    """Tills with those heads of theirs, and what they have acknowledged."""
    return (
        select(*columns)
        .select_from(Device)
        .join(Generation, _NEWEST)
        .join(StreamHead, theirs)
        .outerjoin(
            StreamAck,
            and_(StreamAck.generation_id == Generation.id, StreamAck.stream == StreamHead.stream),
        )
    )


@cache
def _standings() -> Any:
    columns = (
        Device.id.label("device_id"),
        StreamHead.id.label("head_id"),
        StreamHead.stream,
        StreamHead.epoch,
        StreamHead.seq,
        StreamHead.floor,
        StreamAck.cursor,
        StreamAck.acked_at,
        StreamAck.failed,
    )
    wanted = Device.id.in_(bindparam("keys", expanding=True))
    return union_all(*(_at(theirs, *columns).where(wanted) for theirs in (_OWN, _SHARED)))


@cache
def _not_current() -> Any:
    newest = StreamHead.epoch.concat(".").concat(cast(StreamHead.seq, String))
    has_nothing = case((StreamAck.cursor.is_(None), "1"), else_="0")
    word = cast(Device.id, String) + ":" + StreamHead.stream + ":" + has_nothing
    here = (
        Device.account_id == bindparam("account", type_=Integer),  # the guard sees no subquery
        Device.status.in_(_RUNNING),
        func.coalesce(StreamAck.cursor, "") != newest,
    )
    words = union_all(*(_at(theirs, word.label("word")).where(*here) for theirs in (_OWN, _SHARED)))
    return select(func.aggregate_strings(words.subquery().c.word, NEXT))


@cache
def _failing() -> Any:
    return (
        select(Device.id)
        .join(Generation, _NEWEST)
        .join(StreamAck, StreamAck.generation_id == Generation.id)
        .where(Device.status.in_(_RUNNING), cast(StreamAck.failed, String) != "[]")
        .distinct()
    )


@cache
def _tills() -> Any:
    return (
        select(
            Device.id,
            Device.public_id,
            Device.name,
            Store.name.label("store"),
            Store.timezone,
            Generation.ack_through,
            Generation.last_n,
            Generation.missing,
            *(
                column
                for column in DeviceReport.__table__.c
                if column.name not in ("account_id", "peripherals")
            ),
        )
        .join(Store, Store.id == Device.store_id)
        .outerjoin(Generation, _NEWEST)
        .outerjoin(DeviceReport, DeviceReport.generation_id == Generation.id)
        .where(Device.id.in_(bindparam("keys", expanding=True)))
    )


@cache
def _open_orders() -> Any:
    return select(SyncOrder.device_id, SyncOrder.stream, SyncOrder.created_at, SyncOrder.expires_at).where(
        SyncOrder.device_id.in_(bindparam("keys", expanding=True)),
        SyncOrder.closed_at.is_(None),
        SyncOrder.expires_at > bindparam("now", type_=UtcDateTime),
    )
