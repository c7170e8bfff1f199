"""The history of syncs: every sync that a till finished, and every order that came to nothing or still stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Integer, String, and_, delete, func, literal, null, or_, select, type_coerce, union_all
from sqlalchemy.orm import Session

from domain.sync_orders import OrderCourse, OrderState, state_of_order
from domain.wall_clock import midnight_of
from models import Device, Store, SyncOrder, SyncRun, UtcDateTime
from models.scope import account_of
from services.contacts import Contacts
from services.sync_orders import told_key

PAGE = 50
#: rows are read in portions for a file, so that a long history fills no memory
PORTION = 500
#: older syncs say nothing any more about what a till has
KEPT = timedelta(days=90)


@dataclass(frozen=True)
class RunFilter:
    """Which lines somebody wants to read; an empty field filters nothing. Places and tills by public id."""

    store: str = ""
    device: str = ""
    #: part of a till's name
    word: str = ""
    stream: str = ""
    #: only those with something that the till could not use, and orders that came to nothing
    only_failed: bool = False
    first_day: date | None = None
    last_day: date | None = None
    timezone: str = "UTC"


class RunRow(NamedTuple):
    """One line: a sync that happened (`order_state` is None), or an order that no till has done."""

    at: datetime
    device_id: str
    device: str
    store: str
    timezone: str
    stream: str
    reason: str | None
    changes: int | None
    applied: int
    failed: int
    ordered_by: str | None
    withdrawn_by: str | None
    batch: str | None
    #: public id of the sync, for the list of what failed
    run: str | None
    order_state: OrderState | None


@dataclass(frozen=True)
class RunPage:
    """One page, latest first."""

    rows: list[RunRow]
    total: int
    page: int
    pages: int


def read_runs(session: Session, wanted: RunFilter, page: int, contacts: Contacts, now: datetime) -> RunPage:
    """The page asked for; one beyond the last shows the last. Two queries, however long the history is."""
    lines = _lines(session, wanted, now)
    total = session.scalar(select(func.count()).select_from(lines)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    query = _latest(lines).limit(PAGE).offset((page - 1) * PAGE)
    return RunPage(_rows(session, query, contacts, now), total, page, pages)


def walk_runs(session: Session, wanted: RunFilter, contacts: Contacts, now: datetime) -> Iterator[RunRow]:
    """Every line asked for, latest first, read in portions."""
    query, start = _latest(_lines(session, wanted, now)), 0
    while rows := _rows(session, query.limit(PORTION).offset(start), contacts, now):
        yield from rows
        start += PORTION


def last_runs(session: Session, device: Device, limit: int) -> list[SyncRun]:
    """The latest syncs of one POS, latest first."""
    query = select(SyncRun).where(SyncRun.device_id == device.id).order_by(SyncRun.id.desc())
    return list(session.scalars(query.limit(limit)))


def find_run(session: Session, public_id: str) -> SyncRun | None:
    """A sync of this account."""
    return session.scalars(select(SyncRun).where(SyncRun.public_id == public_id)).first()


def forget_old_runs(session: Session, now: datetime) -> int:
    """Let go of what was long ago: syncs first, then the orders that ended; returns how many lines went."""
    before = now - KEPT
    runs = session.execute(delete(SyncRun).where(SyncRun.acked_at < before))
    orders = session.execute(delete(SyncOrder).where(SyncOrder.expires_at < before))
    return int(runs.rowcount + orders.rowcount)  # type: ignore[attr-defined]


def _latest(lines: Any) -> Any:
    return (
        select(
            lines,
            Device.public_id.label("device_id"),
            Device.name.label("device"),
            Store.name.label("store"),
            Store.timezone,
        )
        .select_from(lines)
        .join(Device, Device.id == lines.c.device_key)
        .join(Store, Store.id == Device.store_id)
        .order_by(lines.c.at.desc(), lines.c.key.desc())
    )


def _rows(session: Session, query: Any, contacts: Contacts, now: datetime) -> list[RunRow]:
    found = session.execute(query).all()
    told = contacts.last({told_key(row.device_key) for row in found if row.run is None})
    return [_row(row, told.get(told_key(row.device_key)), now) for row in found]


def _row(row: Any, told: Any, now: datetime) -> RunRow:
    state = None
    if row.run is None:
        course = OrderCourse(
            row.at,
            row.expires_at,
            told.at if told else None,
            closed_at=row.closed_at,
            is_withdrawn=row.withdrawn_by is not None,
        )
        state = state_of_order(course, now)
    return RunRow(
        at=row.at,
        device_id=row.device_id,
        device=row.device,
        store=row.store,
        timezone=row.timezone,
        stream=row.stream,
        reason=row.reason,
        changes=row.changes,
        applied=row.applied,
        failed=row.failed,
        ordered_by=row.ordered_by,
        withdrawn_by=row.withdrawn_by,
        batch=row.batch,
        run=row.run,
        order_state=state,
    )


def _lines(session: Session, wanted: RunFilter, now: datetime) -> Any:
    """Syncs and the orders that none of them answered; the account is named, for the guard sees no subquery."""
    account = account_of(session)
    runs = (
        select(
            SyncRun.id.label("key"),
            SyncRun.public_id.label("run"),
            SyncRun.device_id.label("device_key"),
            SyncRun.stream,
            SyncRun.acked_at.label("at"),
            SyncRun.reason,
            SyncRun.changes,
            SyncRun.applied,
            SyncRun.failed_count.label("failed"),
            SyncOrder.ordered_by,
            type_coerce(null(), String).label("withdrawn_by"),
            SyncOrder.batch,
            type_coerce(null(), UtcDateTime).label("expires_at"),
            type_coerce(null(), UtcDateTime).label("closed_at"),
        )
        .outerjoin(SyncOrder, SyncOrder.id == SyncRun.order_id)
        .where(SyncRun.account_id == account, *_wanted(session, SyncRun, SyncRun.acked_at, wanted))
    )
    orders = select(
        SyncOrder.id,
        type_coerce(null(), String),
        SyncOrder.device_id,
        SyncOrder.stream,
        SyncOrder.created_at,
        literal("forced"),
        type_coerce(null(), Integer),
        literal(0),
        literal(0),
        SyncOrder.ordered_by,
        SyncOrder.withdrawn_by,
        SyncOrder.batch,
        SyncOrder.expires_at,
        SyncOrder.closed_at,
    ).where(
        SyncOrder.account_id == account,
        or_(SyncOrder.closed_at.is_(None), SyncOrder.withdrawn_by.is_not(None)),
        *_wanted(session, SyncOrder, SyncOrder.created_at, wanted),
    )
    if wanted.only_failed:
        runs = runs.where(SyncRun.failed_count > 0)
        orders = orders.where(and_(SyncOrder.closed_at.is_(None), SyncOrder.expires_at <= now))
    return union_all(runs, orders).subquery("line")


def _wanted(session: Session, table: Any, moment: Any, wanted: RunFilter) -> list[Any]:
    conditions = []
    tills = select(Device.id).where(Device.account_id == account_of(session))
    if wanted.device:
        conditions.append(table.device_id.in_(tills.where(Device.public_id == wanted.device)))
    if word := wanted.word.strip():
        # A database folds no Cyrillic letters, so the usual spellings are asked for.
        spellings = {word, word.lower(), word.upper(), word.capitalize()}
        named = or_(*(Device.name.contains(one, autoescape=True) for one in spellings))
        conditions.append(table.device_id.in_(tills.where(named)))
    if wanted.store:
        store = select(Store.id).where(Store.public_id == wanted.store)
        conditions.append(table.device_id.in_(tills.where(Device.store_id.in_(store))))
    if wanted.stream:
        conditions.append(table.stream == wanted.stream)
    if wanted.first_day:
        conditions.append(moment >= midnight_of(wanted.first_day, wanted.timezone))
    if wanted.last_day:
        conditions.append(moment < midnight_of(wanted.last_day + timedelta(days=1), wanted.timezone))
    return conditions
