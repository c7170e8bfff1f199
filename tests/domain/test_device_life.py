"""When a draining till is empty, and what speaks against deleting a POS, as tables of cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.device_life import (
    Blocker,
    TillReport,
    blockers_of_deletion,
    has_handed_over,
    is_available,
    is_running,
)

SINCE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
BEFORE, AFTER = SINCE - timedelta(minutes=5), SINCE + timedelta(minutes=5)
FULL = TillReport(BEFORE, unsent_entries=6, unsent_receipts=4, last_sequence=10, ack_through=4, last_n=4)
EMPTY = TillReport(AFTER, last_sequence=10, ack_through=10, last_n=10)


@pytest.mark.parametrize(
    ("report", "empty"),
    [
        (None, False),
        (EMPTY, True),
        (TillReport(AFTER), True),
        (replace(EMPTY, reported_at=SINCE), True),
        # said before draining began that nothing was unsent: it may have sold since
        (replace(EMPTY, reported_at=BEFORE), False),
        (FULL, False),
        # what it named before draining began has all come
        (replace(FULL, ack_through=10, last_n=10), True),
        (replace(FULL, ack_through=9, last_n=9), False),
        (replace(FULL, reported_at=AFTER, ack_through=10, last_n=10), True),
        # a hole: the last number came, one in between did not
        (replace(FULL, ack_through=7, last_n=10), False),
        (replace(EMPTY, ack_through=7), False),
        # more came than was named, with a hole
        (replace(FULL, ack_through=10, last_n=12), False),
        # a till that does not number: only its own word counts
        (TillReport(AFTER, unsent_entries=1), False),
        (TillReport(AFTER, unsent_receipts=1), False),
        (TillReport(BEFORE, unsent_entries=1), False),
    ],
)
def test_a_draining_till_is_empty_when_everything_has_come(report: TillReport | None, empty: bool) -> None:
    assert has_handed_over(report, SINCE) is empty


@pytest.mark.parametrize(
    ("report", "blockers"),
    [
        (None, []),
        (EMPTY, []),
        (FULL, [Blocker.UNSENT]),
        (replace(FULL, ack_through=10, last_n=10), []),
        (replace(EMPTY, open_tickets=2), [Blocker.OPEN_TICKETS]),
        (replace(EMPTY, open_shift=True), [Blocker.OPEN_SHIFT]),
        (
            replace(FULL, open_tickets=1, open_shift=True),
            [Blocker.OPEN_TICKETS, Blocker.OPEN_SHIFT, Blocker.UNSENT],
        ),
    ],
)
def test_what_should_be_in_order_before_a_pos_is_deleted(
    report: TillReport | None, blockers: list[Blocker]
) -> None:
    assert blockers_of_deletion(report) == blockers


@pytest.mark.parametrize(
    ("status", "available", "running"),
    [
        ("not_activated", True, False),
        ("activated", False, True),
        ("draining", False, True),
        ("inactive", True, False),
        ("deleted", False, False),
    ],
)
def test_a_pos_is_free_taken_or_gone(status: str, available: bool, running: bool) -> None:
    assert (is_available(status), is_running(status)) == (available, running)
