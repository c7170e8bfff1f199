"""Hours in which tills fetch what is new: when they begin, what one missed is worth, how many come when."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.refusal import Refusal, read_all
from domain.sync_rules import SPREAD, Rule, Window, lot, open_window, opening_on, slot_in

#: an office that looks every few seconds is never that late by itself: it was down
PUNCTUAL = timedelta(minutes=2)
NEVER = datetime.max.replace(tzinfo=UTC)
WEEK = 7
QUARTER = timedelta(minutes=15)
QUARTERS_OF_A_DAY = 96
MINUTES_OF_A_WEEK = 7 * 24 * 60


class Opening(NamedTuple):
    """One opening of a window in a store."""

    opens: datetime
    closes: datetime


def read_window(days: Collection[int], opens: str, closes: str) -> Window:
    """A window as somebody described it.

    Raises Refusals, all at once, each at its field: days_missing, time_unknown, window_without_end.
    """
    read = read_all(
        lambda: {"days": _read_days(days)},
        lambda: {"opens": read_hour(opens, "opens")},
        lambda: {"closes": read_hour(closes, "closes")},
    )
    window = Window(**read)
    if window.opens == window.closes:
        raise Refusal("window_without_end", "closes")
    return window


def _read_days(days: Collection[int]) -> frozenset[int]:
    if not days or not set(days) <= set(range(WEEK)):
        raise Refusal("days_missing", "days")
    return frozenset(days)


def read_hour(text: str, field: str) -> time:
    """A time of the day, "HH:MM". Raises Refusal time_unknown at the field."""
    hours, colon, minutes = text.strip().partition(":")
    fits = all(part.isascii() and part.isdigit() and len(part) in (1, 2) for part in (hours, minutes))
    if not colon or not fits or int(hours) > 23 or int(minutes) > 59:
        raise Refusal("time_unknown", field)
    return time(int(hours), int(minutes))


def openings_between(window: Window, begin: datetime, end: datetime, zone: str) -> Iterator[Opening]:
    """The openings of a window in a store that begin at `begin` or later and before `end`, in order."""
    first = _day(begin, zone) - timedelta(days=1)
    for number in range((_day(end, zone) - first).days + 2):
        opened = opening_on(window, first + timedelta(days=number), zone)
        if opened is not None and begin <= opened[0] < end:
            yield Opening(*opened)


def next_opening(window: Window, now: datetime, zone: str) -> Opening:
    """The opening that begins next, after this moment."""
    soon = openings_between(window, now + timedelta(microseconds=1), now + timedelta(days=WEEK + 1), zone)
    return next(soon)


def next_turn(rule: Rule, now: datetime, zone: str) -> datetime:
    """When the window of a rule next opens or closes, made up for or by the clock: until then nothing changes."""
    if rule.window is None:
        return NEVER
    opened = open_window(rule.window, now, zone)
    by_clock = opened[1] if opened else next_opening(rule.window, now, zone).opens
    return min([by_clock, *(moment for moment in rule.late or () if moment > now)])


def last_opening(window: Window, now: datetime, zone: str) -> Opening | None:
    """The opening that began last, be it over or not."""
    begun = openings_between(window, now - timedelta(days=WEEK + 1), now + timedelta(microseconds=1), zone)
    return max(begun, default=None)


def is_late(opens: datetime, opened: datetime) -> bool:
    """Whether an opening began so late that the office must have been down."""
    return opened - opens > PUNCTUAL


def make_up(missed: Opening, now: datetime, following: Opening) -> Opening:
    """The hours of an opening that the office makes up for.

    As much as is left of it; one that is over lasts from now as long as it would have, at most until the
    next begins.
    """
    if now < missed.closes:
        return missed
    return Opening(missed.opens, min(now + (missed.closes - missed.opens), following.opens))


def spread(opening: Opening, opened: datetime, tills: Iterable[str]) -> dict[str, datetime]:
    """The turn of each till, at even distances, in another order each day."""
    begins = opened if is_late(opening.opens, opened) else opening.opens
    order = sorted(set(tills), key=lambda till: (lot(till, opening.opens.date()), till))
    distance = (opening.closes - begins) * SPREAD / max(1, len(order))
    return {till: (begins + distance * place).replace(microsecond=0) for place, till in enumerate(order)}


def turn_of(opening: Opening, opened: datetime, till: str) -> datetime:
    """The turn of a till that comes to the list later than the others, by lot."""
    begins = opened if is_late(opening.opens, opened) else opening.opens
    return slot_in((begins, opening.closes), till)


def overlap(one: Window, other: Window) -> bool:
    """Whether two windows of the same store are ever open at the same time, by the clock on the wall."""
    spans = list(_minutes_of_week(one))
    return any(
        begin < end_ and begin_ < end for begin_, end_ in _minutes_of_week(other) for begin, end in spans
    )


def _minutes_of_week(window: Window) -> Iterator[tuple[int, int]]:
    """From which minute of the week to which a window is open; past Sunday's end it goes on on Monday."""
    opens, closes = _minutes(window.opens), _minutes(window.closes)
    length = (closes - opens) % (24 * 60)
    for day in window.days:
        begin = day * 24 * 60 + opens
        yield begin, begin + length
        yield begin - MINUTES_OF_A_WEEK, begin + length - MINUTES_OF_A_WEEK


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute


def quarter_of(moment: datetime, begin: datetime) -> int:
    """In which quarter of an hour since the beginning of a day a moment lies."""
    return int((moment - begin) / QUARTER)


def count_quarters(turns: Iterable[datetime], begin: datetime) -> list[int]:
    """How many tills come in each quarter of an hour of the 24 hours that begin here."""
    counted = Counter(quarter_of(turn, begin) for turn in turns if turn >= begin)
    return [counted[quarter] for quarter in range(QUARTERS_OF_A_DAY)]


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
