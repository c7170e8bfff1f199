"""Shifts as the office reads them: what the till said beside what its entries add up to."""

import json
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Text, case, cast, exists, func, select
from sqlalchemy.orm import Session, joinedload

from domain.journal import EntryKind
from domain.receipts import Flag, corrected_time, is_clock_off
from domain.shifts import cash_kept, cash_moved
from domain.till_clock import Circumstances, Neighbour, in_milliseconds, offset_at
from models import Device, JournalEntry, Receipt, Shift, Store

PAGE = 50
#: receipts of one shift that its page lists; all of them are added up
LISTED = 200
#: what names a shift beside its receipts
_OTHERS = (EntryKind.SHIFT_OPEN, EntryKind.CASH_MOVEMENT, EntryKind.SHIFT_CLOSE)
#: a refund takes off, whichever sign the till gave it
WORTH = func.sum(case((Receipt.kind == "refund", -func.abs(Receipt.total)), else_=Receipt.total))


class ShiftRow(NamedTuple):
    """One shift in the list."""

    id: int
    public_id: str
    opened_at: datetime | None
    opened_by: str | None
    closed_at: datetime | None
    closed_n: int | None
    closing_cash: int | None
    expected_cash: int | None
    amended_at: datetime | None
    device_name: str
    store_name: str
    timezone: str
    #: whether the till's clock was off when it was opened or closed; both times are corrected
    is_clock_off: bool


#: whether the entry that opened or closed a shift says so
_CLOCK_OFF = (
    exists()
    .where(
        JournalEntry.generation_id == Shift.generation_id,
        JournalEntry.shift_id == Shift.shift_id,
        JournalEntry.kind.in_((EntryKind.SHIFT_OPEN, EntryKind.SHIFT_CLOSE)),
        cast(JournalEntry.flags, Text).contains(f'"{Flag.CLOCK_SKEW}"'),
    )
    .correlate(Shift)
)
_COLUMNS = (
    Shift.id,
    Shift.public_id,
    Shift.opened_at,
    Shift.opened_by,
    Shift.closed_at,
    Shift.closed_n,
    Shift.closing_cash,
    Shift.expected_cash,
    Shift.amended_at,
    Device.name,
    Store.name,
    Store.timezone,
    _CLOCK_OFF,
)


@dataclass(frozen=True)
class ShiftPage:
    """One page of shifts, the newest first."""

    rows: list[ShiftRow]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Movement:
    """Money put in or taken out without a sale."""

    kind: str
    #: what it does to the drawer
    amount: int
    at: datetime | None
    #: by the till's clock, where that was off
    by_till: datetime | None
    note: str


@dataclass(frozen=True)
class ShiftClock:
    """When the shift was opened and closed by the till's own clock; nothing where that was right."""

    opened_at: datetime | None = None
    closed_at: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.opened_at or self.closed_at)


@dataclass(frozen=True)
class Reckoned:
    """What the entries of a shift add up to."""

    receipts: Sequence[Any]
    count: int
    #: currency → worth, refunds taken off
    amounts: dict[str, int]
    movements: list[Movement]
    #: cash that receipts and movements left in the drawer
    cash: int
    clock: ShiftClock

    def expected(self, opening_cash: int | None) -> int:
        """What should lie in the drawer."""
        return (opening_cash or 0) + self.cash


