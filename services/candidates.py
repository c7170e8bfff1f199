"""Whom a picker offers: the account's peripherals that fit a role, those nearest to the device first."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from domain.alphabets import alphabet_key
from domain.connections import Way
from domain.names import DeviceStatus, Role
from domain.peripherals import FITTING
from models import Device, Peripheral, StoreServer

#: more would neither be read nor be quick to show; the search finds the others
LARGEST_OFFER = 30


class Group(StrEnum):
    """Where a candidate is, as the device sees it (A7-A11)."""

    THIS_DEVICE = "this_device"
    NETWORK = "network"
    STORE_SERVER = "store_server"
    OTHER_DEVICE = "other_device"


class _Fitting(NamedTuple):
    """What decides whether a candidate is shown; there may be hundreds."""

    id: int
    name: str
    store_id: int | None
    host_device_id: int | None


@dataclass(frozen=True)
class Offer:
    """The candidates that are shown, by group; how many fit at all, and how many were not shown."""

    groups: list[tuple[Group, list[Peripheral]]]
    fitting: int
    more: int


def offer_candidates(
    session: Session, device: Device, role: Role, *, current: int | None, wanted: str, language: str
) -> Offer:
    """Who may take this role on this device (A6-A11): what hangs on it and `current` (a key) first, then its
    own stores, then the others, each in the alphabet of `language`; `wanted` is a part of the name.

    Peripherals that hang on a deleted till are not offered. The number of queries does not grow.
    """
    rows = [_Fitting._make(row) for row in session.execute(_fitting(role))]
    text = wanted.strip().casefold()
    found = [row for row in rows if text in row.name.casefold()] if text else rows
    own = {device.store_id, *(store.id for store in device.also_serves)}

    def nearness(row: _Fitting) -> tuple[int, str]:
        return (_distance(row, device.id, own, current), alphabet_key(row.name, language))

    nearest = nsmallest(LARGEST_OFFER, found, key=nearness)
    shown = _load(session, [row.id for row in nearest])
    return Offer(_grouped(shown, device), len(rows), len(found) - len(shown))


def group_of(peripheral: Peripheral, device: Device) -> Group:
    """Where a peripheral is for this device; a drawer is where the printer is that opens it."""
    host = host_of(peripheral)
    if host is not None:
        return Group.THIS_DEVICE if host.id == device.id else Group.OTHER_DEVICE
    where = peripheral.printer or peripheral
    if where.connection.get("type") == Way.NETWORK or where.store_server is None:
        return Group.NETWORK
    return Group.STORE_SERVER


def host_of(peripheral: Peripheral) -> Device | None:
    """The till on which it hangs, by itself or with the printer that opens it."""
    return peripheral.host_device or (peripheral.printer.host_device if peripheral.printer else None)


def hanging_on(session: Session, device: Device) -> list[Peripheral]:
    """What is connected to this device itself, whoever uses it (A4)."""
    query = _whole().where(Peripheral.host_device_id == device.id, Peripheral.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Peripheral.name, Peripheral.id)))


def _distance(row: _Fitting, device_id: int, own_stores: set[int], current: int | None) -> int:
    """How far a candidate is from the device."""
    if row.id == current or row.host_device_id == device_id:
        return 0
    return 1 if row.store_id in own_stores else 2


def _fitting(role: Role) -> Any:
    gone = select(Device.id).where(Device.status == DeviceStatus.DELETED)
    behind = select(Peripheral.id).where(Peripheral.host_device_id.in_(gone))
    return select(Peripheral.id, Peripheral.name, Peripheral.store_id, Peripheral.host_device_id).where(
        Peripheral.kind.in_(FITTING[role]),
        Peripheral.deleted_at.is_(None),
        or_(Peripheral.host_device_id.is_(None), Peripheral.host_device_id.not_in(gone)),
        or_(Peripheral.printer_id.is_(None), Peripheral.printer_id.not_in(behind)),
    )


def _load(session: Session, keys: list[int]) -> list[Peripheral]:
    by_key = {one.id: one for one in session.scalars(_whole().where(Peripheral.id.in_(keys)))}
    return [by_key[key] for key in keys if key in by_key]


def _whole() -> Any:
    """With everything that says where it is."""
    return select(Peripheral).options(
        joinedload(Peripheral.store),
        joinedload(Peripheral.store_server).joinedload(StoreServer.store),
        joinedload(Peripheral.host_device),
        joinedload(Peripheral.printer).joinedload(Peripheral.host_device),
    )


def _grouped(shown: Iterable[Peripheral], device: Device) -> list[tuple[Group, list[Peripheral]]]:
    groups: dict[Group, list[Peripheral]] = {group: [] for group in Group}
    for peripheral in shown:
        groups[group_of(peripheral, device)].append(peripheral)
    return [(group, members) for group, members in groups.items() if members]
