"""A printer's state is believed only while its store server speaks."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.peripheral_state import Box, shown_state

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
