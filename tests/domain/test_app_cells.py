"""Where a till stands between the version that it runs and the one on offer."""

from datetime import UTC, datetime

import pytest

from domain.app_cells import AppStatus, app_cell

SAID_AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


def status(
    running: str | None, offered: str | None = None, version: str | None = None, state: str | None = None
) -> AppStatus:
    since = SAID_AT if state else None
    release = "r1" if offered else None
    return AppStatus(
        running, "android-arm64", offered, release, version, state, since, "why", outside_day_close=False
    )


CASES = [
    (status(None), None, "unknown"),
    (status("1.4"), None, "current"),
    (status("1.4"), "1.5", "too_old"),
    (status("1.4", "1.5"), None, "waiting"),
    (status("1.4", "1.5"), "1.5", "too_old"),
    (status("1.4", "1.5", "1.5", "offered"), None, "waiting"),
    (status("1.4", "1.5", "1.5", "downloading"), None, "downloading"),
    (status("1.4", "1.5", "1.5", "verified"), "1.5", "downloading"),
    (status("1.4", "1.5", "1.5", "staged"), None, "staged"),
    (status("1.4", "1.5", "1.5", "staged"), "1.5", "staged"),
    (status("1.4", "1.5", "1.5", "failed"), None, "failed"),
    (status("1.4", "1.5", "1.5", "failed"), "1.5", "failed"),
    (status("1.5", None, "1.5", "installed"), None, "current"),
    (status("1.5", "1.6", "1.5", "installed"), None, "waiting"),
    (status("1.4", "1.6", "1.5", "staged"), None, "waiting"),
    (status("1.4", None, "1.5", "failed"), None, "current"),
    (status("1.4", None, "1.5", "rolled_back"), None, "went_back"),
    (status("1.4", "1.6", "1.5", "rolled_back"), None, "waiting"),
]


@pytest.mark.parametrize(("till", "minimum", "state"), CASES)
def test_a_state_follows_from_what_runs_what_is_offered_and_what_the_till_said(
    till: AppStatus, minimum: str | None, state: str
) -> None:
    cell = app_cell(till, minimum)
    assert (cell.state, cell.running, cell.target, cell.minimum) == (
        state,
        till.running,
        till.offered,
        minimum,
    )


@pytest.mark.parametrize(
    ("offered", "minimum", "is_stuck"),
    [
        (None, None, False),
        ("1.5", None, False),
        ("1.5", "1.5", False),
        ("1.6", "1.5", False),
        ("1.5", "1.6", True),
        (None, "1.5", True),
    ],
)
def test_a_till_is_stuck_when_no_offer_is_new_enough(
    offered: str | None, minimum: str | None, is_stuck: bool
) -> None:
    assert app_cell(status("1.4", offered), minimum).is_stuck == is_stuck


@pytest.mark.parametrize(
    ("till", "says"),
    [
        (status("1.4", "1.5", "1.5", "staged"), True),
        (status("1.4", "1.6", "1.5", "staged"), False),
        (status("1.5", None, "1.5", "installed"), True),
        (status("1.4", None, "1.5", "failed"), False),
        (status("1.4", None, "1.5", "rolled_back"), True),
    ],
)
def test_time_and_reason_are_shown_only_with_the_state_that_they_belong_to(
    till: AppStatus, says: bool
) -> None:
    cell = app_cell(till, None)
    assert (cell.at, cell.detail) == ((SAID_AT, "why") if says else (None, ""))
