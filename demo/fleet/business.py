"""How large the business is, and all that is in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from demo.fleet.paper import print_a_lot
from demo.fleet.past import make_events, make_receipts
from demo.fleet.peripherals import make_assignments, make_peripheral
from demo.fleet.stores import make_server, make_store
from demo.fleet.tills import make_device, make_report, make_till
from domain.names import DeviceStatus
from models import Device, Peripheral, Store, StoreServer


@dataclass(frozen=True)
class FleetSize:
    """How much of everything; devices and peripherals are spread evenly over the stores."""

    stores: int = 20
    devices: int = 500
    peripherals: int = 2000
    receipts_per_device: int = 10
    events_per_device: int = 10
    print_jobs: int = 0


@dataclass(frozen=True)
class Fleet:
    """What was made, in the order in which it was made."""

    stores: list[Store]
    servers: list[StoreServer]
    devices: list[Device]
    peripherals: list[Peripheral]


def fill_fleet(session: Session, size: FleetSize, now: datetime, *, language: str = "pl") -> Fleet:
    """Fill the account that the session has entered. The caller commits."""
    stores = [make_store(number, language, now) for number in range(1, size.stores + 1)]
    session.add_all(stores)
    servers = [make_server(store, now) for store in stores]
    devices = [
        make_device(number, stores[number % len(stores)], now) for number in range(1, size.devices + 1)
    ]
    session.add_all([*servers, *devices])
    session.flush()
    peripherals = [
        make_peripheral(number, servers[number % len(servers)], now)
        for number in range(1, size.peripherals + 1)
    ]
    session.add_all(peripherals)
    session.flush()
    session.add_all(make_assignments(devices, peripherals, now))
    _let_sell(session, devices, size, now)
    print_a_lot(session, size.print_jobs, now)
    return Fleet(stores, servers, devices, peripherals)


def _let_sell(session: Session, devices: list[Device], size: FleetSize, now: datetime) -> None:
    """The activated ones have tills with receipts, and all have a history."""
    tills = [make_till(device, now) for device in devices if device.status == DeviceStatus.ACTIVATED]
    session.add_all(tills)
    session.flush()
    for till in tills:
        session.add(make_report(till, now))
        session.add_all(make_receipts(till, size.receipts_per_device, now))
    for device in devices:
        session.add_all(make_events(device, size.events_per_device, now))
    session.flush()
