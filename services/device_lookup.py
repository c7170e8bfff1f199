"""Finding a POS device by the id that the outside knows."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from models import Device


def find_device(session: Session, public_id: str) -> Device | None:
    """A device of the account that was not deleted."""
    return session.scalars(
        select(Device).where(Device.public_id == public_id, Device.status != DeviceStatus.DELETED)
    ).first()
