"""Whom a picker offers: the account's peripherals that fit a role, those nearest to the device first."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.alphabets import alphabet_key
from domain.connections import Way
from domain.names import DeviceStatus, Role
from domain.peripherals import FITTING
from models import Assignment, Device, Peripheral
from models.scope import account_of
from services.database.commit_watch import Recall, read_afresh
from services.database.whole_columns import values_of, whole
from services.peripherals.peripheral_list import Listed, connection_of

#: more would neither be read nor be quick to show; the search finds the others
LARGEST_OFFER = 30


class Group(StrEnum):
    """Where a candidate is, as the device sees it (A7-A11)."""

    THIS_DEVICE = "this_device"
    NETWORK = "network"
    STORE_SERVER = "store_server"
    OTHER_DEVICE = "other_device"


class Hanging(NamedTuple):
    """A thing that is connected to a device."""

    public_id: str
    name: str


class Chosen(NamedTuple):
    """What a device has in one of its fields, and how the switches of that field stand."""

    role: str
    peripheral_id: int
    options: dict[str, Any]


class _Fitting:
    """What decides whether a candidate is shown, of all that fit a role; there may be hundreds."""

    def __init__(self, keys: str | None, names: str | None, stores: str | None, hosts: str | None) -> None:
        self.keys, self.names = list(map(int, values_of(keys))), values_of(names)
        self.stores, self.hosts = values_of(stores), values_of(hosts)
        self._orders: dict[str, list[int]] = {}

    def in_order(self, language: str) -> list[int]:
        """The rows in the alphabet of a language."""
        if language not in self._orders:
            rows = sorted(range(len(self.names)), key=lambda row: alphabet_key(self.names[row], language))
            self._orders[language] = rows
        return self._orders[language]


@dataclass(frozen=True)
class Offer:
    """The keys of the candidates that are shown, nearest first; how many fit at all, how many were not shown."""

    shown: list[int]
    fitting: int
    more: int


def offer_candidates(
    session: Session,
    device: Device,
    role: Role,
    *,
    current: int | None,
    wanted: str,
    language: str,
    recall: Recall = read_afresh,
) -> Offer:
    """Who may take this role on this device (A6-A11): what hangs on it and `current` (a key) first, then its
    own stores, then the others, each in the alphabet of `language`; `wanted` is a part of the name.

    Peripherals that hang on a deleted till are not offered. The number of queries does not grow; `recall` may
    remember what the database said, as long as nothing was committed.
    """
    fitting = recall(("fitting", account_of(session), role), lambda: _read_fitting(session, role))
    rows, text = fitting.in_order(language), wanted.strip().casefold()
    if text:
        rows = [row for row in rows if text in fitting.names[row].casefold()]
    nearest = _nearest(fitting, rows, device, current)
    return Offer(nearest, len(fitting.keys), len(rows) - len(nearest))


def chosen_for(session: Session, device: Device, role: Role) -> int | None:
    """The key of what the device has in this role."""
    query = select(Assignment.peripheral_id)
    return session.scalar(query.where(Assignment.device_id == device.id, Assignment.role == role))


def chosen_by(session: Session, device: Device) -> dict[Role, Chosen]:
    """What the device has, by role."""
    query = select(Assignment.role, Assignment.peripheral_id, Assignment.options)
    rows = session.execute(query.where(Assignment.device_id == device.id))
    return {Role(row.role): Chosen._make(row) for row in rows}


def group_of(one: Listed, device: Device) -> Group:
    """Where a peripheral is for this device; a drawer is where the printer is that opens it."""
    host = one.host_device_id or one.printer_host_id
    if host is not None:
        return Group.THIS_DEVICE if host == device.id else Group.OTHER_DEVICE
    connection, server = one.connection, one.store_server_id
    if one.printer_connection is not None:
        connection, server = one.printer_connection, one.printer_server_id
    if connection_of(connection)[0] == Way.NETWORK or server is None:
        return Group.NETWORK
    return Group.STORE_SERVER


def host_of(peripheral: Peripheral) -> Device | None:
    """The till on which it hangs, by itself or with the printer that opens it."""
    return peripheral.host_device or (peripheral.printer.host_device if peripheral.printer else None)


def hanging_on(session: Session, device: Device) -> list[Hanging]:
    """What is connected to this device itself, whoever uses it (A4)."""
    query = select(Peripheral.public_id, Peripheral.name)
    query = query.where(Peripheral.host_device_id == device.id, Peripheral.deleted_at.is_(None))
    return [Hanging._make(row) for row in session.execute(query.order_by(Peripheral.name, Peripheral.id))]


def _nearest(fitting: _Fitting, rows: list[int], device: Device, current: int | None) -> list[int]:
    """The keys of as many of the rows as are shown, the nearest first, without a change of order otherwise."""
    here, own = str(device.id), {str(device.store_id), *(str(store.id) for store in device.also_serves)}
    here_rows, own_rows, other_rows = list[int](), list[int](), list[int]()
    for row in rows:
        if fitting.hosts[row] == here or fitting.keys[row] == current:
            here_rows.append(row)
        else:
            (own_rows if fitting.stores[row] in own else other_rows).append(row)
    return [fitting.keys[row] for row in (here_rows + own_rows + other_rows)[:LARGEST_OFFER]]


def _read_fitting(session: Session, role: Role) -> _Fitting:
    return _remembered(*session.execute(_fitting(role)).one())


@lru_cache(maxsize=32)
def _remembered(*columns: str | None) -> _Fitting:
    """The same columns are the same candidates; those of a few businesses, role by role."""
    return _Fitting(*columns)


@cache
def _fitting(role: Role) -> Any:
    """The question; put together once."""
    gone = select(Device.id).where(Device.status == DeviceStatus.DELETED)
    behind = select(Peripheral.id).where(Peripheral.host_device_id.in_(gone))
    columns = (Peripheral.id, Peripheral.name, Peripheral.store_id, Peripheral.host_device_id)
    return select(*map(whole, columns)).where(
        Peripheral.kind.in_(FITTING[role]),
        Peripheral.deleted_at.is_(None),
        or_(Peripheral.host_device_id.is_(None), Peripheral.host_device_id.not_in(gone)),
        or_(Peripheral.printer_id.is_(None), Peripheral.printer_id.not_in(behind)),
    )
