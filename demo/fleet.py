"""A business with many stores: hundreds of tills and thousands of peripherals, to see how the office bears it.

The rows are written as the deeds would have left them, all at once: made one deed after the other they would
take minutes.
"""

import argparse
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from flask_migrate import upgrade
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.connections import DEFAULT_PORTS
from domain.names import DOWN_STREAMS, DeviceStatus, PeripheralKind, Role, StoreServerStatus, Stream
from domain.places import LANGUAGES
from domain.streams import Cursor
from extensions import db
from models import (
    Assignment,
    Device,
    DeviceReport,
    Event,
    Generation,
    JournalEntry,
    Peripheral,
    Receipt,
    Store,
    StoreServer,
    StreamAck,
    StreamHead,
)
from models.engine import WRITING
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account
from services.accounts import open_account
from services.contacts import Contacts

#: of twenty peripherals: how many of each kind, in this order
MIX = (
    (PeripheralKind.RECEIPT_PRINTER, 9),
    (PeripheralKind.CASH_DRAWER, 4),
    (PeripheralKind.BARCODE_SCANNER, 4),
    (PeripheralKind.PAGE_PRINTER, 1),
    (PeripheralKind.SCALE, 1),
    (PeripheralKind.PAYMENT_TERMINAL, 1),
)
KINDS = tuple(kind for kind, count in MIX for _one in range(count))
STATES = ("online", "online", "online", "paper_low", "unreachable", None)
STATUSES = (DeviceStatus.ACTIVATED,) * 7 + (DeviceStatus.NOT_ACTIVATED, DeviceStatus.INACTIVE)
ROLES = {
    PeripheralKind.RECEIPT_PRINTER: Role.RECEIPT_PRINTER,
    PeripheralKind.CASH_DRAWER: Role.CASH_DRAWER,
    PeripheralKind.BARCODE_SCANNER: Role.PRODUCT_SCANNER,
    PeripheralKind.PAYMENT_TERMINAL: Role.PAYMENT_TERMINAL,
}


@dataclass(frozen=True)
class FleetSize:
    """How much of everything; devices and peripherals are spread evenly over the stores."""

    stores: int = 20
    devices: int = 500
    peripherals: int = 2000
    receipts_per_device: int = 10
    events_per_device: int = 10


@dataclass(frozen=True)
class Fleet:
    """What was made, in the order in which it was made."""

    stores: list[Store]
    servers: list[StoreServer]
    devices: list[Device]
    peripherals: list[Peripheral]


def fill_fleet(session: Session, size: FleetSize, now: datetime, *, language: str = "pl") -> Fleet:
    """Fill the account that the session has entered. The caller commits."""
    stores = [_store(number, language, now) for number in range(1, size.stores + 1)]
    session.add_all(stores)
    servers = [_server(store, now) for store in stores]
    devices = [_device(number, stores[number % len(stores)], now) for number in range(1, size.devices + 1)]
    session.add_all([*servers, *devices])
    session.flush()
    peripherals = [
        _peripheral(number, servers[number % len(servers)], now) for number in range(1, size.peripherals + 1)
    ]
    session.add_all(peripherals)
    session.flush()
    session.add_all(_assignments(devices, peripherals, now))
    tills = [_till(device, now) for device in devices if device.status == DeviceStatus.ACTIVATED]
    session.add_all(tills)
    session.flush()
    for till in tills:
        session.add(_report(till, now))
        session.add_all(_receipts(till, size.receipts_per_device, now))
    for device in devices:
        session.add_all(_events(device, size.events_per_device, now))
    session.flush()
    return Fleet(stores, servers, devices, peripherals)


def let_tills_call(session: Session, fleet: Fleet, contacts: Contacts, now: datetime) -> None:
    """After the commit: most tills have everything and called just now. The caller commits."""
    heads = {
        (head.stream, head.device_id or head.store_id): head for head in session.scalars(select(StreamHead))
    }
    tills = session.scalars(select(Generation).where(Generation.ended_at.is_(None)))
    for till in tills:
        if till.device_id % 10 == 0:
            continue  # switched off since yesterday
        contacts.heard(f"device:{till.device_id}", now)
        for stream in DOWN_STREAMS:
            own = stream == Stream.CONFIGURATION
            head = heads[stream, till.device_id if own else till.device.store_id]
            session.add(
                StreamAck(
                    generation_id=till.id,
                    stream=stream,
                    cursor=str(Cursor(head.epoch, head.seq)),
                    applied_at=now,
                    acked_at=now,
                )
            )
    for server in fleet.servers:
        contacts.heard(f"store_server:{server.id}", now)


def _store(number: int, language: str, now: datetime) -> Store:
    return Store(
        name=f"Sklep {number}", timezone="Europe/Warsaw", language=language, status="active", created_at=now
    )


def _server(store: Store, now: datetime) -> StoreServer:
    return StoreServer(
        store=store,
        name=f"Zaplecze {store.name}",
        status=StoreServerStatus.PAIRED,
        status_since=now,
        created_at=now,
        paired_at=now,
        install_id=str(uuid4()),
        token_sha256=_digest(),
        health={},
    )


