"""What a till would print for a sample sale, by what it uses now. Nothing is printed and nothing is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain

from sqlalchemy import case, select
from sqlalchemy.orm import Session, joinedload

from domain.names import DeviceStatus, PeripheralKind, Role
from domain.peripherals import options_of, slip_language_of
from domain.print_routes import Driver, driver_of
from domain.printer_letters import pages_of
from domain.sample_sale import ROLES, Machine, Used
from models import Assignment, Device, Peripheral, StoreServer
from services.usage_mode.candidates import host_of

#: more tills would neither be read nor be quick to show; each opens the page from its own usage mode
MOST_TILLS = 50


def equipment_of(session: Session, device: Device) -> dict[Role, Assignment]:
    """What the till uses for its papers and its drawer, with all that decides where they come out: one query."""
    query = select(Assignment).where(
        Assignment.device_id == device.id, Assignment.role.in_(set(ROLES.values()))
    )
    found = session.scalars(query.options(*_AROUND)).unique()
    return {Role(row.role): row for row in found}


def machines_of(equipment: Mapping[Role, Assignment]) -> list[Peripheral]:
    """Everything of it, each once, and the printers that may stand in."""
    used = [row.peripheral for row in equipment.values()]
    stand_ins = [one.stand_in for one in used if one.stand_in is not None]
    return list({one.id: one for one in chain(used, stand_ins)}.values())


def used_by(equipment: Mapping[Role, Assignment], states: Mapping[int, str]) -> dict[Role, Used]:
    """The same as the rule reads it; `states` tells how each machine is, by its key."""
    return {
        role: Used(
            _with_stand_in(row.peripheral, states),
            options_of(role, row.options),
            slip_language_of(row.options),
        )
        for role, row in equipment.items()
    }


def tills_to_try(session: Session, device: Device) -> list[Device]:
    """Tills to choose from: this one, those of its store, then others, each by name."""
    nearness = case((Device.id == device.id, 0), (Device.store_id == device.store_id, 1), else_=2)
    query = select(Device).where(Device.status != DeviceStatus.DELETED)
    return list(session.scalars(query.order_by(nearness, Device.name, Device.id).limit(MOST_TILLS)))


def _with_stand_in(one: Peripheral, states: Mapping[int, str]) -> Machine:
    """Two printers may stand in for each other, but a paper moves only once."""
    machine = _machine(one, states)
    return replace(machine, stand_in=_machine(one.stand_in, states)) if one.stand_in else machine


def _machine(one: Peripheral, states: Mapping[int, str]) -> Machine:
    host, server = host_of(one), one.store_server
    driver = driver_of(is_on_till=host is not None, has_store_server=server is not None)
    store = host.store if host else server.store if server else None
    return Machine(
        id=one.id,
        state=states[one.id],
        driver=driver,
        # a till is not told the language of the printer that hangs on it
        language=one.language if driver == Driver.STORE_SERVER else None,
        store_language=store.language if store else None,
        pages=_pages(one),
        is_blind=_is_blind((one, one.printer)),
        host_is_gone=host is not None and host.status == DeviceStatus.DELETED,
        printer_id=one.printer_id,
    )


def _pages(one: Peripheral) -> frozenset[str] | None:
    if one.kind != PeripheralKind.RECEIPT_PRINTER or one.as_image:
        return None
    return pages_of(one.profile, one.code_pages or {})


def _is_blind(things: Iterable[Peripheral | None]) -> bool:
    return any(one is not None and one.confirm == "blind" for one in things)


_PERIPHERAL = joinedload(Assignment.peripheral)
_AROUND = (
    _PERIPHERAL.joinedload(Peripheral.store),
    _PERIPHERAL.joinedload(Peripheral.store_server).joinedload(StoreServer.store),
    _PERIPHERAL.joinedload(Peripheral.host_device),
    _PERIPHERAL.joinedload(Peripheral.printer).joinedload(Peripheral.host_device),
    _PERIPHERAL.joinedload(Peripheral.stand_in).joinedload(Peripheral.store),
)
