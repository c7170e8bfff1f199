"""A till whose clock is off: when its shifts and days really were, also where somebody set its clock."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.till_clock import Circumstances, Neighbour, offset_at

HOUR = 3_600_000


def at(clock: str, day: int = 20) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=UTC)


def sold(clock: str, offset_ms: int = 0, day: int = 20) -> Neighbour:
    """A receipt at this time by the till's clock, which was so far off."""
    return Neighbour(at(clock, day), offset_ms)


@pytest.mark.parametrize(
    ("told", "own", "before", "after", "measured", "offset"),
    [
        # what the till says of its own entry holds, whatever stands beside it
        ("16:00", HOUR, None, None, None, HOUR),
        ("16:00", 0, sold("15:50", HOUR), sold("16:10", HOUR), None, 0),
        ("23:50", -HOUR, sold("15:50"), None, None, -HOUR),
        # a till that says nothing: its receipts tell
        ("16:00", None, sold("15:50", HOUR), None, None, HOUR),
        ("08:00", None, None, sold("08:05", HOUR), None, HOUR),
        ("16:00", None, sold("15:50", -HOUR), sold("16:10", -HOUR), None, -HOUR),
        ("16:00", None, sold("15:50"), None, HOUR, 0),
        # no receipt yet: what the office measured
        ("08:00", None, None, None, HOUR, HOUR),
        ("08:00", None, None, None, None, 0),
        # set right over night: this morning's first sale is nearer than last evening's
        ("08:00", None, sold("21:00", HOUR, day=19), sold("08:05"), None, 0),
        ("21:00", None, sold("20:55", HOUR), sold("08:05", day=21), None, HOUR),
        # set back by an hour between the last sale and the close: 14:00 would be before that sale
        ("15:00", None, sold("15:50", HOUR), None, None, 0),
        # set forward by an hour after the last sale: the close is behind it either way, and stays as the sale was
        ("17:00", None, sold("15:50", -HOUR), None, None, -HOUR),
        # set back in between: the nearer one, by the clock, would put the close before the sale
        ("15:00", None, sold("15:50", HOUR), sold("17:00"), None, 0),
        # set forward in between: nearer to the sale after it
        ("17:00", None, sold("15:50"), sold("17:05", HOUR), None, HOUR),
        # an offset that leads into our future is none of this entry
        ("20:00", None, sold("10:00", -2 * HOUR), None, None, 0),
        ("20:00", None, None, None, -12 * HOUR, 0),
        # nothing fits, a day back for a moment: the nearest receipt is as good as any
        ("02:00", None, sold("15:50"), sold("15:55"), None, 0),
        # receipts of the same minute may differ by a second or two
        ("15:50", None, sold("15:50", 2000), sold("15:50", -2000), None, 2000),
    ],
)
def test_how_far_the_clock_was_off(
    told: str,
    own: int | None,
    before: Neighbour | None,
    after: Neighbour | None,
    measured: int | None,
    offset: int,
) -> None:
    around = Circumstances(at("21:30") + timedelta(hours=12 * (after is not None)), before, after, measured)
    assert offset_at(at(told), own, around) == offset


@pytest.mark.parametrize("told", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)])
@pytest.mark.parametrize("offset_ms", [2**53 - 1, -(2**53) + 1])
def test_clocks_at_the_edge_of_the_calendar_break_nothing(told: datetime, offset_ms: int) -> None:
    around = Circumstances(at("21:00"), Neighbour(told, offset_ms), Neighbour(at("12:00"), -offset_ms))
    assert offset_at(told, None, around) in (offset_ms, -offset_ms, 0)
