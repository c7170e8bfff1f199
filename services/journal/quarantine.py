"""What tills handed in and nobody could read: a person repairs it or sets it aside; nothing is thrown away."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from domain.journal import Entry, Upload
from domain.receipts import Flag
from domain.refusal import Refusal
from models import Device, Generation, JournalEntry, QuarantinedEntry, Store
from models.scope import actor_of
from services.history.events import record_event
from services.journal.journal import store_entries
from services.journal.late_receipts import Waiting
from services.tills.till_clocks import tell_true_times
from services.tills.tills import CallingTill, lock_till

PAGE = 50
REPAIRED, SET_ASIDE = "repaired", "set_aside"
_COLUMNS = (
    QuarantinedEntry.public_id,
    QuarantinedEntry.n,
    QuarantinedEntry.reason,
    QuarantinedEntry.received_at,
    QuarantinedEntry.resolution,
    QuarantinedEntry.resolved_at,
    QuarantinedEntry.resolved_by,
    QuarantinedEntry.note,
    Device.public_id.label("device_id"),
    Device.name.label("device_name"),
    Store.timezone,
)


class QuarantineRow(NamedTuple):
    """One entry in the list."""

    public_id: str
    n: int | None
    reason: str
    received_at: datetime
    resolution: str | None
    resolved_at: datetime | None
    resolved_by: str | None
    note: str
    device_id: str
    device_name: str
    timezone: str


@dataclass(frozen=True)
class QuarantinePage:
    """One page of the list, newest first."""

    rows: list[QuarantineRow]
    total: int
    page: int
    pages: int


def count_quarantined(session: Session) -> Waiting:
    """Entries that nobody dealt with, and since when the oldest of them is here; one query."""
    query = select(func.count(QuarantinedEntry.id), func.min(QuarantinedEntry.received_at))
    count, since = session.execute(query.where(QuarantinedEntry.resolved_at.is_(None))).one()
    return Waiting(count, since)


def list_quarantined(session: Session, *, resolved: bool, page: int = 1) -> QuarantinePage:
    """Those that wait for somebody, or those that were dealt with."""
    is_resolved = QuarantinedEntry.resolved_at.is_not(None)
    condition = is_resolved if resolved else ~is_resolved
    total = session.scalar(select(func.count(QuarantinedEntry.id)).where(condition)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    query: Any = (
        select(*_COLUMNS)
        .join(Generation, Generation.id == QuarantinedEntry.generation_id)
        .join(Device, Device.id == Generation.device_id)
        .join(Store, Store.id == Device.store_id)
        .where(condition)
        .order_by(QuarantinedEntry.received_at.desc(), QuarantinedEntry.id.desc())
    )
    rows = session.execute(query.limit(PAGE).offset((page - 1) * PAGE))
    return QuarantinePage([QuarantineRow(*row) for row in rows], total, page, pages)


def find_quarantined(session: Session, public_id: str) -> QuarantinedEntry | None:
    """One entry with its till."""
    device = joinedload(QuarantinedEntry.generation).joinedload(Generation.device)
    query = select(QuarantinedEntry).options(device.joinedload(Device.store))
    return session.scalars(query.where(QuarantinedEntry.public_id == public_id)).first()


def set_aside(session: Session, kept: QuarantinedEntry, note: str, now: datetime) -> None:
    """Somebody decided that it is no entry of the journal; the note says why.

    Raises Refusal `note_missing` or `entry_dealt_with`.
    """
    note = "".join(letter for letter in note if letter.isprintable()).strip()[:400]
    if not note:
        raise Refusal("note_missing", "note")
    _resolve(session, kept, SET_ASIDE, now, note=note)
    record_event(session, "device.entry_set_aside", kept.generation.device, now, note=note)


def repair(session: Session, kept: QuarantinedEntry, upload: Upload, now: datetime) -> list[str]:
    """Take the repaired entry into the journal; the original stays as it came. Returns its flags.

    Raises Refusal `entry_unreadable`, `entry_there` or `entry_dealt_with`.
    """
    if upload.entry is None:
        raise Refusal("entry_unreadable", "content", reason=upload.reason)
    connection = session.connection()
    till = lock_till(connection, kept.generation_id)
    _resolve(session, kept, REPAIRED, now)
    upload = _with_free_names(session, till, kept, upload, upload.entry)
    was_late = till.closed_since is not None and kept.received_at >= till.closed_since
    always = [Flag.REPAIRED, *([Flag.LATE] if was_late else [])]
    timed = tell_true_times(connection, till, [upload], kept.received_at)
    flags = store_entries(connection, till, timed, now, always)[upload.index]
    _note_outcome(session, till, kept, upload, was_late=was_late)
    record_event(session, "device.entry_repaired", kept.generation.device, now, number=_number_of(upload))
    return flags


def _resolve(
    session: Session, kept: QuarantinedEntry, resolution: str, now: datetime, note: str = ""
) -> None:
    """Once: of two people who press at the same time, the second is told."""
    done = session.execute(
        update(QuarantinedEntry)
        .where(QuarantinedEntry.id == kept.id, QuarantinedEntry.resolved_at.is_(None))
        .values(resolved_at=now, resolved_by=actor_of(session).name, resolution=resolution, note=note)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise Refusal("entry_dealt_with")


def _with_free_names(
    session: Session, till: CallingTill, kept: QuarantinedEntry, upload: Upload, entry: Entry
) -> Upload:
    """The entry with its own id and number where they are free, else with some that no till will ever use.

    A number below zero fills no hole and belongs to no day report: the till never counted the entry.
    """
    query = select(JournalEntry.entry_id, JournalEntry.n, JournalEntry.sha256).where(
        JournalEntry.generation_id == kept.generation_id,
        or_(JournalEntry.entry_id == entry.entry_id, JournalEntry.n == entry.n),
    )
    others = session.execute(query).all()
    if any((other.entry_id, other.sha256) == (entry.entry_id, entry.sha256) for other in others):
        raise Refusal("entry_there", "content")
    is_known = entry.entry_id in {other.entry_id for other in others}
    is_taken = entry.n in {other.n for other in others} or entry.n != kept.n
    entry_id = f"repaired-{kept.public_id}" if is_known else entry.entry_id
    n = -kept.id if is_taken else entry.n
    shift = replace(upload.shift, n=n) if upload.shift else None
    return replace(upload, entry=replace(entry, entry_id=entry_id, n=n), n=n, shift=shift)


def _note_outcome(
    session: Session, till: CallingTill, kept: QuarantinedEntry, upload: Upload, *, was_late: bool
) -> None:
    key = select(JournalEntry.id).where(
        JournalEntry.generation_id == till.generation_id, JournalEntry.n == upload.n
    )
    values = {"journal_entry_id": key.scalar_subquery()}
    session.execute(update(QuarantinedEntry).where(QuarantinedEntry.id == kept.id).values(values))
    if upload.receipt is not None:
        counts = {"receipts": Generation.receipts + 1}
        if was_late:
            counts["late_receipts"] = Generation.late_receipts + 1
        session.execute(update(Generation).where(Generation.id == till.generation_id).values(counts))


def _number_of(upload: Upload) -> str:
    """What people call it by."""
    return upload.receipt.number if upload.receipt else upload.entry.kind.value if upload.entry else ""
