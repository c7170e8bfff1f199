"""Who may activate a POS: by one-time code or by the owner's login, both with the same result (X1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.codes import LIFETIME
from domain.device_life import is_available
from domain.names import DeviceStatus, StoreStatus

TICKET_LIFETIME = timedelta(minutes=10)
#: a till that was just activated has everything to fetch, so it asks soon
FIRST_POLL_AFTER_S = 2


@dataclass(frozen=True)
class TicketFacts:
    """What is known of a login ticket when a till uses it."""

    expires_at: datetime
    same_install: bool
    used_at: datetime | None
    used_by_same: bool


def refusal_for_ticket(ticket: TicketFacts | None, now: datetime) -> str | None:
    """Why a ticket does not work (code_unknown, code_expired, code_used), or None when it does.

    A ticket shown by another installation is unknown. The same till repeating itself is served again.
    """
    if ticket is None or not ticket.same_install:
        return "code_unknown"
    if ticket.used_at is not None:
        repeated = ticket.used_by_same and now <= ticket.used_at + LIFETIME
        return None if repeated else "code_used"
    return "code_expired" if now > ticket.expires_at else None


def refusal_for_activation(status: str, store_status: str) -> str | None:
    """Why this POS cannot be activated now (device_unknown, device_taken, store_inactive), or None."""
    if status == DeviceStatus.DELETED:
        return "device_unknown"
    if not is_available(status):
        return "device_taken"
    return None if store_status == StoreStatus.ACTIVE else "store_inactive"
