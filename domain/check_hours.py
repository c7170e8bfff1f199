"""The set hour at which a store is looked at before it opens, by its own clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.refusal import Refusal
from domain.sync_rules import Window
from domain.sync_windows import last_opening, next_opening, read_hour

WEEK = range(7)
#: an office that looks every few seconds is never that late by itself: it was down
PUNCTUAL = timedelta(minutes=2)


@dataclass(frozen=True)
class CheckHours:
    """An hour on some weekdays (Monday is 0)."""

    enabled: bool
    hour: time
    days: frozenset[int]


#: on from the beginning, for a check tells nobody anything until somebody wants to be told; early enough to buy paper
USUAL = CheckHours(enabled=True, hour=time(7, 30), days=frozenset(WEEK))


def read_hours(*, enabled: bool, hour: str, days: Collection[int]) -> CheckHours:
    """A set hour as somebody described it; one that is off keeps what stands.

    Raises Refusal at the field: time_unknown, days_missing.
    """
    if not set(days) <= set(WEEK) or (enabled and not days):
        raise Refusal("days_missing", "days")
    return CheckHours(enabled, read_hour(hour, "hour"), frozenset(days))


def last_due(hours: CheckHours, now: datetime, zone: str) -> datetime | None:
    """The newest set hour that has come; None where there is none."""
    if not hours.enabled or not hours.days:
        return None
    found = last_opening(_minute_of(hours), now, zone)
    return found.opens if found else None


def next_due(hours: CheckHours, now: datetime, zone: str) -> datetime | None:
    """The set hour that comes next; None where there is none."""
    if not hours.enabled or not hours.days:
        return None
    return next_opening(_minute_of(hours), now, zone).opens


def is_late(due: datetime, made: datetime) -> bool:
    """Whether a check was made so long after its hour that the office must have been down."""
    return made - due > PUNCTUAL


def _minute_of(hours: CheckHours) -> Window:
    """The minute that begins then: changes of the clocks are reckoned with as for sync windows."""
    ends = datetime.combine(date(2000, 1, 1), hours.hour) + timedelta(minutes=1)
    return Window(hours.days, hours.hour, ends.time())
