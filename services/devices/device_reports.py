"""What a till reports of itself: facts for the list, and for whoever is about to deactivate it."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from domain.handover import AtTill, Sighting
from models import DeviceReport, Generation
from services.activation.activation import settle_draining
from services.tills.handovers import note_employees
from services.tills.tills import lock_till


@dataclass(frozen=True)
class Reported:
    """One report. Without a word on what is unsent (`says_unsent`), own goods or version, the last one stands."""

    unsent_entries: int = 0
    unsent_receipts: int = 0
    unsent_amount: int = 0
    currency: str | None = None
    oldest_unsent_at: datetime | None = None
    open_tickets: int = 0
    open_shift_id: str | None = None
    local_products: int | None = None
    last_sequence: int = 0
    app_version: str | None = None
    storage_free: int | None = None
    peripherals: dict[str, Any] = field(default_factory=dict)
    says_unsent: bool = True
    #: who is signed in on the till
    employee_id: str | None = None


#: of these a till that says nothing still has what it had
SAID_OR_KNOWN = ("local_products", "app_version")
#: what a till says of its journal, in one breath or not at all
JOURNAL = (
    "unsent_entries",
    "unsent_receipts",
    "unsent_amount",
    "currency",
    "oldest_unsent_at",
    "last_sequence",
)


def report_device(
    session: Session, generation_id: int, reported: Reported, clock: datetime | None, now: datetime
) -> None:
    """Keep a till's newest report; a till that was being emptied and says that it is empty becomes inactive.

    `clock` is the till's own time when it sent the report.
    """
    lock_till(session.connection(), generation_id)
    generation = session.get_one(Generation, generation_id)
    report = session.get(DeviceReport, generation_id)
    if report is None:
        # Before its first word a till has what it was activated with: nothing.
        report = DeviceReport(
            account_id=generation.account_id, generation=generation, reported_at=generation.activated_at
        )
        session.add(report)
    silent = {name for name in SAID_OR_KNOWN if getattr(reported, name) is None}
    kept = {"says_unsent", "employee_id", *silent, *(() if reported.says_unsent else JOURNAL)}
    for name, value in asdict(reported).items():
        if name not in kept:
            setattr(report, name, value)
    if reported.says_unsent:
        report.reported_at = now  # silence must not make an old word look new to whoever waits for the till
    report.drift_ms = None if clock is None else drift_of(clock, now)
    session.flush()
    _note_employee(session, generation, reported.employee_id, now)
    if reported.says_unsent:
        settle_draining(session, generation, now)


def _note_employee(session: Session, generation: Generation, employee_id: str | None, now: datetime) -> None:
    if not employee_id:
        return
    note_employees(
        session,
        device_id=generation.device_id,
        generation_id=generation.id,
        known=AtTill(generation.employee_public_id, generation.employee_since),
        sightings=[Sighting(employee_id, now, signed_in=True)],
        now=now,
    )


def drift_of(clock: datetime, now: datetime) -> int:
    """The till's clock minus ours, in milliseconds."""
    return round((clock - now) / timedelta(milliseconds=1))
