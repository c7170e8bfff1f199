"""The peripherals of an account as light rows, to be searched, filtered and ordered before any is shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from domain.connections import address_of
from models import Assignment, Device, Peripheral, Store, StoreServer


@dataclass(frozen=True)
class LightRow:
    """What the list is ordered and filtered by."""

    id: int
    name: str
    kind: str
    state: str | None
    state_since: datetime | None
    store_server_id: int | None
    host_device_id: int | None
    store_name: str
    #: what a search looks through beside name and store; empty unless somebody searches
    details: str = ""


@dataclass(frozen=True)
class User:
    """Who uses a peripheral, and what for."""

    device_id: str
    device: str
    role: str


def read_light_rows(
    session: Session, *, kind: str = "", store: str = "", with_details: bool = False
) -> list[LightRow]:
    """Every peripheral of the account that was not removed, by one query.

    `store` is a public id: those that stand there. `with_details` adds address, MAC, serial number and model.
    """
    place = func.coalesce(Peripheral.store_id, StoreServer.store_id)
    columns: list[Any] = [
        Peripheral.id,
        Peripheral.name,
        Peripheral.kind,
        Peripheral.state,
        Peripheral.state_since,
        Peripheral.store_server_id,
        Peripheral.host_device_id,
        func.coalesce(Store.name, ""),
    ]
    if with_details:
        columns += [
            Peripheral.connection,
            Peripheral.mac,
            Peripheral.serial,
            Peripheral.make,
            Peripheral.model,
        ]
    query = (
        select(*columns)
        .select_from(Peripheral)
        .outerjoin(StoreServer, StoreServer.id == Peripheral.store_server_id)
        .outerjoin(Store, Store.id == place)
        .where(Peripheral.deleted_at.is_(None))
    )
    if kind:
        query = query.where(Peripheral.kind == kind)
    if store:
        query = query.where(Store.public_id == store)
    rows: Iterator[tuple[Any, ...]] = (tuple(found) for found in session.execute(query))
    return [LightRow(*(*row[:8], _details(*row[8:]))) for row in rows]


def load_peripherals(session: Session, keys: Sequence[int]) -> list[Peripheral]:
    """These peripherals with all that a list shows of their place, in the order of the keys, by one query."""
    query = (
        select(Peripheral)
        .options(
            joinedload(Peripheral.store),
            joinedload(Peripheral.store_server),
            joinedload(Peripheral.host_device),
            joinedload(Peripheral.printer),
        )
        .where(Peripheral.id.in_(keys))
    )
    found = {one.id: one for one in session.scalars(query)}
    return [found[key] for key in keys if key in found]


def users_by_peripheral(session: Session, keys: Sequence[int]) -> dict[int, list[User]]:
    """Who uses each of these peripherals for what: one query of light rows."""
    found: dict[int, list[User]] = {key: [] for key in keys}
    query = (
        select(Assignment.peripheral_id, Device.public_id, Device.name, Assignment.role)
        .join(Device, Device.id == Assignment.device_id)
        .where(Assignment.peripheral_id.in_(keys))
        .order_by(Device.name, Device.id, Assignment.id)
    )
    for key, device_id, device, role in session.execute(query):
        found[key].append(User(device_id, device, role))
    return found


def _details(
    connection: dict[str, Any] | None = None,
    mac: str | None = None,
    serial: str | None = None,
    make: str = "",
    model: str = "",
) -> str:
    return "\n".join([address_of(connection or {}), mac or "", serial or "", make, model])
