"""Finding a POS device by the id that the outside knows."""

from functools import cache

from sqlalchemy import Select, String, bindparam, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from models import Device


def find_device(session: Session, public_id: str) -> Device | None:
    """A device of the account that was not deleted."""
    return session.scalars(_living_device(), {"public_id": public_id}).first()


@cache
def _living_device() -> Select[Device]:
    public_id = bindparam("public_id", type_=String)
    return select(Device).where(Device.public_id == public_id, Device.status != DeviceStatus.DELETED)
