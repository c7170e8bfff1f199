"""The peripherals, and which till uses which."""

from collections.abc import Iterator
from datetime import datetime

from domain.connections import DEFAULT_PORTS
from domain.names import PeripheralKind, Role
from models import Assignment, Device, Peripheral, StoreServer

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
ROLES = {
    PeripheralKind.RECEIPT_PRINTER: Role.RECEIPT_PRINTER,
    PeripheralKind.CASH_DRAWER: Role.CASH_DRAWER,
    PeripheralKind.BARCODE_SCANNER: Role.PRODUCT_SCANNER,
    PeripheralKind.PAYMENT_TERMINAL: Role.PAYMENT_TERMINAL,
}


def make_peripheral(number: int, server: StoreServer, now: datetime) -> Peripheral:
    """The next one, in the network of its store: kinds as in MIX, some of them in trouble."""
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


def make_assignments(
    devices: list[Device], peripherals: list[Peripheral], now: datetime
) -> Iterator[Assignment]:
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
