"""A till's journal as the office holds it: what arrived without a hole, and which numbers are missing."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.receipts import ReceiptFacts
from domain.shifts import DayClosed, ShiftWord

#: the largest number that every language a till may be written in can hold
LARGEST_NUMBER = 2**53 - 1
LARGEST_BATCH = 200
#: holes named in one answer; the next answer names the next ones
NAMED_HOLES = 100


class EntryKind(StrEnum):
    """What a till writes into its journal."""

    RECEIPT = "receipt"
    SHIFT_OPEN = "shift_open"
    CASH_MOVEMENT = "cash_movement"
    SHIFT_CLOSE = "shift_close"
    DAY_REPORT = "day_report"


class Verdict(StrEnum):
    """What became of an entry. `retry` was not kept; every other one was."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    RETRY = "retry"


@dataclass(frozen=True)
class Entry:
    """A readable journal entry; `sha256` is of what it says, however its JSON was spaced and ordered."""

    entry_id: str
    n: int
    kind: EntryKind
    body: str
    sha256: str
    shift_id: str | None = None
    #: who signed in with it, and when by the till's clock: only where it opens a shift
    employee_id: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Upload:
    """One entry of an upload as it came, word for word, and what could be read of it.

    `shown_id` and `shown_n` are repeated in the answer, whatever they are; `entry_id` and `n` are the usable ones.
    """

    index: int
    content: str
    shown_id: Any = None
    shown_n: Any = None
    entry_id: str | None = None
    n: int | None = None
    entry: Entry | None = None
    receipt: ReceiptFacts | None = None
    reason: str | None = None
    #: what the entry says of a shift, or of a day that was closed
    shift: ShiftWord | None = None
    day: DayClosed | None = None

    @property
    def told_at(self) -> datetime | None:
        """When its shift opened or closed, or its day closed."""
        if self.shift is not None:
            return self.shift.at
        return self.day.closed_at if self.day is not None else None

    @property
    def told_offset_ms(self) -> int | None:
        """How far the till's clock was off then, as far as anybody knows."""
        if self.shift is not None:
            return self.shift.clock_offset_ms
        return self.day.clock_offset_ms if self.day is not None else None

    def timed(self, at: datetime, clock_offset_ms: int) -> "Upload":
        """The same with this moment and offset for those of its shift or day."""
        entry, shift, day = self.entry, self.shift, self.day
        if entry is not None and entry.at is not None:
            entry = replace(entry, at=at)
        if shift is not None:
            shift = replace(shift, at=at, clock_offset_ms=clock_offset_ms)
        if day is not None:
            day = replace(day, closed_at=at, clock_offset_ms=clock_offset_ms)
        return replace(self, entry=entry, shift=shift, day=day)

    @property
    def moves_money(self) -> bool:
        """Whether the sums of a shift or a day change with it."""
        moving = (EntryKind.RECEIPT, EntryKind.CASH_MOVEMENT)
        return self.entry is not None and self.entry.kind in moving


@dataclass(frozen=True)
class Result:
    """The answer for one entry of an upload."""

    upload: Upload
    verdict: Verdict
    flags: list[str] = field(default_factory=list)
    reason: str | None = None


@dataclass(frozen=True)
class Prefix:
    """Everything up to `last` has arrived except the holes, which are ranges in ascending order."""

    last: int = 0
    holes: tuple[tuple[int, int], ...] = ()

    @property
    def ack_through(self) -> int:
        """The longest complete prefix: 1 to this number have all arrived."""
        return self.holes[0][0] - 1 if self.holes else self.last

    @property
    def named_holes(self) -> list[list[int]]:
        """The first holes, as answers name them."""
        return [[first, last] for first, last in self.holes[:NAMED_HOLES]]


def receive(prefix: Prefix, numbers: Iterable[int]) -> Prefix:
    """The prefix after these numbers arrived, in any order and any number of times."""
    arrived = sorted(set(numbers))
    last, holes = prefix.last, list(_without(prefix.holes, arrived))
    for number in arrived:
        if number > last + 1:
            holes.append((last + 1, number - 1))
        last = max(last, number)
    return Prefix(last, tuple(holes))


def _without(holes: Iterable[tuple[int, int]], arrived: list[int]) -> Iterable[tuple[int, int]]:
    """The holes cut by the sorted numbers that arrived: one walk over both."""
    index = 0
    for first, last in holes:
        while index < len(arrived) and arrived[index] < first:
            index += 1
        while index < len(arrived) and arrived[index] <= last:
            if arrived[index] > first:
                yield first, arrived[index] - 1
            first = arrived[index] + 1
            index += 1
        if first <= last:
            yield first, last
