"""A counter to which peripherals are added, and how a browser fills their forms."""

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from domain.names import PeripheralKind
from models import Device, Discovery, Peripheral, Store, StoreServer, User
from tests.make import Make, now

DIALOG = {"HX-Request": "true", "HX-Target": "dialog"}


@dataclass(frozen=True)
class Counter:
    """A store with its box, a printer and a till."""

    owner: User
    store: Store
    server: StoreServer
    printer: Peripheral
    device: Device

    def filled(self, fields: dict[str, str]) -> dict[str, str]:
        """Fields in which `@printer`, `@server`, `@store` and `@device` stand for the ids of this counter's."""
        ids = {f"@{name}": getattr(self, name).public_id for name in ("printer", "server", "store", "device")}
        return {name: ids.get(value, value) for name, value in fields.items()}


def make_counter(make: Make, owner: User | None = None) -> Counter:
    """One in the account of this owner, else in the first one."""
    owner = owner or make.first_owner()
    store = make.store(owner=owner)
    server = make.store_server(store)[0]
    printer = make.printer(server, "Epson", store=store)
    return Counter(owner, store, server, printer, make.device(store=store))


def make_discovery(make: Make, server: StoreServer, maker: str = "EPSON", **more: Any) -> Discovery:
    """A printer that the box found."""
    values: dict[str, Any] = {
        "key": "mac:00:26:ab:12:34:56",
        "kind_guess": PeripheralKind.RECEIPT_PRINTER,
        "connection": {"type": "network", "host": "192.168.1.77", "port": 9101},
        "make": maker,
        "model": "TM-T20III",
        "mac": "00:26:ab:12:34:56",
        "serial": "X3QR0012",
    }
    found = Discovery(
        account_id=server.account_id,
        store_server=server,
        first_seen_at=now(),
        last_seen_at=now(),
        **values | more,
    )
    make.session.add(found)
    make.session.commit()
    return found


def values_in(page: Element, action: str) -> dict[str, str]:
    """What the form with this address would send if nobody touched it."""
    form = next(one for one in page.iter("form") if one.get("action", "").startswith(action))
    values = {}
    for control in form.iter():
        name = control.get("name")
        if control.tag == "select" and name:
            options = list(control.iter("option"))
            chosen = [one for one in options if one.get("selected") is not None]
            values[name] = (chosen or options)[0].get("value", "")
        elif control.tag == "input" and name and name != "csrf_token" and not _is_unpressed(control):
            values[name] = control.get("value", "")
    return values


def _is_unpressed(control: Element) -> bool:
    return control.get("type") == "radio" and control.get("checked") is None
