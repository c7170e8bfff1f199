"""The life of an activated POS: what its till still holds, when it is drained, what blocks its deletion."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.names import DeviceStatus
from domain.receipts import CLOCK_TOLERANCE

AVAILABLE = frozenset({DeviceStatus.NOT_ACTIVATED, DeviceStatus.INACTIVE})
RUNNING = frozenset({DeviceStatus.ACTIVATED, DeviceStatus.DRAINING})


@dataclass(frozen=True)
class TillReport:
    """What a till last said of itself, beside what of its journal has arrived here."""

    reported_at: datetime
    unsent_entries: int = 0
    unsent_receipts: int = 0
    unsent_amount: int = 0
    currency: str | None = None
    open_tickets: int = 0
    open_shift: bool = False
    last_sequence: int = 0
    #: the journal here: longest complete prefix, and the highest number received
    ack_through: int = 0
    last_n: int = 0
    #: when the oldest unsent entry was made
    oldest_unsent_at: datetime | None = None
    #: goods that were made on the till and that the catalogue does not have
    local_products: int = 0
    #: the till's clock minus ours
    drift_ms: int | None = None

    @property
    def all_arrived(self) -> bool:
        """Whether everything the till had written when it reported stands here, without a hole."""
        return self.ack_through >= max(self.last_sequence, self.last_n)

    @property
    def is_clock_wrong(self) -> bool:
        """Whether the till's clock is further off than anybody would overlook."""
        return self.drift_ms is not None and abs(self.drift_ms) > CLOCK_TOLERANCE / timedelta(milliseconds=1)

    @property
    def has_unsent(self) -> bool:
        """Whether the till still holds something, as far as its report and its journal tell."""
        if self.last_sequence and self.all_arrived:
            return False  # sent since the report
        return self.unsent_entries > 0 or self.unsent_receipts > 0


class Blocker(StrEnum):
    """What should be put in order on the till before its POS is deleted (B13, B14)."""

    OPEN_TICKETS = "open_tickets"
    OPEN_SHIFT = "open_shift"
    UNSENT = "unsent"


def is_available(status: str) -> bool:
    """Whether a till may become this POS: nobody is it now."""
    return status in AVAILABLE


def is_running(status: str) -> bool:
    """Whether a till is this POS now, selling or handing over."""
    return status in RUNNING


def has_handed_over(report: TillReport | None, draining_since: datetime) -> bool:
    """Whether a draining till is empty: by its own word since draining began, or by what arrived.

    An older report counts only when it named something unsent and all of that has come; "nothing unsent"
    said before draining began proves nothing, for the till may have sold since.
    """
    if report is None or not report.all_arrived:
        return False
    named_and_arrived = report.unsent_entries > 0 and report.last_sequence > 0
    if report.reported_at >= draining_since:
        return not report.has_unsent
    return named_and_arrived


def blockers_of_deletion(report: TillReport | None) -> list[Blocker]:
    """What the till would take with it, as last reported; empty for a POS that never had a till."""
    if report is None:
        return []
    blockers = {
        Blocker.OPEN_TICKETS: report.open_tickets > 0,
        Blocker.OPEN_SHIFT: report.open_shift,
        Blocker.UNSENT: report.has_unsent,
    }
    return [blocker for blocker, stands in blockers.items() if stands]
