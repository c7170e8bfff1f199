"""What each till has: one cell of the matrix says how far a till is with one of the five syncs (pain 4)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from domain.device_life import TillReport
from domain.streams import Cursor, Head, has_expired


class CellState(StrEnum):
    """How a till stands with a stream; what comes down first, then what goes up."""

    CURRENT = "current"
    BEHIND = "behind"
    #: it has everything, but could not use some of it
    FAILED = "failed"
    NEVER = "never"
    #: what it has is of another store, or too old to be brought up to date
    START_OVER = "start_over"
    #: the rule says never
    OFF = "off"
    SENT = "sent"
    UNSENT = "unsent"
    #: entries of its journal that never arrived, though later ones did
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Cell:
    """One till, one stream. `count` = changes, failed things, entries; `at` = since when, or when it was so."""

    state: CellState
    count: int = 0
    at: datetime | None = None


class Holding(NamedTuple):
    """What a till has of a stream that comes down, beside the stream's head."""

    head: Head
    acked: Cursor | None = None
    acked_at: datetime | None = None
    failed: int = 0

    @property
    def has_begun(self) -> bool:
        """Whether what it has counts: a till of this head that only needs what changed since."""
        return self.acked is not None and not has_expired(self.acked, self.head)

    @property
    def seq(self) -> int:
        """Up to which number it has everything."""
        return self.acked.seq if self.acked is not None and self.has_begun else 0


def cell_of(holding: Holding, *, is_off: bool, behind: int, since: datetime | None) -> Cell:
    """The cell of a stream that comes down; `behind` changes wait, the oldest of them `since`.

    A till that lacks nothing is not worth a warning, be its rule never; one that lacks something by rule is no fault.
    """
    if holding.has_begun and not behind:
        if holding.failed:
            return Cell(CellState.FAILED, holding.failed, holding.acked_at)
        return Cell(CellState.CURRENT, 0, holding.acked_at)
    if is_off:
        return Cell(CellState.OFF, behind if holding.has_begun else 0, holding.acked_at)
    if holding.acked is None:
        return Cell(CellState.NEVER)
    if not holding.has_begun:
        return Cell(CellState.START_OVER, 0, holding.acked_at)
    return Cell(CellState.BEHIND, behind, since)


def transactions_cell(report: TillReport | None, missing: int) -> Cell:
    """What the till still holds, as it last said, and what is missing between what arrived."""
    if missing:
        return Cell(CellState.MISSING, missing, report.reported_at if report else None)
    if report is None:
        return Cell(CellState.UNKNOWN)
    if report.has_unsent:
        count = max(report.unsent_entries, report.unsent_receipts)
        return Cell(CellState.UNSENT, count, report.oldest_unsent_at or report.reported_at)
    return Cell(CellState.SENT, 0, report.reported_at)


class Change(StrEnum):
    """What became of a thing since a till last fetched."""

    NEW = "new"
    PRICE = "price"
    CHANGED = "changed"
    REMOVED = "removed"
