"""Receipts that a till handed in after it was no longer the POS: somebody looks at them once."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, select, text, update
from sqlalchemy.orm import Session

from models import Device, Generation, Receipt, Store
from models.scope import actor_of
from services.history.events import record_event

#: receipts shown of each till; the others follow when these were seen
SHOWN = 50
#: tills on a page
GROUPS = 20
#: before any receipt: with both columns of the index in the question, SQLite takes it and reads only what waits
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
#: in these words the partial index of both databases is used
WAITS = and_(text("receipt.to_review"), Receipt.received_at > BEGINNING)


class LateReceipt(NamedTuple):
    """A receipt that was handed in late."""

    public_id: str
    number: str
    closed_at: datetime
    received_at: datetime
    employee_name: str | None
    total: int
    currency: str
    #: of its store
    timezone: str


class LateTill(NamedTuple):
    """A till that handed in receipts after it had ended, and the POS that it was."""

    device_id: str
    name: str
    status: str
    status_since: datetime
    #: of the store of the POS
    timezone: str
    #: which activation of the POS it was
    number: int
    hardware_text: str
    ended_at: datetime | None
    ended_how: str | None

    @property
    def hardware(self) -> dict[str, Any]:
        """What it said it was."""
        hardware: dict[str, Any] = json.loads(self.hardware_text)
        return hardware


class LateGroup(NamedTuple):
    """What one till handed in late: which one, how many, worth what, and the newest of them."""

    till: LateTill
    total: int
    #: currency and sum, refunds taken off
    amounts: tuple[tuple[str, int], ...]
    last_received: datetime
    receipts: tuple[LateReceipt, ...]


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
    tills, receipts = _tills(session, chosen), _receipts(session, chosen)
    groups = [_group(tills[key], sums[key], receipts[key]) for key in chosen]
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


def _tills(session: Session, keys: Sequence[int]) -> dict[int, LateTill]:
    query: Any = (
        select(
            Generation.id,
            Device.public_id,
            Device.name,
            Device.status,
            Device.status_since,
            Store.timezone,
            Generation.number,
            cast(Generation.hardware, Text),
            Generation.ended_at,
            Generation.ended_how,
        )
        .join(Generation.device)
        .join(Device.store)
        .where(Generation.id.in_(keys))
    )
    return {key: LateTill(*columns) for key, *columns in session.execute(query)}


def _receipts(session: Session, keys: Sequence[int]) -> dict[int, list[LateReceipt]]:
    """The newest of each till."""
    place = func.row_number().over(partition_by=Receipt.generation_id, order_by=Receipt.id.desc())
    newest = select(Receipt.id, place.label("place")).where(WAITS, Receipt.generation_id.in_(keys)).subquery()
    query: Any = (
        select(
            Receipt.generation_id,
            Receipt.public_id,
            Receipt.number,
            Receipt.closed_at,
            Receipt.received_at,
            Receipt.employee_name,
            Receipt.total,
            Receipt.currency,
            Store.timezone,
        )
        .join(newest, newest.c.id == Receipt.id)
        .join(Receipt.store)
        .where(newest.c.place <= SHOWN)
        .order_by(Receipt.closed_at.desc(), Receipt.id.desc())
    )
    found: dict[int, list[LateReceipt]] = defaultdict(list)
    for key, *columns in session.execute(query):
        found[key].append(LateReceipt(*columns))
    return found


def _group(till: LateTill, sums: Sequence[Any], receipts: Sequence[LateReceipt]) -> LateGroup:
    return LateGroup(
        till=till,
        total=sum(row.count for row in sums),
        amounts=tuple((row.currency, int(row.worth)) for row in sums),
        last_received=max(row.last for row in sums),
        receipts=tuple(receipts),
    )
