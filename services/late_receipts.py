"""Receipts that a till handed in after it was no longer the POS: somebody looks at them once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, text, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from models import Device, Generation, Receipt
from models.scope import actor_of
from services.events import record_event

#: receipts shown of each till; the others follow when these were seen
SHOWN = 50
#: tills on a page
GROUPS = 20
#: before any receipt: with both columns of the index in the question, SQLite takes it and reads only what waits
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
#: in these words the partial index of both databases is used
WAITS = and_(text("receipt.to_review"), Receipt.received_at > BEGINNING)


@dataclass(frozen=True)
class LateGroup:
    """What one till handed in late: which one, how many, worth what, and the newest of them."""

    generation: Generation
    count: int
    #: currency and sum, refunds taken off
    amounts: list[tuple[str, int]]
    last_received: datetime
    receipts: Sequence[Receipt]

    @property
    def device(self) -> Device:
        """The POS that the till was."""
        return self.generation.device


@dataclass(frozen=True)
class LatePage:
    """One page of tills, the latest delivery first, and the number of receipts on all pages."""

    groups: list[LateGroup]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Waiting:
    """How many late receipts nobody has looked at, and since when the oldest of them is here."""

    count: int = 0
    since: datetime | None = None


def count_waiting(session: Session, device: Device | None = None) -> Waiting:
    """Late receipts to look at, of the account or of one POS; one query."""
    query = select(func.count(Receipt.id), func.min(Receipt.received_at)).where(WAITS)
    if device is not None:
        query = query.where(Receipt.device_id == device.id)
    count, since = session.execute(query).one()
    return Waiting(count, since)


def list_late(session: Session, page: int = 1) -> LatePage:
    """Late receipts to look at, by till; three queries, however many there are."""
    sums = _sums(session)
    order = sorted(sums, key=lambda key: max(row.last for row in sums[key]), reverse=True)
    pages = max(1, -(-len(order) // GROUPS))
    page = min(max(1, page), pages)
    chosen = order[(page - 1) * GROUPS : page * GROUPS]
    generations, receipts = _generations(session, chosen), _receipts(session, chosen)
    groups = [_group(generations[key], sums[key], receipts[key]) for key in chosen]
    return LatePage(groups, sum(row.count for rows in sums.values() for row in rows), page, pages)


def find_late(session: Session, public_id: str) -> Receipt | None:
    """One receipt that is still to be looked at, or was."""
    return session.scalars(select(Receipt).where(Receipt.public_id == public_id)).first()


def mark_seen(session: Session, receipt: Receipt, now: datetime) -> int:
    """Somebody looked at one late receipt; 0 when somebody else did before."""
    return _mark(session, receipt.device_id, now, Receipt.id == receipt.id)


def mark_all_seen(session: Session, device: Device, generation: int, through: datetime, now: datetime) -> int:
    """Somebody looked at all that a till had handed in late up to `through`; returns how many that were."""
    numbers = select(Generation.id).where(Generation.device_id == device.id, Generation.number == generation)
    condition = Receipt.generation_id.in_(numbers) & (Receipt.received_at <= through)
    return _mark(session, device.id, now, condition)


def _mark(session: Session, device_id: int, now: datetime, condition: ColumnElement[bool]) -> int:
    done = session.execute(
        update(Receipt)
        .where(WAITS, condition)
        .values(to_review=False, reviewed_at=now, reviewed_by=actor_of(session).name)
        .execution_options(synchronize_session=False)
    )
    count = int(done.rowcount)  # type: ignore[attr-defined]
    if count:
        record_event(session, "device.late_reviewed", session.get_one(Device, device_id), now, count=count)
    return count


def _sums(session: Session) -> dict[int, list[Any]]:
    """Per till, a row for each currency."""
    worth = func.sum(case((Receipt.kind == "refund", -func.abs(Receipt.total)), else_=Receipt.total))
    query = (
        select(
            Receipt.generation_id,
            Receipt.currency,
            func.count(Receipt.id).label("count"),
            worth.label("worth"),
            func.max(Receipt.received_at).label("last"),
        )
        .where(WAITS)
        .group_by(Receipt.generation_id, Receipt.currency)
        .order_by(Receipt.currency)
    )
    sums: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        sums[row.generation_id].append(row)
    return sums


def _generations(session: Session, keys: Sequence[int]) -> dict[int, Generation]:
    query = (
        select(Generation)
        .join(Generation.device)
        .options(contains_eager(Generation.device).joinedload(Device.store))
        .where(Generation.id.in_(keys))
    )
    return {generation.id: generation for generation in session.scalars(query)}


def _receipts(session: Session, keys: Sequence[int]) -> dict[int, list[Receipt]]:
    """The newest of each till."""
    place = func.row_number().over(partition_by=Receipt.generation_id, order_by=Receipt.id.desc())
    newest = select(Receipt.id, place.label("place")).where(WAITS, Receipt.generation_id.in_(keys)).subquery()
    query = (
        select(Receipt)
        .join(newest, newest.c.id == Receipt.id)
        .options(joinedload(Receipt.store))
        .where(newest.c.place <= SHOWN)
        .order_by(Receipt.closed_at.desc(), Receipt.id.desc())
    )
    found: dict[int, list[Receipt]] = defaultdict(list)
    for receipt in session.scalars(query):
        found[receipt.generation_id].append(receipt)
    return found


def _group(generation: Generation, sums: Sequence[Any], receipts: Sequence[Receipt]) -> LateGroup:
    return LateGroup(
        generation=generation,
        count=sum(row.count for row in sums),
        amounts=[(row.currency, int(row.worth)) for row in sums],
        last_received=max(row.last for row in sums),
        receipts=receipts,
    )
