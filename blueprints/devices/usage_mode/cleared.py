"""The field that somebody emptied last: one press puts back what was in it."""

from flask import session

from domain.names import Role
from extensions import db
from models import Device, Peripheral
from services.peripherals.peripherals import find_peripheral

_CLEARED = "cleared field"


def remember_cleared(device: Device, role: Role, key: int) -> None:
    """Until somebody empties another field, or leaves."""
    peripheral = db.session.get_one(Peripheral, key)
    session[_CLEARED] = [device.public_id, str(role), peripheral.public_id]


def last_cleared(device: Device) -> tuple[Role, Peripheral] | None:
    """What was emptied last, if it was of this device and the peripheral is still there."""
    device_id, role, peripheral_id = session.get(_CLEARED) or ("", "", "")
    if device_id != device.public_id:
        return None
    peripheral = find_peripheral(db.session(), peripheral_id)
    return (Role(role), peripheral) if peripheral is not None else None
