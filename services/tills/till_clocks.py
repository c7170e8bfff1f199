"""The times of shifts and closed days by our clock, from what the till and the receipts beside them say."""

from bisect import bisect
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ScalarSelect, select

from domain.journal import EntryKind, Upload
from domain.receipts import corrected_time
from domain.till_clock import Circumstances, Neighbour, in_milliseconds, offset_at
from models import DeviceReport, JournalEntry, Receipt
from services.tills.tills import CallingTill

#: entries whose neighbours are asked for at once: two questions inside of one statement for each
PORTION = 100


def tell_true_times(
    connection: Connection, till: CallingTill, uploads: Sequence[Upload], received_at: datetime
) -> list[Upload]:
    """The same entries; those of shifts and closed days with their times by our clock, and how far it was off.

    Costs statements only where a till does not say with these entries how far its clock is off.
    """
    silent = [one for one in uploads if one.told_at is not None and one.told_offset_ms is None]
    beside = _Receipts(connection, till, uploads, silent) if silent else None
    return [_timed(upload, beside, received_at) for upload in uploads]


def _timed(upload: Upload, beside: "_Receipts | None", received_at: datetime) -> Upload:
    at = upload.told_at
    if at is None:
        return upload
    around = beside.around(upload.n or 0, received_at) if beside else Circumstances(received_at)
    offset_ms = offset_at(at, upload.told_offset_ms, around)
    return upload.timed(corrected_time(at, offset_ms), offset_ms)


class _Receipts:
    """The receipts nearest to some entries: those of the same upload, and those that the journal has."""

    def __init__(
        self, connection: Connection, till: CallingTill, uploads: Sequence[Upload], silent: Sequence[Upload]
    ) -> None:
        known = {
            upload.n or 0: Neighbour(upload.receipt.closed_at, upload.receipt.clock_offset_ms)
            for upload in uploads
            if upload.receipt is not None
        }
        numbers = [upload.n or 0 for upload in silent if (upload.n or 0) > 0]
        for first in range(0, len(numbers), PORTION):
            known |= _kept(connection, till, numbers[first : first + PORTION])
        known = {n: one for n, one in known.items() if n > 0}
        self._places = sorted(known)
        self._known = known
        self._measured_ms = None if known else _measured(connection, till)

    def around(self, n: int, received_at: datetime) -> Circumstances:
        """What is known around this place; below zero is none, for no till counted that entry."""
        place = bisect(self._places, n)
        before = self._known[self._places[place - 1]] if place else None
        is_last = place == len(self._places) or n <= 0
        after = None if is_last else self._known[self._places[place]]
        return Circumstances(received_at, before, after, self._measured_ms)


def _kept(connection: Connection, till: CallingTill, numbers: Sequence[int]) -> dict[int, Neighbour]:
    """By their numbers, the receipts that the journal has beside each of these, by two statements."""
    nearest: Any = connection.execute(select(*(one for n in numbers for one in _nearest(till, n)))).one()
    query = (
        select(JournalEntry.n, Receipt.device_closed_at, Receipt.closed_at)
        .join(Receipt, Receipt.journal_entry_id == JournalEntry.id)
        .where(JournalEntry.generation_id == till.generation_id, JournalEntry.n.in_(set(nearest) - {None}))
    )
    return {
        n: Neighbour(by_till, in_milliseconds(by_till - true))
        for n, by_till, true in connection.execute(query)
    }


def _nearest(till: CallingTill, n: int) -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    receipts = select(JournalEntry.n).where(
        JournalEntry.generation_id == till.generation_id, JournalEntry.kind == EntryKind.RECEIPT
    )
    before = receipts.where(JournalEntry.n < n, JournalEntry.n > 0).order_by(JournalEntry.n.desc()).limit(1)
    after = receipts.where(JournalEntry.n > n).order_by(JournalEntry.n).limit(1)
    return before.scalar_subquery(), after.scalar_subquery()


def _measured(connection: Connection, till: CallingTill) -> int | None:
    """How far its clock was off when it last reported how it is."""
    query = select(DeviceReport.drift_ms).where(DeviceReport.generation_id == till.generation_id)
    return connection.scalar(query)