def list_shifts(session: Session, *, device: str = "", state: str = "", page: int = 1) -> ShiftPage:
    """The account's shifts; `state` is open, closed, amended or nothing."""
    conditions = {
        "open": Shift.closed_n.is_(None),
        "closed": Shift.closed_n.is_not(None),
        "amended": Shift.amended_at.is_not(None),
    }
    query: Any = select(Shift)
    if state in conditions:
        query = query.where(conditions[state])
    if device:
        query = query.where(
            Shift.device_id == select(Device.id).where(Device.public_id == device).scalar_subquery()
        )
    total = session.scalar(query.with_only_columns(func.count(Shift.id))) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    shown = query.with_only_columns(*_COLUMNS).join(Shift.device).join(Shift.store)
    shown = shown.order_by(Shift.opened_at.desc(), Shift.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    return ShiftPage([ShiftRow(*row) for row in session.execute(shown)], total, page, pages)


def find_shift(session: Session, public_id: str) -> Shift | None:
    """One shift with its till and store."""
    query = select(Shift).options(joinedload(Shift.device), joinedload(Shift.store))
    return session.scalars(query.where(Shift.public_id == public_id)).first()


def reckon_shift(session: Session, shift: Shift) -> Reckoned:
    """Add up everything that names this shift, late sales too; two queries, however much was sold."""
    theirs = (
        JournalEntry.generation_id == shift.generation_id,
        JournalEntry.shift_id == shift.shift_id,
    )
    query: Any = (
        select(
            Receipt.public_id,
            Receipt.number,
            Receipt.device_closed_at,
            Receipt.closed_at,
            Receipt.received_at,
            Receipt.kind,
            Receipt.total,
            Receipt.currency,
            JournalEntry.n,
            JournalEntry.body,
        )
        .join(JournalEntry, JournalEntry.id == Receipt.journal_entry_id)
        .where(*theirs, JournalEntry.kind == EntryKind.RECEIPT)
        .order_by(Receipt.closed_at)
    )
    receipts = session.execute(query).all()
    amounts: dict[str, int] = {}
    for row in receipts:
        worth = -abs(row.total) if row.kind == "refund" else row.total
        amounts[row.currency] = amounts.get(row.currency, 0) + worth
    others = _others(session, theirs)
    movements = _movements(others, receipts)
    cash = sum(_cash_of(row) for row in receipts) + sum(one.amount for one in movements)
    clock = _clock_of(shift, others)
    return Reckoned(receipts[:LISTED], len(receipts), amounts, movements, cash, clock)


def _cash_of(row: Any) -> int:
    payments = json.loads(row.body).get("payments") or []
    return cash_kept(row.kind, row.total, ((one["method"], one["amount"]) for one in payments))


def _others(session: Session, theirs: Sequence[Any]) -> Sequence[Any]:
    """What else names the shift, from the journal, word for word."""
    query: Any = select(
        JournalEntry.kind, JournalEntry.n, JournalEntry.flags, JournalEntry.body, JournalEntry.received_at
    )
    rows = session.execute(query.where(*theirs, JournalEntry.kind.in_(_OTHERS)).order_by(JournalEntry.n))
    return rows.all()


def _movements(others: Sequence[Any], receipts: Sequence[Any]) -> list[Movement]:
    """With their times by our clock, as far as the receipts around them tell how far the till's was off."""
    beside = sorted(
        (row.n, Neighbour(row.device_closed_at, in_milliseconds(row.device_closed_at - row.closed_at)))
        for row in receipts
    )
    return [_movement(row, beside) for row in others if row.kind == EntryKind.CASH_MOVEMENT]


def _movement(row: Any, beside: Sequence[tuple[int, Neighbour]]) -> Movement:
    body = json.loads(row.body)
    told, at, offset_ms = _moment(body["at"]), None, 0
    if told is not None:
        place = bisect([n for n, _one in beside], row.n)
        before = beside[place - 1][1] if place else None
        after = beside[place][1] if place < len(beside) else None
        around = Circumstances(row.received_at, before, after)
        offset_ms = offset_at(told, body.get("clock_offset_ms"), around)
        at = corrected_time(told, offset_ms)
    is_off = at is not None and is_clock_off(at, offset_ms, row.received_at)
    amount = cash_moved(body["kind"], body["amount"])
    return Movement(body["kind"], amount, at, told if is_off else None, str(body.get("note") or ""))


def _clock_of(shift: Shift, others: Sequence[Any]) -> ShiftClock:
    """What the till wrote where its clock was off."""
    off = [row for row in others if Flag.CLOCK_SKEW in row.flags]
    opened = [row for row in off if row.kind == EntryKind.SHIFT_OPEN]
    closed = [row for row in off if row.kind == EntryKind.SHIFT_CLOSE and row.n == shift.closed_n]
    return ShiftClock(
        *(_moment(json.loads(rows[0].body)["at"]) if rows else None for rows in (opened, closed))
    )


def _moment(text: str) -> datetime | None:
    """A time as the till wrote it."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
