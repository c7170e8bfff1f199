"""Which entries of a till's journal never arrived: by activation, with the times of their neighbours."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from models import Device, DeviceReport, Generation, JournalEntry, Store

#: tills on a page, and holes of each
TILLS, HOLES = 20, 50


class Hole(NamedTuple):
    """Numbers that are missing, and when their neighbours arrived."""

    first: int
    last: int
    before: datetime | None
    after: datetime | None

    @property
    def how_many(self) -> int:
        """How many entries."""
        return self.last - self.first + 1


class MissingJournal(NamedTuple):
    """The journal of one activation of a POS, and what is missing in it."""

    #: what the book of last contacts calls it
    caller: str
    device_id: str
    name: str
    status: str
    store: str
    timezone: str
    number: int
    is_newest: bool
    ended_at: datetime | None
    last_n: int
    #: the highest number that the till itself named
    till_says: int
    how_many: int
    holes: tuple[Hole, ...]
    #: holes beyond those shown
    more: int


def count_missing(session: Session) -> int:
    """Journals with holes, of the whole account; one query."""
    return session.scalar(select(func.count(Generation.id)).where(_HAS_HOLES)) or 0


def list_missing(session: Session, device: Device | None = None) -> list[MissingJournal]:
    """Journals with holes, the newest activations first: of the account or of one POS; two queries."""
    query: Any = (
        select(
            Generation.id,
            Generation.number,
            Generation.ended_at,
            Generation.last_n,
            Generation.missing,
            Device.id.label("device_key"),
            Device.public_id,
            Device.name,
            Device.status,
            Device.generation,
            Store.name.label("store"),
            Store.timezone,
            func.coalesce(DeviceReport.last_sequence, 0).label("till_says"),
        )
        .join(Device, Device.id == Generation.device_id)
        .join(Store, Store.id == Device.store_id)
        .outerjoin(DeviceReport, DeviceReport.generation_id == Generation.id)
        .where(_HAS_HOLES)
        .order_by(Store.name, Device.number, Generation.number.desc())
    )
    if device is not None:
        query = query.where(Generation.device_id == device.id)
    rows = session.execute(query.limit(TILLS)).all()
    arrived = _neighbours(session, rows)
    return [_journal(row, arrived) for row in rows]


_HAS_HOLES = Generation.ack_through < Generation.last_n


def _journal(row: Any, arrived: dict[tuple[int, int], datetime]) -> MissingJournal:
    shown = row.missing[:HOLES]
    holes = tuple(
        Hole(first, last, arrived.get((row.id, first - 1)), arrived.get((row.id, last + 1)))
        for first, last in shown
    )
    return MissingJournal(
        caller=f"device:{row.device_key}",
        device_id=row.public_id,
        name=row.name,
        status=row.status,
        store=row.store,
        timezone=row.timezone,
        number=row.number,
        is_newest=row.number == row.generation,
        ended_at=row.ended_at,
        last_n=row.last_n,
        till_says=row.till_says,
        how_many=sum(last - first + 1 for first, last in row.missing),
        holes=holes,
        more=len(row.missing) - len(shown),
    )


def _neighbours(session: Session, rows: Sequence[Any]) -> dict[tuple[int, int], datetime]:
    """(generation, number) → when it arrived, for both neighbours of each hole that is shown."""
    wanted = [
        and_(JournalEntry.generation_id == row.id, JournalEntry.n.in_(_beside(row.missing[:HOLES])))
        for row in rows
    ]
    if not wanted:
        return {}
    query = select(JournalEntry.generation_id, JournalEntry.n, JournalEntry.received_at)
    found: Any = session.execute(query.where(or_(*wanted)))
    return {(generation, n): at for generation, n, at in found}


def _beside(holes: Sequence[Sequence[int]]) -> list[int]:
    return sorted({n for first, last in holes for n in (first - 1, last + 1)})
