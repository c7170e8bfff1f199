"""The POS that somebody may say they are at: names and stores as light rows."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from models import Device, Store


class DeviceChoice(NamedTuple):
    """One POS to choose."""

    public_id: str
    name: str
    status: str
    store_name: str


def list_choices(session: Session) -> list[DeviceChoice]:
    """Every POS of the account that was not deleted, by one query."""
    query = (
        select(Device.public_id, Device.name, Device.status, Store.name)
        .join(Store, Store.id == Device.store_id)
        .where(Device.status != DeviceStatus.DELETED)
    )
    return [DeviceChoice._make(row) for row in session.execute(query)]
