"""When sync windows open by the clock of a store, also on the nights when it changes; how tills are spread."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.refusal import Refusal
from domain.sync_rules import Window, open_window
from domain.sync_windows import (
    QUARTERS_OF_A_DAY,
    Opening,
    count_quarters,
    last_opening,
    make_up,
    next_opening,
    openings_between,
    overlap,
    read_window,
    spread,
    turn_of,
)

EVERY_DAY = frozenset(range(7))
WARSAW, PARIS, MOSCOW, SAO_PAULO = "Europe/Warsaw", "Europe/Paris", "Europe/Moscow", "America/Sao_Paulo"


def window(opens: str, closes: str, days: frozenset[int] = EVERY_DAY) -> Window:
    return Window(days, time.fromisoformat(opens), time.fromisoformat(closes))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


#: zone, window, the evening before, when it opens and closes in UTC
NIGHTS = [
    # ordinary nights
    (WARSAW, ("22:00", "06:00"), "2026-01-15T12:00", "2026-01-15T21:00", "2026-01-16T05:00"),
    (WARSAW, ("22:00", "06:00"), "2026-07-15T12:00", "2026-07-15T20:00", "2026-07-16T04:00"),
    (MOSCOW, ("02:00", "03:00"), "2026-03-28T12:00", "2026-03-28T23:00", "2026-03-29T00:00"),
    (SAO_PAULO, ("00:00", "01:00"), "2026-11-01T12:00", "2026-11-02T03:00", "2026-11-02T04:00"),
    # spring: 02:00 is 03:00, an hour is missing
    (WARSAW, ("22:00", "06:00"), "2026-03-28T12:00", "2026-03-28T21:00", "2026-03-29T04:00"),
    (WARSAW, ("01:30", "03:30"), "2026-03-28T12:00", "2026-03-29T00:30", "2026-03-29T01:30"),
    (WARSAW, ("02:30", "03:30"), "2026-03-28T12:00", "2026-03-29T01:00", "2026-03-29T01:30"),
    (WARSAW, ("02:30", "03:15"), "2026-03-28T12:00", "2026-03-29T01:00", "2026-03-29T01:15"),
    (PARIS, ("01:00", "02:30"), "2026-03-28T12:00", "2026-03-29T00:00", "2026-03-29T01:00"),
    # … and the window lies wholly in it: it opens right after the jump and lasts as long as ever
    (PARIS, ("02:15", "02:45"), "2026-03-28T12:00", "2026-03-29T01:00", "2026-03-29T01:30"),
    # autumn: 02:00 to 03:00 comes twice, it opens the first time only
    (WARSAW, ("22:00", "06:00"), "2026-10-24T12:00", "2026-10-24T20:00", "2026-10-25T05:00"),
    (WARSAW, ("02:00", "03:00"), "2026-10-24T12:00", "2026-10-25T00:00", "2026-10-25T02:00"),
    (PARIS, ("02:15", "02:45"), "2026-10-24T12:00", "2026-10-25T00:15", "2026-10-25T00:45"),
    # São Paulo used to change at midnight: the day began at 01:00
    (SAO_PAULO, ("00:00", "04:00"), "2018-11-03T15:00", "2018-11-04T03:00", "2018-11-04T06:00"),
    (SAO_PAULO, ("00:30", "01:30"), "2018-11-03T15:00", "2018-11-04T03:00", "2018-11-04T03:30"),
    (SAO_PAULO, ("23:00", "01:00"), "2018-11-03T15:00", "2018-11-04T02:00", "2018-11-04T03:00"),
    # … and in February an evening had its last hour twice
    (SAO_PAULO, ("23:30", "01:00"), "2018-02-17T15:00", "2018-02-18T01:30", "2018-02-18T04:00"),
    # Moscow gave summer time up in 2014: an hour came twice for the last time
    (MOSCOW, ("01:30", "02:30"), "2014-10-25T12:00", "2014-10-25T21:30", "2014-10-25T23:30"),
]


@pytest.mark.parametrize(("zone", "hours", "evening", "opens", "closes"), NIGHTS)
def test_a_window_opens_once_every_night_whatever_the_clocks_do(
    zone: str, hours: tuple[str, str], evening: str, opens: str, closes: str
) -> None:
    ours = window(*hours)
    expected = Opening(utc(opens), utc(closes))
    assert next_opening(ours, utc(evening), zone) == expected
    assert list(openings_between(ours, utc(evening), utc(evening) + timedelta(hours=24), zone)) == [expected]


@pytest.mark.parametrize(("zone", "hours", "evening", "opens", "closes"), NIGHTS)
def test_a_till_that_polls_every_minute_finds_it_open_in_exactly_these_hours(
    zone: str, hours: tuple[str, str], evening: str, opens: str, closes: str
) -> None:
    moments = [utc(evening) + timedelta(minutes=minute) for minute in range(24 * 60)]
    found = [moment for moment in moments if open_window(window(*hours), moment, zone)]
    minutes = int((utc(closes) - utc(opens)) / timedelta(minutes=1))
    assert found == [utc(opens) + timedelta(minutes=minute) for minute in range(minutes)]


@pytest.mark.parametrize("zone", [WARSAW, PARIS, MOSCOW, SAO_PAULO, "Australia/Lord_Howe", "Asia/Kathmandu"])
@pytest.mark.parametrize(
    "hours", [("00:00", "00:30"), ("02:15", "02:45"), ("23:59", "00:01"), ("06:00", "05:59")]
)
def test_a_year_has_an_opening_for_each_of_its_days(zone: str, hours: tuple[str, str]) -> None:
    begin = datetime(2018, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    end = datetime(2019, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    found = list(openings_between(window(*hours), begin, end, zone))
    assert len(found) == 365
    assert all(opening.opens < opening.closes for opening in found)
    assert found == sorted(found)


def test_a_weekly_window_opens_on_its_day_by_the_store_s_calendar() -> None:
    saturdays = window("23:30", "01:00", frozenset({5}))
    friday = utc("2026-11-20T12:00")
    assert next_opening(saturdays, friday, WARSAW).opens == utc("2026-11-21T22:30")
    assert next_opening(saturdays, utc("2026-11-21T22:30"), WARSAW).opens == utc("2026-11-28T22:30")
    assert last_opening(saturdays, utc("2026-11-21T22:30"), WARSAW) == next_opening(saturdays, friday, WARSAW)
    assert last_opening(saturdays, utc("2026-11-21T22:29"), WARSAW) == Opening(
        utc("2026-11-14T22:30"), utc("2026-11-15T00:00")
    )


def test_an_opening_that_was_missed_is_made_up_for() -> None:
    missed = Opening(utc("2026-11-20T22:00"), utc("2026-11-21T02:00"))
    following = Opening(utc("2026-11-21T22:00"), utc("2026-11-22T02:00"))
    assert make_up(missed, utc("2026-11-21T01:00"), following) == missed
    morning = make_up(missed, utc("2026-11-21T09:00"), following)
    assert morning == Opening(missed.opens, utc("2026-11-21T13:00"))
    assert make_up(missed, utc("2026-11-21T20:00"), following).closes == following.opens


@pytest.mark.parametrize("opened_late", [timedelta(), timedelta(hours=1)])
@pytest.mark.parametrize("day", range(5))
@pytest.mark.parametrize("length", [timedelta(hours=2), timedelta(hours=8)])
def test_five_hundred_tills_are_spread(day: int, opened_late: timedelta, length: timedelta) -> None:
    opens = utc("2026-11-20T22:00") + timedelta(days=day)
    opening = Opening(opens, opens + length)
    begins = opens + opened_late
    tills = [f"till-{number:03}" for number in range(500)]
    turns = list(spread(opening, begins, tills).values())
    assert spread(opening, begins, reversed(tills)) == spread(opening, begins, tills)
    assert all(begins <= turn < opening.closes for turn in turns)
    minutes = [int((turn - begins) / timedelta(minutes=1)) for turn in turns]
    mean = 500 / ((opening.closes - begins) / timedelta(minutes=1))
    assert max(minutes.count(minute) for minute in set(minutes)) < 3 * mean


def test_another_night_gives_a_till_another_turn() -> None:
    opens = [utc("2026-11-20T22:00") + timedelta(days=day) for day in range(20)]
    nights = [Opening(one, one + timedelta(hours=2)) for one in opens]
    by_lot = {turn_of(night, night.opens, "till-1") - night.opens for night in nights}
    listed = {spread(night, night.opens, ["till-1", "till-2"])["till-1"] - night.opens for night in nights}
    assert (len(by_lot), len(listed)) == (20, 2)


def test_the_load_of_a_day_is_counted_by_quarters_of_an_hour() -> None:
    begin = utc("2026-11-20T00:00")
    turns = [begin + timedelta(minutes=minutes) for minutes in (-1, 0, 14, 15, 24 * 60 - 1, 24 * 60)]
    counted = count_quarters(turns, begin)
    assert len(counted) == QUARTERS_OF_A_DAY
    assert (counted[0], counted[1], counted[-1], sum(counted)) == (2, 1, 1, 4)


MONDAY, SUNDAY = frozenset({0}), frozenset({6})


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (window("01:00", "02:00"), window("02:00", "03:00"), False),
        (window("01:00", "02:01"), window("02:00", "03:00"), True),
        (window("22:00", "02:00"), window("01:00", "03:00"), True),
        (window("22:00", "02:00", MONDAY), window("01:00", "03:00", MONDAY), False),
        (window("22:00", "02:00", SUNDAY), window("01:00", "03:00", MONDAY), True),
        (window("22:00", "02:00", MONDAY), window("01:00", "03:00", SUNDAY), False),
    ],
)
def test_windows_that_are_open_at_the_same_time_are_found(one: Window, other: Window, meet: bool) -> None:
    assert overlap(one, other) is meet
    assert overlap(other, one) is meet


@pytest.mark.parametrize(
    ("days", "opens", "closes", "code", "at"),
    [
        ([], "01:00", "02:00", "days_missing", "days"),
        ([7], "01:00", "02:00", "days_missing", "days"),
        ([0], "24:00", "02:00", "time_unknown", "opens"),
        ([0], "01:60", "02:00", "time_unknown", "opens"),
        ([0], "", "02:00", "time_unknown", "opens"),
        ([0], "1", "02:00", "time_unknown", "opens"),
        ([0], "01:00:00", "02:00", "time_unknown", "opens"),
        ([0], "01:00", "٠٢:٠٠", "time_unknown", "closes"),
        ([0], "01:00", "-1:00", "time_unknown", "closes"),
        ([0], "01:00", "1:00", "window_without_end", "closes"),
    ],
)
def test_what_is_no_window_is_refused_at_its_field(
    days: list[int], opens: str, closes: str, code: str, at: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read_window(days, opens, closes)
    assert (refused.value.code, refused.value.field) == (code, at)


def test_all_that_is_wrong_is_refused_at_once() -> None:
    with pytest.raises(Refusal) as refused:
        read_window([], "25:00", "late")
    wrong = [(one.code, one.field) for one in refused.value.each]
    assert wrong == [("days_missing", "days"), ("time_unknown", "opens"), ("time_unknown", "closes")]


def test_hours_are_read_as_people_write_them() -> None:
    assert read_window([6, 0], " 9:05", "23:00 ") == window("09:05", "23:00", frozenset({0, 6}))
