"""Can I open? Silence, old data and the limits of a store's day."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.opening import day_in, is_heard, is_old

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "heard"),
    [(timedelta(0), True), (timedelta(minutes=3), True), (timedelta(minutes=3, seconds=1), False)],
)
def test_three_minutes_of_silence_are_too_many(ago: timedelta, heard: bool) -> None:
    assert is_heard(NOON - ago, NOON) is heard


def test_who_never_called_is_not_there() -> None:
    assert not is_heard(None, NOON)


@pytest.mark.parametrize(
    ("behind", "old"),
    [(timedelta(0), False), (timedelta(minutes=59), False), (timedelta(hours=1, seconds=1), True)],
)
def test_a_change_may_wait_an_hour(behind: timedelta, old: bool) -> None:
    assert is_old(NOON - behind, NOON) is old


@pytest.mark.parametrize(
    ("timezone", "now", "begin", "hours"),
    [
        ("Europe/Warsaw", datetime(2026, 11, 21, 12, tzinfo=UTC), datetime(2026, 11, 20, 23, tzinfo=UTC), 24),
        (
            "Europe/Warsaw",
            datetime(2026, 11, 21, 23, 30, tzinfo=UTC),
            datetime(2026, 11, 21, 23, tzinfo=UTC),
            24,
        ),
        ("Europe/Paris", datetime(2026, 10, 25, 12, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
        ("Europe/Paris", datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        ("Pacific/Auckland", datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 7, 1, 12, tzinfo=UTC), 24),
    ],
)
def test_the_day_is_the_stores_own(timezone: str, now: datetime, begin: datetime, hours: int) -> None:
    first, last = day_in(timezone, now)
    assert first == begin
    assert last - first == timedelta(hours=hours)
