"""Tills that sell without a receipt printer, though they had one once or wanted to print."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, Role
from models import Assignment, Device, Event
from services.history.events import record_event

REFUSED = "device.print_refused"
_CLEARED = "device.role_cleared"
#: of a till that never had a printer, and never wanted one, nobody speaks: its owner means it so
_WANTED = ("device.role_assigned", _CLEARED, REFUSED)


def misses_printer() -> ColumnElement[bool]:
    """Of a device: it sells, and prints no receipts though it should."""
    has_one = exists().where(
        Assignment.account_id == Device.account_id,
        Assignment.device_id == Device.id,
        Assignment.role == Role.RECEIPT_PRINTER,
    )
    wanted_one = exists().where(*_of_device(), Event.verb.in_(_WANTED))
    return and_(Device.status == DeviceStatus.ACTIVATED, ~has_one, wanted_one)


def missing_since() -> ScalarSelect[datetime]:
    """Since when: the last time that it lost its printer, or was refused a print."""
    query = select(func.max(Event.at)).where(*_of_device(), Event.verb.in_((_CLEARED, REFUSED)))
    return query.correlate(Device).scalar_subquery()


def note_refused_print(session: Session, device: Device, role: Role, now: datetime) -> None:
    """Once, until somebody changes what is chosen: a till asks again and again."""
    if not is_refusal_noted(session, device, role):
        record_event(session, REFUSED, device, now, role=str(role))


def is_refusal_noted(session: Session, device: Device, role: Role) -> bool:
    """Whether the history says so already."""
    query = (
        select(Event.verb)
        .where(Event.subject_kind == "device", Event.subject_id == device.public_id)
        .where(Event.verb.in_(_WANTED), _role() == str(role))
        .order_by(Event.id.desc())
        .limit(1)
    )
    return session.scalar(query) == REFUSED


def find_missing(session: Session, stores: Iterable[int]) -> dict[int, datetime | None]:
    """The tills of these stores that miss a printer, by key, and since when."""
    query = select(Device.id, missing_since().label("since"))
    rows = session.execute(query.where(Device.store_id.in_(stores), misses_printer()))
    return {row.id: row.since for row in rows}


def _of_device() -> tuple[ColumnElement[bool], ...]:
    return (
        Event.account_id == Device.account_id,
        Event.subject_kind == "device",
        Event.subject_id == Device.public_id,
        _role() == str(Role.RECEIPT_PRINTER),
    )


def _role() -> Any:
    return Event.facts["role"].as_string()
