"""Which report may follow which: what is printed stays printed, an uncertain job is never new."""

import pytest

from domain.print_jobs import may_follow


@pytest.mark.parametrize(
    ("current", "reported", "moves"),
    [
        ("queued", "sending", True),
        ("leased", "sending", True),
        ("leased", "blocked", True),
        ("blocked", "sending", True),
        ("sending", "printed", True),
        ("sending", "uncertain", True),
        ("sending", "blocked", True),
        ("uncertain", "printed", True),
        ("uncertain", "cancelled", True),
        ("uncertain", "sending", False),
        ("uncertain", "blocked", False),
        ("printed", "sending", False),
        ("printed", "uncertain", False),
        ("failed", "printed", False),
        ("cancelled", "printed", False),
        ("queued", "queued", False),
        ("queued", "leased", False),
    ],
)
def test_which_report_moves_a_job(current: str, reported: str, moves: bool) -> None:
    assert may_follow(current, reported) is moves
