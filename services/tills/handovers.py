"""Noticing that a till was handed to another employee, from its journal and its reports (B6)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.handover import AtTill, Sighting, follow
from models import Device, Employee, Generation
from services.history.events import record_event


def note_employees(
    session: Session,
    *,
    device_id: int,
    generation_id: int,
    known: AtTill,
    sightings: Sequence[Sighting],
    now: datetime,
) -> None:
    """Record each handing over; costs no query while the same employee is at the till.

    An employee whom the account does not have was seen by nobody. The generation is locked by the caller.
    """
    if not follow(known, sightings, now):
        return
    names = read_names(session, {seen.employee_id for seen in sightings} | {known.employee_id or ""})
    changes = follow(known, [seen for seen in sightings if seen.employee_id in names], now)
    if not changes:
        return
    device = session.get_one(Device, device_id)
    for change in changes:
        record_event(
            session,
            "device.handed_over",
            device,
            now,
            employee=names[change.employee_id or ""],
            before=names.get(known.employee_id or ""),
            since=change.since.isoformat() if change.since else None,
        )
        known = change
    session.execute(
        update(Generation)
        .where(Generation.id == generation_id)
        .values(employee_public_id=known.employee_id, employee_since=known.since)
    )


def read_names(session: Session, employee_ids: Collection[str]) -> dict[str, str]:
    """The names of the account's employees, of those who left, too: id → name."""
    query = select(Employee.public_id, Employee.name).where(Employee.public_id.in_(employee_ids))
    return {row.public_id: row.name for row in session.execute(query)}
