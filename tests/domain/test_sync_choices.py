"""What can be chosen as the rule of a stream, and what that does to a till's own goods."""

import pytest

from domain.names import DOWN_STREAMS
from domain.refusal import Refusal
from domain.sync_choices import (
    CHOSEN_STREAMS,
    PERIODS,
    Consequence,
    check_period,
    consequence_of,
    read_mode,
)
from domain.sync_rules import DEFAULT_RULES, Mode, Rule

OFF, HOURLY, NIGHTLY = Rule(Mode.NEVER), Rule(Mode.EVERY, 60), Rule(Mode.DAY_REPORT)


def test_the_rule_of_every_stream_that_comes_down_is_chosen_and_no_other() -> None:
    assert set(CHOSEN_STREAMS) == set(DOWN_STREAMS)
    assert {DEFAULT_RULES[stream].period_minutes for stream in CHOSEN_STREAMS} <= set(PERIODS)


@pytest.mark.parametrize("text", ["day_report", "every", "window", "never"])
def test_a_rule_of_the_list_is_read(text: str) -> None:
    assert read_mode(text) == Mode(text)


@pytest.mark.parametrize("text", ["immediately", "", "NEVER", "sometimes"])
def test_any_other_rule_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_mode(text)
    assert (refused.value.code, refused.value.field) == ("rule_unknown", "mode")


@pytest.mark.parametrize("minutes", PERIODS)
def test_a_period_of_the_list_is_taken(minutes: int) -> None:
    assert check_period(minutes) == minutes


@pytest.mark.parametrize("minutes", [None, 0, -5, 1, 7, 1441, 2**40])
def test_any_other_period_is_refused(minutes: int | None) -> None:
    with pytest.raises(Refusal) as refused:
        check_period(minutes)
    assert (refused.value.code, refused.value.field) == ("period_unknown", "period_minutes")


@pytest.mark.parametrize(
    ("before", "after", "later", "first"),
    [
        (HOURLY, OFF, Consequence.HIDDEN, Consequence.HIDDEN),
        (NIGHTLY, OFF, Consequence.HIDDEN, Consequence.HIDDEN),
        (OFF, HOURLY, Consequence.DELETED, Consequence.DELETED),
        (OFF, NIGHTLY, Consequence.DELETED, Consequence.DELETED),
        (HOURLY, NIGHTLY, None, Consequence.DELETED),
        (OFF, OFF, None, Consequence.HIDDEN),
    ],
)
def test_what_becomes_of_the_tills_own_goods(
    before: Rule, after: Rule, later: Consequence | None, first: Consequence
) -> None:
    assert consequence_of(before, after) == later
    assert consequence_of(before, after, is_first=True) == first
