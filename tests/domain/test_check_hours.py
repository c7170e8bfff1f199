"""When a store is looked at: by its own clock, through its changes, never for an hour that was not set."""

from datetime import UTC, datetime, time

import pytest

from domain.check_hours import USUAL, CheckHours, is_late, last_due, next_due, read_hours
from domain.refusal import Refusal

EVERY_DAY = frozenset(range(7))
WARSAW = "Europe/Warsaw"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "zone", "now", "last", "following"),
    [
        # winter: 07:30 in Warsaw is 06:30; summer: 05:30
        ("07:30", WARSAW, "2026-01-15 06:30", "2026-01-15 06:30", "2026-01-16 06:30"),
        ("07:30", WARSAW, "2026-01-15 06:29", "2026-01-14 06:30", "2026-01-15 06:30"),
        ("07:30", WARSAW, "2026-07-15 12:00", "2026-07-15 05:30", "2026-07-16 05:30"),
        # the clocks go forward on 29 March 2026: one morning to the next is 23 hours
        ("07:30", WARSAW, "2026-03-29 03:00", "2026-03-28 06:30", "2026-03-29 05:30"),
        # 02:30 does not exist that night: right after the jump
        ("02:30", WARSAW, "2026-03-29 01:00", "2026-03-29 01:00", "2026-03-30 00:30"),
        # 02:30 comes twice on 25 October 2026: the first counts, and the second makes nothing due
        ("02:30", WARSAW, "2026-10-25 00:30", "2026-10-25 00:30", "2026-10-26 01:30"),
        ("02:30", WARSAW, "2026-10-25 01:45", "2026-10-25 00:30", "2026-10-26 01:30"),
        # a day that is not UTC's
        ("07:30", "Pacific/Auckland", "2026-07-15 20:00", "2026-07-15 19:30", "2026-07-16 19:30"),
        ("23:59", "UTC", "2026-07-15 23:59", "2026-07-15 23:59", "2026-07-16 23:59"),
    ],
)
def test_the_set_hour_by_the_clock_of_the_store(
    hour: str, zone: str, now: str, last: str, following: str
) -> None:
    hours = CheckHours(True, time.fromisoformat(hour), EVERY_DAY)
    assert last_due(hours, at(now), zone) == at(last)
    assert next_due(hours, at(now), zone) == at(following)


def test_only_on_its_weekdays() -> None:
    hours = read_hours(enabled=True, hour="7:30", days=[0, 1, 2, 3, 4])
    sunday = at("2026-11-22 12:00")
    assert last_due(hours, sunday, "UTC") == at("2026-11-20 07:30")
    assert next_due(hours, sunday, "UTC") == at("2026-11-23 07:30")


def test_one_that_is_off_is_never_due() -> None:
    hours = read_hours(enabled=False, hour="07:30", days=[])
    assert last_due(hours, at("2026-11-22 12:00"), "UTC") is None
    assert next_due(hours, at("2026-11-22 12:00"), "UTC") is None


def test_what_nobody_set_is_half_past_seven_every_day() -> None:
    assert last_due(USUAL, at("2026-11-22 12:00"), "UTC") == at("2026-11-22 07:30")


@pytest.mark.parametrize(
    ("enabled", "hour", "days", "code", "field"),
    [
        (True, "25:00", [0], "time_unknown", "hour"),
        (True, "", [0], "time_unknown", "hour"),
        (False, "half past", [0], "time_unknown", "hour"),
        (True, "07:30", [], "days_missing", "days"),
        (True, "07:30", [7], "days_missing", "days"),
        (False, "07:30", [-1], "days_missing", "days"),
    ],
)
def test_what_is_no_hour_is_refused_at_its_field(
    enabled: bool, hour: str, days: list[int], code: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read_hours(enabled=enabled, hour=hour, days=days)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_late_is_what_no_running_office_would_be() -> None:
    due = at("2026-11-22 07:30")
    assert not is_late(due, at("2026-11-22 07:31"))
    assert is_late(due, at("2026-11-22 07:33"))
