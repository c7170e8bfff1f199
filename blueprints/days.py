"""Days that people choose in filters."""

from datetime import date

#: years whose midnights are in the calendar, too
FIRST_YEAR, LAST_YEAR = 1900, 9000


def read_day(text: str | None) -> date | None:
    """A day from a date field; nonsense filters nothing."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
