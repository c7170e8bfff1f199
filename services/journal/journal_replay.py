"""Shifts and day reports of journals that were deposited before the office kept them: made once, from the entries."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from domain.journal import EntryKind, Upload
from models import DayReport, Employee, Generation, JournalEntry, Shift
from services.journal.day_reports import write_day_reports
from services.journal.shifts import Shifts, employees_of_shifts
from services.tills.till_clocks import tell_true_times
from services.tills.tills import CallingTill, lock_till

#: entries at once
PORTION = 500
Read = Callable[[str], Upload]
_KINDS = (EntryKind.SHIFT_OPEN, EntryKind.SHIFT_CLOSE, EntryKind.DAY_REPORT)


def replay_journals(connection: Connection, read: Read) -> int:
    """Make what is missing; returns how many entries were read. `read` reads an entry's JSON as uploads are read.

    A journal whose shifts or days are kept already is left alone: it is safe to call again.
    """
    return sum(_replay(connection, lock_till(connection, key), read) for key in _waiting(connection))


def _waiting(connection: Connection) -> list[int]:
    """Generations with shifts or closed days in the journal and none in the books."""
    kept = select(Shift.generation_id).union(select(DayReport.generation_id))
    speaking = select(JournalEntry.generation_id).where(JournalEntry.kind.in_(_KINDS)).distinct()
    query = select(Generation.id).where(Generation.id.in_(speaking), Generation.id.not_in(kept))
    return list(connection.scalars(query.order_by(Generation.id)))


def _replay(connection: Connection, till: CallingTill, read: Read) -> int:
    """In the order of the journal: nothing of what was read long ago is marked amended."""
    count = 0
    for rows in _portions(connection, till):
        uploads = [read(_content(row)) for row in rows]
        readable = [(upload, row) for upload, row in zip(uploads, rows, strict=True) if upload.entry]
        entries = tell_true_times(connection, till, [one for one, _row in readable], rows[-1].received_at)
        shifts = Shifts(connection, till, entries)
        shifts.write(entries, _names(connection, till, employees_of_shifts(entries)), None)
        for upload, (_one, row) in zip(entries, readable, strict=True):
            write_day_reports(connection, till, [upload], [row.id], row.received_at)
        count += len(rows)
    return count


def _portions(connection: Connection, till: CallingTill) -> Iterator[list[Any]]:
    last = 0
    columns = (JournalEntry.id, JournalEntry.entry_id, JournalEntry.n, JournalEntry.kind)
    while True:
        query = select(*columns, JournalEntry.body, JournalEntry.received_at).where(
            JournalEntry.generation_id == till.generation_id,
            JournalEntry.n > last,
            JournalEntry.kind.in_(_KINDS),
        )
        rows = list(connection.execute(query.order_by(JournalEntry.n).limit(PORTION)))
        if not rows:
            return
        yield rows
        last = rows[-1].n


def _content(row: Any) -> str:
    """The entry as it would be uploaded; ids are printable and need no escape but quotes."""
    entry_id = row.entry_id.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{"id":"{entry_id}","n":{row.n},"kind":"{row.kind}","body":{row.body}}}'


def _names(connection: Connection, till: CallingTill, named: set[str]) -> dict[str, str]:
    query = select(Employee.public_id, Employee.name).where(Employee.account_id == till.account_id)
    found = connection.execute(query.where(Employee.public_id.in_(named))) if named else ()
    return {row.public_id: row.name for row in found}
