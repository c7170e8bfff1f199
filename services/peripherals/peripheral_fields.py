"""What a person says of a peripheral, and whether it can be so."""

from collections.abc import Container
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from domain.connections import THROUGH_SERVER, TypedConnection, Way, read_connection, read_way
from domain.identity import read_mac, read_serial
from domain.names import DeviceStatus, PeripheralKind
from domain.peripherals import PAPER_WIDTHS, PRINTERS, PROFILES
from domain.places import LANGUAGES
from domain.refusal import Refusal, read_all
from domain.text import required_name
from models import Device, Peripheral, Store, StoreServer


@dataclass(frozen=True)
class PeripheralFields:
    """What a person says of a peripheral. Paper (`profile`, `paper_width`, `language`) concerns printers only."""

    name: str
    kind: PeripheralKind = PeripheralKind.RECEIPT_PRINTER
    typed: TypedConnection = field(default_factory=TypedConnection)
    store: Store | None = None
    store_server: StoreServer | None = None
    #: the till on which it hangs
    host_device: Device | None = None
    #: the printer that opens it, for a drawer
    printer: Peripheral | None = None
    profile: str = "default"
    paper_width: int = 80
    language: str | None = None
    #: by what it is known again when its address changes
    mac: str | None = None
    serial: str | None = None


def check_fields(fields: PeripheralFields) -> dict[str, Any]:
    """The columns of a peripheral that these fields mean.

    Raises Refusals that name all that is wrong, each at its field: those of
    domain.connections.read_connection, and required, too_long, profile_unknown, paper_width_unknown,
    language_unknown, store_server_unknown, device_unknown, printer_unknown, kind_unfit, mac_invalid.
    """
    return {"kind": fields.kind} | read_all(
        lambda: {"name": required_name(fields.name, "name", 80)},
        lambda: {"connection": _connection(fields)},
        lambda: _place(fields, read_way(fields.kind, fields.typed)),
        lambda: _paper(fields),
        lambda: {"mac": read_mac(fields.mac)},
        lambda: {"serial": read_serial(fields.serial)},
    )


def _connection(fields: PeripheralFields) -> dict[str, object]:
    return read_connection(
        fields.kind,
        fields.typed,
        printer_id=fields.printer.public_id if fields.printer else None,
        device_id=fields.host_device.public_id if fields.host_device else None,
    )


def _place(fields: PeripheralFields, way: Way) -> dict[str, Any]:
    """What it hangs on decides where it stands; a printer in the network stands where its box does."""
    server, host, printer = fields.store_server, None, None
    if way == Way.DEVICE:
        host, server = _living_host(fields.host_device), None
    elif way == Way.PRINTER:
        printer = _opening_printer(fields.printer)
        server = printer.store_server
    elif server is not None and server.deleted_at is not None:
        raise Refusal("store_server_unknown", "store_server")
    elif way in THROUGH_SERVER and server is None:
        raise Refusal("required", "store_server")
    place = next((thing.store for thing in (server, host, printer) if thing is not None), None)
    return {
        "store": place or fields.store,
        "store_server": server,
        "host_device": host,
        "printer": printer,
    }


def _living_host(host: Device | None) -> Device:
    if host is None or host.status == DeviceStatus.DELETED:
        raise Refusal("device_unknown", "host_device")
    return host


def _opening_printer(printer: Peripheral | None) -> Peripheral:
    if printer is None or printer.deleted_at is not None:
        raise Refusal("printer_unknown", "printer")
    if printer.kind != PeripheralKind.RECEIPT_PRINTER:
        raise Refusal("kind_unfit", "printer", peripheral=printer.name)
    return printer


def _paper(fields: PeripheralFields) -> dict[str, Any]:
    if fields.kind not in PRINTERS:
        return {"profile": "default", "paper_width": None, "language": None}
    language = partial(_one_of, (None, *LANGUAGES), fields.language or None, "language", "language_unknown")
    if fields.kind == PeripheralKind.PAGE_PRINTER:
        return {"profile": "default", "paper_width": None} | language()
    return read_all(
        partial(_one_of, PROFILES, fields.profile, "profile", "profile_unknown"),
        partial(_one_of, PAPER_WIDTHS, fields.paper_width, "paper_width", "paper_width_unknown"),
        language,
    )


def _one_of(choices: Container[object], chosen: object, field: str, code: str) -> dict[str, object]:
    if chosen not in choices:
        raise Refusal(code, field)
    return {field: chosen}
