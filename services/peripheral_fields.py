"""What a person says of a peripheral, and whether it can be so."""

from dataclasses import dataclass, field
from typing import Any

from domain.connections import THROUGH_SERVER, TypedConnection, Way, read_connection
from domain.identity import read_mac, read_serial
from domain.names import DeviceStatus, PeripheralKind
from domain.peripherals import PAPER_WIDTHS, PRINTERS, PROFILES
from domain.places import LANGUAGES
from domain.refusal import Refusal
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

    Raises Refusal at the field: those of domain.connections.read_connection, and required, too_long,
    profile_unknown, paper_width_unknown, language_unknown, store_server_unknown, device_unknown,
    printer_unknown, kind_unfit, mac_invalid.
    """
    name = required_name(fields.name, "name", 80)
    connection = read_connection(
        fields.kind,
        fields.typed,
        printer_id=fields.printer.public_id if fields.printer else None,
        device_id=fields.host_device.public_id if fields.host_device else None,
    )
    return {
        "name": name,
        "kind": fields.kind,
        "connection": connection,
        **_place(fields, Way(str(connection["type"]))),
        **_paper(fields),
        "mac": read_mac(fields.mac),
        "serial": read_serial(fields.serial),
    }


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
    if fields.language and fields.language not in LANGUAGES:
        raise Refusal("language_unknown", "language")
    language = fields.language or None
    if fields.kind == PeripheralKind.PAGE_PRINTER:
        return {"profile": "default", "paper_width": None, "language": language}
    if fields.profile not in PROFILES:
        raise Refusal("profile_unknown", "profile")
    if fields.paper_width not in PAPER_WIDTHS:
        raise Refusal("paper_width_unknown", "paper_width")
    return {"profile": fields.profile, "paper_width": fields.paper_width, "language": language}
