"""A moment on the wall of a store."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo


def on_the_wall(moment: datetime, timezone: str) -> datetime:
    """The moment by a store's clock; one at the very edge of the calendar stays as it is.

    Tills whose clock is broken write such times, and their receipts must be read all the same.
    """
    try:
        return moment.astimezone(ZoneInfo(timezone))
    except OverflowError:
        return moment


def midnight_of(day: date, timezone: str) -> datetime:
    """When a day begins by a store's clock."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(timezone))
