"""When a stream is due on a till."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.names import Stream
from domain.streams import Head
from domain.sync_rules import (
    Due,
    Mode,
    Reason,
    Rule,
    Standing,
    Window,
    due_of,
    open_window,
    seconds_to_next_poll,
    slot_in,
)

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
HEAD = Head("abcdefgh", 10, 2)
EVERY_DAY = frozenset(range(7))


def reason(rule: Rule, standing: Standing, now: datetime = NOW) -> Reason | None:
    due = due_of(Stream.PRODUCTS, rule, standing, now)
    return due.reason if due else None


def behind(**ago: float) -> Standing:
    """A till that has something old since some time."""
    return Standing(HEAD, "abcdefgh.9", NOW - timedelta(**ago))


@pytest.mark.parametrize("acked", [None, "hgfedcba.10", "abcdefgh.1", "abcdefgh.11", "rubbish"])
def test_a_till_that_has_nothing_usable_fetches_at_once(acked: str | None) -> None:
    standing = Standing(HEAD, acked, NOW)
    for mode in (Mode.EVERY, Mode.DAY_REPORT, Mode.WINDOW, Mode.IMMEDIATELY):
        assert reason(Rule(mode, 15), standing) == Reason.FIRST
    assert reason(Rule(Mode.NEVER), standing) is None


@pytest.mark.parametrize("mode", list(Mode))
def test_a_till_that_has_everything_fetches_nothing_unless_ordered(mode: Mode) -> None:
    standing = Standing(HEAD, HEAD.cursor, NOW - timedelta(days=9), day_report_at=NOW)
    assert reason(Rule(mode, 15), standing) is None
    ordered = Standing(HEAD, HEAD.cursor, NOW, order_id="o1")
    assert due_of(Stream.PRODUCTS, Rule(mode), ordered, NOW) == Due(Stream.PRODUCTS, Reason.FORCED, "o1")


def test_every_so_many_minutes() -> None:
    rule = Rule(Mode.EVERY, 15)
    assert reason(rule, behind(minutes=14)) is None
    assert reason(rule, behind(minutes=15)) == Reason.RULE


def test_with_the_day_report() -> None:
    rule = Rule(Mode.DAY_REPORT)
    acked = NOW - timedelta(days=1)
    assert reason(rule, Standing(HEAD, "abcdefgh.9", acked)) is None
    assert reason(rule, Standing(HEAD, "abcdefgh.9", acked, day_report_at=acked - timedelta(hours=1))) is None
    assert reason(rule, Standing(HEAD, "abcdefgh.9", acked, day_report_at=NOW)) == Reason.DAY_REPORT


def test_in_a_window_each_till_has_its_own_moment() -> None:
    rule = Rule(Mode.WINDOW, window=Window(EVERY_DAY, time(10), time(12)))
    due = due_of(Stream.PRODUCTS, rule, behind(days=1), NOW, till="kasa", zone="Europe/Warsaw")
    assert due is not None
    assert due.reason == Reason.WINDOW
    assert due.not_before is not None
    assert datetime(2026, 11, 20, 9, tzinfo=UTC) <= due.not_before < datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert reason(rule, behind(days=1)) is None


def test_a_window_may_run_past_midnight_and_belongs_to_the_day_it_opens() -> None:
    fridays = Window(frozenset({4}), time(22), time(2))
    saturday_night = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
    assert open_window(fridays, saturday_night, "UTC") == (
        datetime(2026, 11, 20, 22, tzinfo=UTC),
        datetime(2026, 11, 21, 2, tzinfo=UTC),
    )
    assert open_window(fridays, saturday_night - timedelta(days=1), "UTC") is None


@pytest.mark.parametrize("day", [28, 29, 30])
def test_the_hour_that_spring_skips_opens_right_after_the_jump(day: int) -> None:
    window = Window(EVERY_DAY, time(2), time(3))
    moments = [datetime(2026, 3, day, tzinfo=UTC) + timedelta(minutes=m) for m in range(-120, 22 * 60)]
    opened = {open_window(window, moment, "Europe/Warsaw") for moment in moments} - {None}
    lengths = [closes - opens for opens, closes in opened if opens]  # type: ignore[misc]
    assert lengths == [timedelta(hours=1)]


def test_a_thousand_tills_are_spread_over_their_window() -> None:
    opened = (NOW, NOW + timedelta(hours=2))
    slots = [slot_in(opened, f"till {number}") for number in range(1000)]
    assert slots == [slot_in(opened, f"till {number}") for number in range(1000)]
    minutes = [int((slot - NOW).total_seconds() // 60) for slot in slots]
    busiest = max(minutes.count(minute) for minute in set(minutes))
    assert busiest < 3 * 1000 / 120
    assert max(slots) < opened[1]


@given(st.floats(0, 1))
def test_idle_tills_call_again_in_about_half_a_minute(chance: float) -> None:
    assert 24 <= seconds_to_next_poll(waiting=False, chance=chance) <= 36
    assert seconds_to_next_poll(waiting=True, chance=chance) == 5
