"""When it really was: the times of a till whose clock is off, by our clock (pain 19).

A till says with each entry how far its clock is from ours. An older one says so only of its receipts; then the
receipts beside an entry in the journal tell, for they were written by the same clock.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from domain.receipts import CLOCK_TOLERANCE, corrected_time


class Neighbour(NamedTuple):
    """Something beside an entry of which both is known: its time by the till, and how far the till was off."""

    by_till: datetime
    offset_ms: int

    @property
    def true_time(self) -> datetime:
        """When it really was."""
        return corrected_time(self.by_till, self.offset_ms)


class Circumstances(NamedTuple):
    """What is known of a till's clock around an entry."""

    received_at: datetime
    #: the nearest receipts before and after it in the journal
    before: Neighbour | None = None
    after: Neighbour | None = None
    #: what the office measured when the till last reported; says less than a receipt does
    measured_ms: int | None = None


def offset_at(at: datetime, own_ms: int | None, around: Circumstances) -> int:
    """How far the till's clock was off at an entry: what it said itself, else what fits best.

    That is the offset of the neighbour that is nearer by the till's clock, unless it would put the entry before
    what the journal has before it, behind what it has behind it, or into our future: then the clock was set in
    between, and the other neighbour's is taken, else none.
    """
    if own_ms is not None:
        return own_ms
    beside = sorted(
        (one for one in (around.before, around.after) if one is not None),
        key=lambda one: abs(one.by_till - at),
    )
    candidates = [one.offset_ms for one in beside]
    if not beside and around.measured_ms is not None:
        candidates = [around.measured_ms]
    return next((ms for ms in (*candidates, 0) if _fits(corrected_time(at, ms), around)), (*candidates, 0)[0])


def _fits(moment: datetime, around: Circumstances) -> bool:
    """Whether the journal stays in order, as far as clocks are that exact."""
    if moment - around.received_at > CLOCK_TOLERANCE:
        return False
    if around.before is not None and around.before.true_time - moment > CLOCK_TOLERANCE:
        return False
    return around.after is None or moment - around.after.true_time <= CLOCK_TOLERANCE


def in_milliseconds(length: timedelta) -> int:
    """As offsets are told."""
    return round(length / timedelta(milliseconds=1))
