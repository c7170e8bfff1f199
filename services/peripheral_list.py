"""The peripherals of an account as light rows, to be searched, filtered and ordered before any is shown."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session, joinedload

from domain.connections import address_of
from models import Assignment, Device, Peripheral, Store, StoreServer


class LightRow(NamedTuple):
    """What the list is ordered and filtered by; what nobody asked for is empty."""

    id: int
    name: str
    kind: str
    state: str | None = None
    store_server_id: int | None = None
    host_device_id: int | None = None
    printer_id: int | None = None
    store_name: str = ""
    #: what a search looks through beside name and store
    details: str = ""

    @property
    def state_since(self) -> datetime | None:
        """Not read here: nothing is ordered by it."""
        return None


@dataclass(frozen=True)
class User:
    """Who uses a peripheral, and what for."""

    device_id: str
    device: str
    role: str


def read_light_rows(
    session: Session,
    *,
    kind: str = "",
    store: str = "",
    with_state: bool = False,
    with_store: bool = False,
    with_details: bool = False,
) -> list[LightRow]:
    """Every peripheral of the account that was not removed, by one query; thousands, so only what is asked for.

    `store` is a public id: those that stand there. `with_state` adds what its state hangs on, `with_store` also
    the name of the store, `with_details` also address, MAC, serial number and model.
    """
    query: Any = select(Peripheral.id, Peripheral.name, Peripheral.kind).where(
        Peripheral.deleted_at.is_(None)
    )
    if kind:
        query = query.where(Peripheral.kind == kind)
    if with_state or with_store or with_details:
        query = query.add_columns(
            Peripheral.state, Peripheral.store_server_id, Peripheral.host_device_id, Peripheral.printer_id
        )
    if store or with_store or with_details:
        query = _with_store(query)
    if store:
        query = query.where(Store.public_id == store)
    if with_store or with_details:
        query = query.add_columns(func.coalesce(Store.name, ""))
    if not with_details:
        return [LightRow(*row) for row in session.execute(query)]
    query = query.add_columns(
        cast(Peripheral.connection, String),
        Peripheral.mac,
        Peripheral.serial,
        Peripheral.make,
        Peripheral.model,
    )
    return [LightRow(*(*row[:8], _details(*row[8:]))) for row in session.execute(query)]


def _with_store(query: Any) -> Any:
    """Where each stands: its own store, else that of its store server."""
    place = func.coalesce(Peripheral.store_id, StoreServer.store_id)
    boxes = query.outerjoin(StoreServer, StoreServer.id == Peripheral.store_server_id)
    return boxes.outerjoin(Store, Store.id == place)


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


def load_listed(session: Session, keys: Sequence[int]) -> list[Peripheral]:
    """The same with no more of their place than a list shows: names, and the clock of the store."""
    place = (Store.name, Store.timezone)
    query = (
        select(Peripheral)
        .options(
            joinedload(Peripheral.store).load_only(*place),
            joinedload(Peripheral.store_server).load_only(StoreServer.name),
            joinedload(Peripheral.store_server).joinedload(StoreServer.store).load_only(*place),
            joinedload(Peripheral.host_device).load_only(Device.name),
            joinedload(Peripheral.host_device).joinedload(Device.store).load_only(*place),
            joinedload(Peripheral.printer).load_only(Peripheral.name),
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


def _details(connection: str, mac: str | None, serial: str | None, make: str, model: str) -> str:
    return f"{_address(connection)}\n{mac or ''}\n{serial or ''}\n{make}\n{model}"


@lru_cache(maxsize=20_000)
def _address(connection: str) -> str:
    """Out of the JSON as it is stored, which takes longest of all when thousands are searched."""
    return address_of(json.loads(connection))
