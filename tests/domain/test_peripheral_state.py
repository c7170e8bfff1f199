"""A printer's state is believed only while its store server speaks."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.peripheral_state import (
    GROUPS,
    REPORTED,
    UNKNOWN,
    URGENCY,
    Box,
    Host,
    shown_state,
    state_on_till,
)

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reported", "box", "shown"),
    [
        ("online", None, "no_store_server"),
        ("online", Box("not_paired", None), "not_paired"),
        ("online", Box("inactive", NOW), "not_paired"),
        ("online", Box("paired", None), "silent"),
        ("online", Box("paired", NOW - timedelta(minutes=4)), "silent"),
        ("online", Box("paired", NOW - timedelta(minutes=2)), "online"),
        ("paper_out", Box("paired", NOW), "paper_out"),
        (None, Box("paired", NOW), "not_seen"),
        ("on fire", Box("paired", NOW), "not_seen"),
    ],
)
def test_what_is_shown_of_a_printer(reported: str | None, box: Box | None, shown: str) -> None:
    assert shown_state(reported, box, NOW) == shown


@pytest.mark.parametrize(
    ("said", "heard", "shown"),
    [
        (("online",), NOW - timedelta(minutes=2), "online"),
        (("online", "paper_out"), NOW, "paper_out"),
        (("on fire", "online"), NOW, "online"),
        ((), NOW, "not_seen"),
        (("online",), NOW - timedelta(minutes=4), "till_silent"),
        (("online",), None, "till_silent"),
    ],
)
def test_what_is_shown_of_a_thing_on_a_till(
    said: tuple[str, ...], heard: datetime | None, shown: str
) -> None:
    assert state_on_till(Host(said, heard), NOW) == shown


def test_every_state_is_in_one_group_and_has_its_place_in_the_list() -> None:
    every = sorted([*REPORTED, *UNKNOWN])
    assert sorted(state for group in GROUPS.values() for state in group) == every
    assert sorted(URGENCY) == every
