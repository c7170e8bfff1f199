"""The history of syncs: every sync that a till finished, and every order that came to nothing or still stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any, NamedTuple

from sqlalchemy import (
    Integer,
    String,
    bindparam,
    cast,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from domain.sync_orders import OrderCourse, OrderState, state_of_order
from domain.wall_clock import midnight_of
from models import Device, Store, SyncOrder, SyncRun, UtcDateTime
from models.scope import account_of
from services.database.commit_watch import Recall, read_afresh
from services.synchronization.sync_orders import told_key
from services.tills.contacts import Contacts

PAGE = 50
#: rows are read in portions for a file, so that a long history fills no memory
PORTION = 500
#: older syncs say nothing any more about what a till has
KEPT = timedelta(days=90)
#: keys are given before the office writes down the time, so neighbours may stand the other way round
NEIGHBOURS = 100


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


def read_runs(
    session: Session,
    wanted: RunFilter,
    page: int,
    contacts: Contacts,
    now: datetime,
    recall: Recall = read_afresh,
) -> RunPage:
    """The page asked for; one beyond the last shows the last. Two queries, however long the history is.

    What has expired depends on the moment, so what went wrong is read each time.
    """
    remember, account = (read_afresh if wanted.only_failed else recall), account_of(session)
    total = remember(("runs", account, wanted), partial(_count, session, wanted, now))
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    found = remember(("runs", account, wanted, page), partial(_read_page, session, wanted, page, now))
    return RunPage(_rows(found, contacts, now), total, page, pages)


def walk_runs(session: Session, wanted: RunFilter, contacts: Contacts, now: datetime) -> Iterator[RunRow]:
    """Every line asked for, latest first, read in portions."""
    start = 0
    while rows := _rows(_read(session, wanted, start, PORTION, now), contacts, now):
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


def _read_page(session: Session, wanted: RunFilter, page: int, now: datetime) -> Sequence[Any]:
    return _read(session, wanted, (page - 1) * PAGE, PAGE, now)


def _read(session: Session, wanted: RunFilter, start: int, count: int, now: datetime) -> Sequence[Any]:
    """So many lines from there on, without reading what is older than they are."""
    facts = {"account": account_of(session), "now": now, "start": start, "count": count}
    return session.execute(_latest(wanted), facts | {"reach": start + count + NEIGHBOURS}).all()


def _count(session: Session, wanted: RunFilter, now: datetime) -> int:
    facts = {"account": account_of(session), "now": now}
    return sum(session.scalar(query, facts) or 0 for query in _counts(wanted))


@lru_cache(maxsize=64)
def _counts(wanted: RunFilter) -> tuple[Any, Any]:
    """How many syncs fit, and how many orders."""
    return (
        select(func.count()).select_from(SyncRun).where(*_of_runs(wanted)),
        select(func.count()).select_from(SyncOrder).where(*_of_orders(wanted)),
    )


@lru_cache(maxsize=64)
def _latest(wanted: RunFilter) -> Any:
    """The newest of both kinds as far as they reach, and of these some as whole lines."""
    reach = bindparam("reach", type_=Integer)
    newest = (
        _runs().where(*_of_runs(wanted)).order_by(SyncRun.id.desc()).limit(reach).subquery(),
        _orders().where(*_of_orders(wanted)).order_by(SyncOrder.id.desc()).limit(reach).subquery(),
    )
    lines = union_all(*(select(part) for part in newest)).subquery("line")
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
        .limit(bindparam("count", type_=Integer))
        .offset(bindparam("start", type_=Integer))
    )


def _rows(found: Sequence[Any], contacts: Contacts, now: datetime) -> list[RunRow]:
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


def _runs() -> Any:
    """Syncs, and the order that each of them answered."""
    return select(
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
        cast(null(), String).label("withdrawn_by"),
        SyncOrder.batch,
        cast(null(), UtcDateTime).label("expires_at"),
        cast(null(), UtcDateTime).label("closed_at"),
    ).outerjoin(SyncOrder, SyncOrder.id == SyncRun.order_id)


def _orders() -> Any:
    """Orders in the same columns."""
    return select(
        SyncOrder.id.label("key"),
        cast(null(), String).label("run"),
        SyncOrder.device_id.label("device_key"),
        SyncOrder.stream,
        SyncOrder.created_at.label("at"),
        literal("forced").label("reason"),
        cast(null(), Integer).label("changes"),
        literal(0).label("applied"),
        literal(0).label("failed"),
        SyncOrder.ordered_by,
        SyncOrder.withdrawn_by,
        SyncOrder.batch,
        SyncOrder.expires_at,
        SyncOrder.closed_at,
    )


def _of_runs(wanted: RunFilter) -> list[Any]:
    conditions = _wanted(SyncRun, SyncRun.acked_at, wanted)
    return [*conditions, SyncRun.failed_count > 0] if wanted.only_failed else conditions


def _of_orders(wanted: RunFilter) -> list[Any]:
    """Orders that no sync answered: they stand, expired, or were withdrawn."""
    conditions = _wanted(SyncOrder, SyncOrder.created_at, wanted)
    if wanted.only_failed:
        expired = SyncOrder.expires_at <= bindparam("now", type_=UtcDateTime)
        return [*conditions, SyncOrder.closed_at.is_(None), expired]
    return [*conditions, or_(SyncOrder.closed_at.is_(None), SyncOrder.withdrawn_by.is_not(None))]


def _wanted(table: Any, moment: Any, wanted: RunFilter) -> list[Any]:
    """The account is named here, for the guard sees no subquery."""
    account = bindparam("account", type_=Integer)
    conditions = [table.account_id == account]
    tills = select(Device.id).where(Device.account_id == account)
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
