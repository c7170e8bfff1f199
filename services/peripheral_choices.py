"""What a peripheral may hang on: store servers, printers, tills and stores, as names to choose from."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, PeripheralKind
from models import Device, Peripheral, Store, StoreServer


class Choice(NamedTuple):
    """Something to choose: its public id, its name, and the store in which it is."""

    id: str
    name: str
    store: str


def server_choices(session: Session) -> list[Choice]:
    """The store servers of the account."""
    query = select(StoreServer.public_id, StoreServer.name, Store.name).join(StoreServer.store)
    query = query.where(StoreServer.deleted_at.is_(None)).order_by(Store.name, StoreServer.name)
    return [Choice._make(row) for row in session.execute(query)]


def printer_choices(session: Session) -> list[Choice]:
    """The receipt printers behind which a drawer may hang."""
    query = select(Peripheral.public_id, Peripheral.name, Store.name).outerjoin(
        Store, Store.id == Peripheral.store_id
    )
    living = (Peripheral.kind == PeripheralKind.RECEIPT_PRINTER, Peripheral.deleted_at.is_(None))
    query = query.where(*living).order_by(Peripheral.name, Peripheral.id)
    return [Choice(public_id, name, store or "") for public_id, name, store in session.execute(query)]


def till_choices(session: Session) -> list[Choice]:
    """The tills on which a peripheral may hang."""
    query = select(Device.public_id, Device.name, Store.name).join(Device.store)
    query = query.where(Device.status != DeviceStatus.DELETED).order_by(Store.name, Device.number)
    return [Choice._make(row) for row in session.execute(query)]


def store_choices(session: Session) -> list[Choice]:
    """The stores in which a peripheral may stand."""
    query = select(Store.public_id, Store.name).order_by(Store.name, Store.id)
    return [Choice(public_id, name, "") for public_id, name in session.execute(query)]
