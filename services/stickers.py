"""What can carry a sticker: the tills and peripherals of the account, as light rows."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from models import Device, Peripheral, Store, StoreServer

TILL = "device"


class Labelled(NamedTuple):
    """A thing that a sticker names; `kind` is TILL or a PeripheralKind."""

    public_id: str
    name: str
    kind: str
    store_id: str
    store: str
    #: of its store; empty where nobody said where it stands
    language: str


def labelled_tills(session: Session, *, store: str = "", only: Collection[str] = ()) -> list[Labelled]:
    """The POS devices that were not deleted: all, those of a store, or only those with these ids."""
    query = select(Device.public_id, Device.name, Store.public_id, Store.name, Store.language)
    query = query.join(Store, Device.store_id == Store.id).where(Device.status != DeviceStatus.DELETED)
    rows = session.execute(_narrowed(query, Device, store, only))
    return [
        Labelled(public_id, name, TILL, store_id, store_name, language)
        for public_id, name, store_id, store_name, language in rows
    ]


def labelled_peripherals(session: Session, *, store: str = "", only: Collection[str] = ()) -> list[Labelled]:
    """The peripherals that were not removed: all, those of a store, or only those with these ids."""
    query = select(
        Peripheral.public_id, Peripheral.name, Peripheral.kind, Store.public_id, Store.name, Store.language
    )
    query = (
        query.outerjoin(StoreServer, Peripheral.store_server_id == StoreServer.id)
        .outerjoin(Store, func.coalesce(Peripheral.store_id, StoreServer.store_id) == Store.id)
        .where(Peripheral.deleted_at.is_(None))
    )
    rows = session.execute(_narrowed(query, Peripheral, store, only))
    return [
        Labelled(public_id, name, kind, store_id or "", store_name or "", language or "")
        for public_id, name, kind, store_id, store_name, language in rows
    ]


def _narrowed(
    query: Select[*tuple[str, ...]],
    model: type[Device | Peripheral],
    store: str,
    only: Collection[str],
) -> Select[*tuple[str, ...]]:
    if store:
        query = query.where(Store.public_id == store)
    return query.where(model.public_id.in_(only)) if only else query
