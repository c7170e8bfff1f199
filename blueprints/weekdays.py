"""Weekdays and hours in the reader's words."""

from collections.abc import Collection
from functools import lru_cache

from babel.core import Locale
from babel.dates import get_day_names
from flask_babel import gettext as _

from blueprints.languages import language_in_force

WEEK = range(7)
WORKDAYS = frozenset(range(5))


def day_name(day: int) -> str:
    """A weekday, Monday is 0."""
    return _name(day, "wide", language_in_force())


def days_word(days: Collection[int]) -> str:
    """Several weekdays, short."""
    if len(set(days)) == len(WEEK):
        return _("Every day")
    if set(days) == WORKDAYS:
        return _("Monday to Friday")
    width = "wide" if len(days) == 1 else "abbreviated"
    return ", ".join(_name(day, width, language_in_force()) for day in sorted(days))


def hours_word(opens: str, closes: str) -> str:
    """From when to when, by the clock of the store."""
    if closes <= opens:
        return _("%(opens)s–%(closes)s the next day", opens=opens, closes=closes)
    return _("%(opens)s–%(closes)s", opens=opens, closes=closes)


@lru_cache(maxsize=128)
def _name(day: int, width: str, language: str) -> str:
    return str(get_day_names(width, "stand-alone", Locale.parse(language))[day])  # type: ignore[arg-type]