def _device(number: int, store: Store, now: datetime) -> Device:
    status = STATUSES[number % len(STATUSES)]
    return Device(
        store=store,
        name=f"Kasa {number}",
        number=number,
        status=status,
        status_since=now,
        generation=0 if status == DeviceStatus.NOT_ACTIVATED else 1,
        created_at=now,
    )


def _till(device: Device, now: datetime) -> Generation:
    return Generation(
        device=device,
        number=1,
        install_id=str(uuid4()),
        token_sha256=_digest(),
        activated_by="code",
        activated_at=now - timedelta(days=40),
        hardware={"brand": "Sunmi", "model": "V2"},
        os={"name": "Android", "version": "13"},
        app={"name": "Till", "version": "1.4.0"},
    )


def _report(till: Generation, now: datetime) -> DeviceReport:
    unsent = till.device.number % 5
    return DeviceReport(
        generation=till,
        reported_at=now,
        unsent_entries=unsent,
        unsent_receipts=unsent,
        unsent_amount=unsent * 1850,
        currency="PLN",
        app_version="1.4.0",
        peripherals={},
    )


def _peripheral(number: int, server: StoreServer, now: datetime) -> Peripheral:
    kind = KINDS[number // 7 % len(KINDS)]
    state = STATES[number % len(STATES)]
    host = f"10.{number // 250}.{number % 250}.7"
    return Peripheral(
        name=f"{kind.replace('_', ' ').capitalize()} {number}",
        kind=kind,
        store=server.store,
        store_server=server,
        connection={"type": "network", "host": host, "port": DEFAULT_PORTS.get(kind, 9100)},
        mac=f"02:00:00:00:{number // 256:02x}:{number % 256:02x}",
        profile="default",
        paper_width=80 if kind == PeripheralKind.RECEIPT_PRINTER else None,
        state=state,
        state_since=now if state else None,
        created_at=now,
    )


def _assignments(devices: list[Device], peripherals: list[Peripheral], now: datetime) -> Iterator[Assignment]:
    """Each till uses what stands in its store: one thing for a role, a scanner for itself."""
    waiting: dict[tuple[int, str], list[Peripheral]] = {}
    for peripheral in peripherals:
        waiting.setdefault((peripheral.store_id or 0, peripheral.kind), []).append(peripheral)
    for device in devices:
        for kind, role in ROLES.items():
            if found := waiting.get((device.store_id, kind)):
                peripheral = found.pop(0)
                if kind != PeripheralKind.BARCODE_SCANNER:
                    found.append(peripheral)  # shared by those who come later
                yield Assignment(device=device, role=role, peripheral=peripheral, assigned_at=now)


def _receipts(till: Generation, count: int, now: datetime) -> Iterator[Receipt]:
    device = till.device
    for n in range(1, count + 1):
        closed = now - timedelta(minutes=7 * n)
        entry = JournalEntry(
            generation_id=till.id,
            entry_id=str(uuid4()),
            n=n,
            kind="receipt",
            body='{"lines": [], "payments": []}',
            sha256=_digest(),
            received_at=closed,
        )
        yield Receipt(
            entry=entry,
            generation=till,
            device=device,
            store=device.store,
            number=f"{device.number}-1-{n}",
            kind="sale",
            device_closed_at=closed,
            closed_at=closed,
            received_at=closed,
            total=1850 * n,
            currency="PLN",
            lines=1,
        )


def _events(device: Device, count: int, now: datetime) -> Iterator[Event]:
    for number in range(count):
        facts: dict[str, Any] = {"before": f"Kasa {number}", "after": device.name}
        yield Event(
            at=now - timedelta(days=number),
            verb="device.renamed",
            actor_kind="user",
            actor_name="Alicja",
            subject_kind="device",
            subject_id=device.public_id,
            subject_name=device.name,
            facts=facts,
        )


def _digest() -> str:
    return hashlib.sha256(secrets.token_bytes(16)).hexdigest()


def main() -> None:
    """Open an account of that size in the office of the environment, and say how to sign in."""
    from app import create_app

    arguments = _read_arguments()
    app = create_app()
    password, now = secrets.token_urlsafe(9), datetime.now(UTC)
    with app.app_context():
        upgrade()
        with OfficeSession(db.engine.execution_options(**WRITING)) as session:
            enter_account(session, EVERY_ACCOUNT)
            owner = open_account(
                session,
                account_name="Sklepy pod Lipą",
                owner_name="Alicja",
                email=arguments.email,
                password=password,
                country="PL",
                language=arguments.language,
                now=now,
            )
            enter_account(session, owner.account_id)
            size = FleetSize(arguments.stores, arguments.devices, arguments.peripherals)
            fleet = fill_fleet(session, size, now, language=arguments.language)
            session.commit()
            let_tills_call(session, fleet, app.extensions["contacts"], now)
            session.commit()
    app.extensions["contacts"].close()
    print(f"Sign in as {arguments.email} with the password {password}.")


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo.fleet", description=main.__doc__)
    parser.add_argument("--email", default="fleet@comptoir.example")
    parser.add_argument("--language", default="pl", choices=LANGUAGES)
    for name in ("stores", "devices", "peripherals"):
        parser.add_argument(f"--{name}", type=int, default=getattr(FleetSize(), name))
    return parser.parse_args()


if __name__ == "__main__":
    main()
