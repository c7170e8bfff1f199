"""Who may activate a POS, as tables of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.activation import TICKET_LIFETIME, TicketFacts, refusal_for_activation, refusal_for_ticket

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LATER = NOW + TICKET_LIFETIME
A_MOMENT = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("ticket", "now", "expected"),
    [
        (None, NOW, "code_unknown"),
        (TicketFacts(LATER, True, None, False), NOW, None),
        (TicketFacts(LATER, True, None, False), LATER, None),
        (TicketFacts(LATER, True, None, False), LATER + A_MOMENT, "code_expired"),
        (TicketFacts(LATER, False, None, False), NOW, "code_unknown"),
        (TicketFacts(LATER, False, NOW, True), NOW, "code_unknown"),
        (TicketFacts(LATER, True, NOW, False), NOW, "code_used"),
        (TicketFacts(LATER, True, NOW, True), NOW + timedelta(minutes=15), None),
        (TicketFacts(LATER, True, NOW, True), NOW + timedelta(minutes=15) + A_MOMENT, "code_used"),
    ],
)
def test_a_ticket_works_once_in_time_and_for_its_own_till(
    ticket: TicketFacts | None, now: datetime, expected: str | None
) -> None:
    assert refusal_for_ticket(ticket, now) == expected


@pytest.mark.parametrize(
    ("status", "store", "expected"),
    [
        ("not_activated", "active", None),
        ("inactive", "active", None),
        ("activated", "active", "device_taken"),
        ("draining", "active", "device_taken"),
        ("deleted", "active", "device_unknown"),
        ("not_activated", "inactive", "store_inactive"),
        ("inactive", "inactive", "store_inactive"),
        ("activated", "inactive", "device_taken"),
        ("deleted", "inactive", "device_unknown"),
    ],
)
def test_only_a_free_pos_of_an_active_store_can_be_activated(
    status: str, store: str, expected: str | None
) -> None:
    assert refusal_for_activation(status, store) == expected
