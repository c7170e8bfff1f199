"""Shifts as the office reads them: what the till said beside what its entries add up to."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from domain.journal import EntryKind
from domain.shifts import cash_kept, cash_moved
from models import Device, JournalEntry, Receipt, Shift, Store

PAGE = 50
#: receipts of one shift that its page lists; all of them are added up
LISTED = 200
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
    note: str


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
    """Add up everything that names this shift, late sales too; two queries."""
    theirs = (
        JournalEntry.generation_id == shift.generation_id,
        JournalEntry.shift_id == shift.shift_id,
    )
    query: Any = (
        select(
            Receipt.public_id,
            Receipt.number,
            Receipt.closed_at,
            Receipt.received_at,
            Receipt.kind,
            Receipt.total,
            Receipt.currency,
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
    movements = _movements(session, theirs)
    cash = sum(_cash_of(row) for row in receipts) + sum(one.amount for one in movements)
    return Reckoned(receipts[:LISTED], len(receipts), amounts, movements, cash)


def _cash_of(row: Any) -> int:
    payments = json.loads(row.body).get("payments") or []
    return cash_kept(row.kind, row.total, ((one["method"], one["amount"]) for one in payments))


def _movements(session: Session, theirs: Sequence[Any]) -> list[Movement]:
    """From the journal, word for word."""
    query = select(JournalEntry.body).where(*theirs, JournalEntry.kind == EntryKind.CASH_MOVEMENT)
    bodies = [json.loads(body) for body in session.scalars(query.order_by(JournalEntry.n))]
    return [
        Movement(
            body["kind"],
            cash_moved(body["kind"], body["amount"]),
            _moment(body["at"]),
            str(body.get("note") or ""),
        )
        for body in bodies
    ]


def _moment(text: str) -> datetime | None:
    """A time as the till wrote it."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
