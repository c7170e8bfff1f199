"""Closed days as the office reads them: what the till said beside what its receipts add up to."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Text, and_, case, cast, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from domain.receipts import Flag
from models import DayReport, Device, Generation, JournalEntry, Receipt, Store

PAGE = 50


class DayReportRow(NamedTuple):
    """One closed day in the list."""

    public_id: str
    number: str
    closed_at: datetime
    received_at: datetime
    amended_at: datetime | None
    receipts_count: int
    #: receipts that the office has of that day
    found: int
    device_name: str
    store_name: str
    timezone: str
    #: whether the till's clock was off; the time is corrected
    is_clock_off: bool


@dataclass(frozen=True)
class DayReportPage:
    """One page of closed days, the newest first."""

    rows: list[DayReportRow]
    total: int
    page: int
    pages: int


class DaySum(NamedTuple):
    """What the receipts of a day add up to in one currency."""

    currency: str
    receipts: int
    sales: int
    refunds: int

    @property
    def net(self) -> int:
        """What stays."""
        return self.sales - self.refunds


@dataclass(frozen=True)
class DayReckoned:
    """A day from its entries: all after the day before it, up to its report."""

    sums: list[DaySum]
    #: entries of that day that never arrived
    missing: int

    @property
    def count(self) -> int:
        """How many receipts the office has."""
        return sum(one.receipts for one in self.sums)


def list_day_reports(session: Session, *, device: str = "", state: str = "", page: int = 1) -> DayReportPage:
    """The account's closed days; `state` is amended or nothing."""
    query: Any = select(DayReport)
    if state == "amended":
        query = query.where(DayReport.amended_at.is_not(None))
    if device:
        query = query.where(
            DayReport.device_id == select(Device.id).where(Device.public_id == device).scalar_subquery()
        )
    total = session.scalar(query.with_only_columns(func.count(DayReport.id))) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    shown = query.with_only_columns(
        DayReport.public_id,
        DayReport.number,
        DayReport.closed_at,
        DayReport.received_at,
        DayReport.amended_at,
        DayReport.receipts_count,
        _found(),
        Device.name,
        Store.name,
        Store.timezone,
        cast(JournalEntry.flags, Text).contains(f'"{Flag.CLOCK_SKEW}"'),
    )
    shown = shown.join(DayReport.device).join(DayReport.store).join(DayReport.entry)
    shown = shown.order_by(DayReport.closed_at.desc(), DayReport.id.desc())
    rows = session.execute(shown.limit(PAGE).offset((page - 1) * PAGE))
    return DayReportPage([DayReportRow(*row) for row in rows], total, page, pages)


def find_day_report(session: Session, public_id: str) -> DayReport | None:
    """One closed day with its till, its store and what the till wrote."""
    query = select(DayReport).options(
        joinedload(DayReport.device), joinedload(DayReport.store), joinedload(DayReport.entry)
    )
    return session.scalars(query.where(DayReport.public_id == public_id)).first()


def closed_by_till(report: DayReport) -> datetime | None:
    """When the day was closed by the till's own clock; None where that was right."""
    if Flag.CLOCK_SKEW not in report.entry.flags:
        return None
    try:
        return datetime.fromisoformat(json.loads(report.entry.body)["closed_at"])
    except ValueError:
        return None


def reckon_day(session: Session, report: DayReport) -> DayReckoned:
    """Add up the receipts between the report before and this one; three queries."""
    before = session.scalar(
        select(func.max(DayReport.n)).where(
            DayReport.generation_id == report.generation_id, DayReport.n < report.n
        )
    )
    first = (before or 0) + 1
    is_refund = Receipt.kind == "refund"
    query: Any = (
        select(
            Receipt.currency,
            func.count(Receipt.id),
            func.sum(case((is_refund, 0), else_=Receipt.total)),
            func.sum(case((is_refund, func.abs(Receipt.total)), else_=0)),
        )
        .join(JournalEntry, JournalEntry.id == Receipt.journal_entry_id)
        .where(JournalEntry.generation_id == report.generation_id, JournalEntry.n.between(first, report.n))
        .group_by(Receipt.currency)
        .order_by(Receipt.currency)
    )
    sums = [DaySum(currency, *(int(value) for value in rest)) for currency, *rest in session.execute(query)]
    holes = session.scalar(select(Generation.missing).where(Generation.id == report.generation_id)) or []
    return DayReckoned(sums, _missing_within(holes, first, report.n))


def _found() -> Any:
    """How many receipts stand between the report before and this one."""
    before, entry = aliased(DayReport), aliased(JournalEntry)
    last = (
        select(func.coalesce(func.max(before.n), 0))
        .where(before.generation_id == DayReport.generation_id, before.n < DayReport.n)
        .correlate(DayReport)
        .scalar_subquery()
    )
    within = and_(
        entry.generation_id == DayReport.generation_id,
        entry.kind == "receipt",
        entry.n < DayReport.n,
        entry.n > last,
    )
    return select(func.count(entry.id)).where(within).correlate(DayReport).scalar_subquery()


def _missing_within(holes: Sequence[Sequence[int]], first: int, last: int) -> int:
    return sum(max(0, min(end, last) - max(begin, first) + 1) for begin, end in holes)
