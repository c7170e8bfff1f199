"""Taking in a till's journal: each entry once, word for word, in one transaction with all its effects."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Select, String, Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from domain.handover import Sighting
from domain.journal import Entry, EntryKind, Prefix, Result, Upload, Verdict, receive
from domain.receipts import Flag, corrected_time, is_clock_off
from models import Generation, JournalEntry, QuarantinedEntry, UtcDateTime
from services.activation.activation import settle_draining
from services.database.keys import listed, one_of, take_keys
from services.database.whole_batches import Batches, Row
from services.delivery.poll import prefix_of
from services.journal.day_reports import write_day_reports
from services.journal.receipts import Surroundings, write_receipts
from services.tills.handovers import note_employees
from services.tills.till_clocks import tell_true_times
from services.tills.tills import CallingTill, lock_till

_ENTRIES = cast(Table, JournalEntry.__table__)
_TILLS = cast(Table, Generation.__table__)
_QUARANTINE = cast(Table, QuarantinedEntry.__table__)
_ENTRY_ROWS = Batches(
    _ENTRIES, "id", "account_id", "generation_id", "entry_id", "n", "kind", "shift_id", "body", "sha256", "flags",
    "received_at",
)  # fmt: skip
_PROGRESS = (
    update(_TILLS)
    .where(_TILLS.c.id == bindparam("key"))
    .values(
        last_n=bindparam("last"),
        ack_through=bindparam("through"),
        missing=bindparam("holes"),
        receipts=_TILLS.c.receipts + bindparam("count"),
        late_receipts=_TILLS.c.late_receipts + bindparam("late"),
        day_report_at=func.coalesce(bindparam("closed", type_=UtcDateTime), _TILLS.c.day_report_at),
        last_receipt_number=func.coalesce(bindparam("newest", type_=String), _TILLS.c.last_receipt_number),
    )
)
ID_REUSED = "id_reused"
N_REUSED = "n_reused"


@dataclass(frozen=True)
class Deposit:
    """What became of an upload, and of the journal."""

    till: CallingTill
    results: list[Result]
    prefix: Prefix

    @property
    def closes_day(self) -> bool:
        """Whether a day report was among what arrived."""
        kept = (Verdict.STORED, Verdict.DUPLICATE)
        return any(
            result.upload.entry is not None and result.upload.entry.kind == EntryKind.DAY_REPORT
            for result in self.results
            if result.verdict in kept
        )


def deposit(session: Session, generation_id: int, uploads: Sequence[Upload], now: datetime) -> Deposit:
    """Keep every entry of an upload and say what became of each; nothing is refused.

    The generation is locked to commit, so that the same upload arriving twice at once is stored once.
    """
    connection = session.connection()
    till = lock_till(connection, generation_id)
    verdicts = _judge(_Known(connection, till, uploads), uploads)
    stored = [result.upload for result in verdicts if result.verdict == Verdict.STORED]
    stored = tell_true_times(connection, till, stored, now)
    late = [Flag.LATE] if till.closed_since is not None else []
    flags = store_entries(connection, till, stored, now, late)
    _quarantine(connection, till, [r for r in verdicts if r.verdict == Verdict.QUARANTINED], now)
    prefix = receive(prefix_of(till), [upload.n for upload in uploads if upload.n is not None])
    _note_progress(connection, till, prefix, stored, now)
    _note_employees(session, till, stored, now)
    if till.is_draining:
        settle_draining(session, session.get_one(Generation, generation_id), now)
    results = [Result(r.upload, r.verdict, flags.get(r.upload.index, r.flags), r.reason) for r in verdicts]
    return Deposit(till, results, prefix)


@cache
def _sharing(dialect: str, column: str) -> Select[Any]:
    """The entries of a journal that have one of these ids, or of these numbers."""
    return select(*_ENTRIES.c["entry_id", "n", "sha256", "flags"]).where(
        _ENTRIES.c.generation_id == bindparam("key"), one_of(dialect, _ENTRIES.c[column], "values")
    )


class _Known:
    """The entries of a journal that share an id or a number with an upload; grows as the upload is judged."""

    def __init__(self, connection: Connection, till: CallingTill, uploads: Iterable[Upload]) -> None:
        entries = [upload.entry for upload in uploads if upload.entry is not None]
        dialect = connection.dialect.name
        self.by_id: dict[str, tuple[str, list[str]]] = {}
        self.numbers: set[int] = set()
        for column, values in (
            ("entry_id", [entry.entry_id for entry in entries]),
            ("n", [entry.n for entry in entries if entry.n <= till.last_n]),  # above it, none is taken
        ):
            given = {"key": till.generation_id, "values": listed(dialect, values)}
            found = connection.execute(_sharing(dialect, column), given) if values else ()
            for entry_id, n, sha256, flags in found:
                self.by_id[entry_id] = (sha256, flags)
                self.numbers.add(n)

    def judge(self, upload: Upload) -> Result:
        """The verdict on the next entry of the upload."""
        entry = upload.entry
        if entry is None:
            return Result(upload, Verdict.QUARANTINED, reason=upload.reason)
        if entry.entry_id in self.by_id:
            sha256, flags = self.by_id[entry.entry_id]
            if sha256 == entry.sha256:
                return Result(upload, Verdict.DUPLICATE, flags)
            return Result(upload, Verdict.QUARANTINED, reason=ID_REUSED)
        if entry.n in self.numbers:
            return Result(upload, Verdict.QUARANTINED, reason=N_REUSED)
        self.by_id[entry.entry_id] = (entry.sha256, [])
        self.numbers.add(entry.n)
        return Result(upload, Verdict.STORED)


def _judge(known: _Known, uploads: Iterable[Upload]) -> list[Result]:
    return [known.judge(upload) for upload in uploads]


def store_entries(
    connection: Connection,
    till: CallingTill,
    stored: Sequence[Upload],
    now: datetime,
    always: Sequence[Flag] = (),
) -> dict[int, list[str]]:
    """Write the entries, a receipt for each sale, and what they do to shifts and days; returns flags by index."""
    if not stored:
        return {}
    surroundings = Surroundings(connection, till, stored)
    flags = {upload.index: _flags_of(upload, surroundings, now, always) for upload in stored}
    keys = take_keys(connection, _ENTRIES, len(stored))
    numbered = list(zip(keys, stored, strict=True))
    _ENTRY_ROWS.insert(
        connection, [_entry_row(till, key, one, flags[one.index], now) for key, one in numbered]
    )
    write_receipts(connection, till, numbered, flags, surroundings, now)
    surroundings.shifts.write(stored, surroundings.employees, now)
    write_day_reports(connection, till, stored, keys, now)
    return flags


def _flags_of(upload: Upload, surroundings: Surroundings, now: datetime, always: Sequence[Flag]) -> list[str]:
    odd = (
        surroundings.flags_of(upload.receipt, upload.n or 0, now)
        if upload.receipt
        else _flags_of_time(upload, now)
    )
    return _in_order([*odd, *always]) if odd or always else []


def _flags_of_time(upload: Upload, now: datetime) -> list[Flag]:
    """Of a shift or a day that was closed, whose time is by our clock already."""
    if upload.told_at is None:
        return []
    return [Flag.CLOCK_SKEW] if is_clock_off(upload.told_at, upload.told_offset_ms or 0, now) else []


def _in_order(flags: Iterable[Flag]) -> list[str]:
    """Flags in the order of the contract."""
    return [flag.value for flag in Flag if flag in set(flags)]


def _entry_row(till: CallingTill, key: int, upload: Upload, flags: list[str], now: datetime) -> Row:
    """In the order of `_ENTRY_ROWS`."""
    entry = cast(Entry, upload.entry)
    return (
        key,
        till.account_id,
        till.generation_id,
        entry.entry_id,
        entry.n,
        entry.kind.value,
        entry.shift_id,
        entry.body,
        entry.sha256,
        flags,
        now,
    )


def _quarantine(connection: Connection, till: CallingTill, results: Sequence[Result], now: datetime) -> None:
    """Keep what could not be taken in, word for word, once however often it comes."""
    if not results:
        return
    rows = {}
    for result in results:
        sha256 = hashlib.sha256(result.upload.content.encode()).hexdigest()
        rows[sha256] = {
            "account_id": till.account_id,
            "generation_id": till.generation_id,
            "entry_id": result.upload.entry_id,
            "n": result.upload.n,
            "reason": (result.reason or "shape")[:60],
            "content": result.upload.content,
            "sha256": sha256,
            "received_at": now,
        }
    known = select(_QUARANTINE.c.sha256).where(
        _QUARANTINE.c.generation_id == till.generation_id, _QUARANTINE.c.sha256.in_(list(rows))
    )
    for sha256 in connection.scalars(known).all():
        del rows[sha256]
    if rows:
        connection.execute(_QUARANTINE.insert(), list(rows.values()))


def _note_progress(
    connection: Connection, till: CallingTill, prefix: Prefix, stored: Sequence[Upload], now: datetime
) -> None:
    """What the device list shows of the journal without counting it."""
    receipts = [upload for upload in stored if upload.receipt is not None]
    newest = max(receipts, key=lambda upload: upload.n or 0, default=None)
    is_newest = newest is not None and (newest.n or 0) > till.last_n
    given = {
        "key": till.generation_id,
        "last": prefix.last,
        "through": prefix.ack_through,
        "holes": prefix.holes,
        "count": len(receipts),
        "late": len(receipts) if till.closed_since is not None else 0,
        "closed": now if any(upload.day is not None for upload in stored) else None,
        "newest": newest.receipt.number if newest and newest.receipt and is_newest else None,
    }
    connection.execute(_PROGRESS, given)


def _note_employees(session: Session, till: CallingTill, stored: Sequence[Upload], now: datetime) -> None:
    """Who stood at a till that is at work; what a till hands in later says nothing of the present."""
    if till.closed_since is not None:
        return
    sightings = [seen for upload in stored if (seen := _sighting_of(upload)) is not None]
    note_employees(
        session,
        device_id=till.device_id,
        generation_id=till.generation_id,
        known=till.at_till,
        sightings=sightings,
        now=now,
    )


def _sighting_of(upload: Upload) -> Sighting | None:
    """Whoever opened a shift signed in; a receipt only names who sold."""
    entry, receipt = cast(Entry, upload.entry), upload.receipt
    if receipt is not None and receipt.employee_id:
        return Sighting(receipt.employee_id, corrected_time(receipt.closed_at, receipt.clock_offset_ms))
    if entry.employee_id and entry.at is not None:
        return Sighting(entry.employee_id, entry.at, signed_in=True)
    return None
