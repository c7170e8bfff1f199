"""POS devices: create, rename, move."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from domain.text import required_name
from models import Device, Store
from services.events import record_event


def create_device(session: Session, *, name: str, store: Store, now: datetime) -> Device:
    """A new POS in a store, not activated yet (B3). Raises Refusal required or too_long at `name`."""
    device = Device(
        account_id=store.account_id,
        name=required_name(name, "name", 80),
        store=store,
        number=_next_number(session),
        status=DeviceStatus.NOT_ACTIVATED,
        status_since=now,
        created_at=now,
    )
    session.add(device)
    record_event(session, "device.created", device, now, store=store.name)
    return device


def number_prefix(device: Device, generation: int) -> str:
    """How this generation's receipt numbers begin: device and generation, so that numbers never repeat (X5)."""
    return f"{device.number}-{generation}-"


def _next_number(session: Session) -> int:
    return (session.scalar(select(func.max(Device.number))) or 0) + 1
