"""The peripherals of an account as light rows: what decides how one is, and what a list shows of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import String, bindparam, cast, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from domain.connections import address_of
from models import Assignment, Device, Peripheral, Store, StoreServer
from services.peripherals.peripheral_fleet import in_its_store


class LightRow(NamedTuple):
    """What decides how a peripheral is."""

    id: int
    state: str | None
    store_server_id: int | None
    host_device_id: int | None
    printer_id: int | None

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


class Listed(NamedTuple):
    """All that a list shows of a peripheral and of its place."""

    id: int
    public_id: str
    name: str
    kind: str
    mac: str | None
    serial: str | None
    state: str | None
    state_reason: str | None
    state_since: datetime | None
    #: JSON as it is stored
    connection: str
    #: the store that was said to be its own; None where it stands with its store server or till
    store_id: int | None
    store: str | None
    timezone: str | None
    store_server_id: int | None
    server: str | None
    server_status: str | None
    host_device_id: int | None
    host: str | None
    printer_id: int | None
    printer: str | None
    #: of the printer that opens it
    printer_connection: str | None
    printer_server_id: int | None
    printer_host_id: int | None


def read_light_rows(session: Session, *, kind: str = "", store: str = "") -> list[LightRow]:
    """Every peripheral of the account that was not removed, by one query; thousands, for a list by state.

    `store` is a public id: those that stand there.
    """
    columns = (getattr(Peripheral, name) for name in LightRow._fields)
    query: Any = select(*columns).where(Peripheral.deleted_at.is_(None))
    if kind:
        query = query.where(Peripheral.kind == kind)
    if store:
        query = in_its_store(query).where(Store.public_id == store)
    return [LightRow._make(row) for row in session.execute(query)]


def find_with_place(session: Session, public_id: str) -> Peripheral | None:
    """A peripheral of the account that was not removed, with all that tells its place, by one query."""
    return session.scalars(_WITH_PLACE, {"public_id": public_id}).first()


#: what tells a place; the rest of these things is read when it is asked for
_NAMED = ("public_id", "name")
_PLACES = (
    (Peripheral.store, (*_NAMED, "timezone")),
    (Peripheral.store_server, (*_NAMED, "status", "store_id")),
    (Peripheral.host_device, (*_NAMED, "status", "store_id")),
    (Peripheral.printer, (*_NAMED, "kind", "connection", "store_server_id", "host_device_id")),
)
#: a peripheral with its place
_WITH_PLACE = (
    select(Peripheral)
    .options(
        *(
            joinedload(place).load_only(*(getattr(place.property.mapper.class_, name) for name in names))
            for place, names in _PLACES
        )
    )
    .where(Peripheral.public_id == bindparam("public_id"), Peripheral.deleted_at.is_(None))
)


def load_listed(session: Session, keys: Sequence[int]) -> list[Listed]:
    """These peripherals as lists show them, in the order of the keys, by one query."""
    rows = session.execute(_LISTED, {"keys": list(keys)})
    found = {row[0]: Listed._make(row) for row in rows}
    return [found[key] for key in keys if key in found]


def load_with_users(
    session: Session, keys: Sequence[int], *, users: bool
) -> tuple[list[Listed], dict[int, list[User]]]:
    """The same, and who uses each of them where that is wanted: two queries."""
    found = load_listed(session, keys)
    return found, users_by_peripheral(session, [one.id for one in found]) if users else {}


#: the printer that opens a drawer
Opener = aliased(Peripheral)
#: the columns in the order of Listed
_LISTED: Any = (
    select(
        *(getattr(Peripheral, name) for name in Listed._fields[:9]),
        cast(Peripheral.connection, String).label("connection"),
        Peripheral.store_id,
        Store.name,
        Store.timezone,
        Peripheral.store_server_id,
        StoreServer.name,
        StoreServer.status,
        Peripheral.host_device_id,
        Device.name,
        Peripheral.printer_id,
        Opener.name,
        cast(Opener.connection, String).label("printer_connection"),
        Opener.store_server_id,
        Opener.host_device_id,
    )
    .outerjoin(StoreServer, StoreServer.id == Peripheral.store_server_id)
    .outerjoin(Device, Device.id == Peripheral.host_device_id)
    .outerjoin(Store, Store.id == func.coalesce(Peripheral.store_id, StoreServer.store_id, Device.store_id))
    .outerjoin(Opener, Opener.id == Peripheral.printer_id)
    .where(Peripheral.id.in_(bindparam("keys", expanding=True)))
)
#: who uses them, by name
_USERS = (
    select(Assignment.peripheral_id, Device.public_id, Device.name, Assignment.role)
    .join(Device, Device.id == Assignment.device_id)
    .where(Assignment.peripheral_id.in_(bindparam("keys", expanding=True)))
    .order_by(Device.name, Device.id, Assignment.id)
)


def users_by_peripheral(session: Session, keys: Sequence[int]) -> dict[int, list[User]]:
    """Who uses each of these peripherals for what: one query of light rows."""
    found: dict[int, list[User]] = {key: [] for key in keys}
    for key, device_id, device, role in session.execute(_USERS, {"keys": list(keys)}):
        found[key].append(User(device_id, device, role))
    return found


@lru_cache(maxsize=20_000)
def connection_of(stored: str) -> tuple[str, str]:
    """Type and address of a connection, out of the JSON as it is stored."""
    connection = json.loads(stored)
    return str(connection.get("type")), address_of(connection)
