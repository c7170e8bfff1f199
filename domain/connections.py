"""How a peripheral is reached: over the network, through a store server, behind a printer, on another till."""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum

from domain.names import PeripheralKind
from domain.refusal import Reader, Refusal, read_all


class Way(StrEnum):
    """The `type` of a connection."""

    NETWORK = "network"
    USB = "usb"
    SERIAL = "serial"
    BLUETOOTH = "bluetooth"
    #: a drawer that a printer opens
    PRINTER = "printer"
    #: on a till, which drives it itself
    DEVICE = "device"


#: which ways each kind knows, the usual one first
WAYS: dict[PeripheralKind, tuple[Way, ...]] = {
    PeripheralKind.PAYMENT_TERMINAL: (Way.NETWORK, Way.SERIAL, Way.DEVICE),
    PeripheralKind.CASH_DRAWER: (Way.PRINTER, Way.SERIAL, Way.DEVICE),
    PeripheralKind.RECEIPT_PRINTER: (Way.NETWORK, Way.USB, Way.SERIAL, Way.BLUETOOTH, Way.DEVICE),
    PeripheralKind.PAGE_PRINTER: (Way.NETWORK, Way.USB, Way.DEVICE),
    PeripheralKind.BARCODE_SCANNER: (Way.USB, Way.SERIAL, Way.BLUETOOTH, Way.DEVICE),
    PeripheralKind.SCALE: (Way.SERIAL, Way.NETWORK, Way.DEVICE),
}
#: a box must be there: the path is one of its own
THROUGH_SERVER = frozenset({Way.USB, Way.SERIAL, Way.BLUETOOTH})
#: where things of a kind listen, unless told otherwise (raw printing, IPP, ZVT, serial-to-network boxes)
DEFAULT_PORTS = {
    PeripheralKind.RECEIPT_PRINTER: 9100,
    PeripheralKind.PAGE_PRINTER: 631,
    PeripheralKind.PAYMENT_TERMINAL: 20007,
    PeripheralKind.SCALE: 4001,
}
BAUD_RATES = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
DEFAULT_BAUD = 9600
#: the two pins of a printer's drawer socket, and how long it may be pulled (ESC p: 2 ms a step)
DRAWER_PINS = (2, 5)
PULSE_MS = range(20, 511)
DEFAULT_PULSE_MS = 100
#: the language that a scale speaks
SCALE_PROTOCOLS = ("toledo_8217", "dialog06", "cas")
#: where IPP printers take jobs
DEFAULT_QUEUE = "ipp/print"

_HOST_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)
_PATH = re.compile(r"/dev(/[A-Za-z0-9_.:@+,=-]+)+")
_QUEUE = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
LONGEST_PATH = 200

Typed = str | int | None


@dataclass(frozen=True)
class TypedConnection:
    """What a person typed of a connection; only the fields of its way count, empty ones mean the usual."""

    way: str = Way.NETWORK
    host: Typed = None
    port: Typed = None
    queue: Typed = None
    path: Typed = None
    baud: Typed = None
    protocol: Typed = None
    pin: Typed = None
    pulse_ms: Typed = None


def read_connection(
    kind: PeripheralKind,
    typed: TypedConnection,
    *,
    printer_id: str | None = None,
    device_id: str | None = None,
) -> dict[str, object]:
    """The connection as it is stored and sent: `{"type": …}` and what belongs to that type.

    `printer_id` and `device_id` are the public ids of the printer behind which, or of the till on which, it
    hangs. Raises Refusals, each at its field: way_unknown (`way`), required, host_invalid, port_invalid,
    queue_invalid, path_invalid, baud_unknown, protocol_unknown, pin_unknown, pulse_invalid.
    """
    way = read_way(kind, typed)
    if way == Way.DEVICE:
        return {"type": way.value, "device_id": _required(device_id, "host_device")}
    if way == Way.PRINTER:
        return {"type": way.value} | read_all(
            lambda: {"printer_id": _required(printer_id, "printer")}, lambda: _read_pulse(typed)
        )
    return {"type": way.value} | (
        _read_address(kind, typed) if way == Way.NETWORK else _read_line(kind, typed)
    )


def read_way(kind: PeripheralKind, typed: TypedConnection) -> Way:
    """How it is connected. Raises Refusal `way_unknown` at `way` unless things of this kind may be so."""
    if typed.way not in WAYS[kind]:
        raise Refusal("way_unknown", "way")
    return Way(typed.way)


def read_host(typed: Typed) -> str:
    """A name or number in the network. Raises Refusal `required` or `host_invalid` at `host`."""
    name = _text(typed).rstrip(".")
    if not name:
        raise Refusal("required", "host")
    if not is_host(name):
        raise Refusal("host_invalid", "host")
    return name


def address_of(connection: dict[str, object]) -> str:
    """Where to find it, as people read it: `192.168.1.50:9100`, `/dev/usb/lp0`; empty where names are needed."""
    if connection.get("type") == Way.NETWORK:
        host = str(connection.get("host"))
        return f"[{host}]:{connection.get('port')}" if ":" in host else f"{host}:{connection.get('port')}"
    return str(connection.get("path") or "")


def _read_address(kind: PeripheralKind, typed: TypedConnection) -> dict[str, object]:
    usual = DEFAULT_PORTS.get(kind, 9100)
    readers: list[Reader] = [
        lambda: {"host": read_host(typed.host)},
        lambda: {"port": _read_number(typed.port, usual, range(1, 65536), "port_invalid", "port")},
        lambda: _read_protocol(kind, typed),
    ]
    if kind == PeripheralKind.PAGE_PRINTER:
        readers.append(lambda: {"queue": _read_queue(typed.queue)})
    return read_all(*readers)


def _read_line(kind: PeripheralKind, typed: TypedConnection) -> dict[str, object]:
    """A device file of the store server, and how the thing at its other end is spoken to."""
    readers: list[Reader] = [lambda: {"path": _read_path(typed.path)}]
    if typed.way == Way.SERIAL:
        readers.append(
            lambda: {"baud": _read_number(typed.baud, DEFAULT_BAUD, BAUD_RATES, "baud_unknown", "baud")}
        )
        readers.append(lambda: _read_protocol(kind, typed))
    if kind == PeripheralKind.CASH_DRAWER:
        readers.append(lambda: _read_pulse(typed))
    return read_all(*readers)


def _read_path(typed: Typed) -> str:
    """For example /dev/usb/lp0 or /dev/serial/by-id/…"""
    path = _text(typed)
    if not path:
        raise Refusal("required", "path")
    if len(path) > LONGEST_PATH or not _PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
        raise Refusal("path_invalid", "path")
    return path


def _read_protocol(kind: PeripheralKind, typed: TypedConnection) -> dict[str, object]:
    if kind != PeripheralKind.SCALE:
        return {}
    protocol = _text(typed.protocol) or SCALE_PROTOCOLS[0]
    if protocol not in SCALE_PROTOCOLS:
        raise Refusal("protocol_unknown", "protocol")
    return {"protocol": protocol}


def _read_pulse(typed: TypedConnection) -> dict[str, object]:
    return read_all(
        lambda: {"pin": _read_number(typed.pin, DRAWER_PINS[0], DRAWER_PINS, "pin_unknown", "pin")},
        lambda: {
            "pulse_ms": _read_number(typed.pulse_ms, DEFAULT_PULSE_MS, PULSE_MS, "pulse_invalid", "pulse_ms")
        },
    )


def _read_queue(typed: Typed) -> str:
    queue = _text(typed).strip("/") or DEFAULT_QUEUE
    if len(queue) > LONGEST_PATH or not _QUEUE.fullmatch(queue) or {".", ".."} & set(queue.split("/")):
        raise Refusal("queue_invalid", "queue")
    return queue


def _read_number(typed: Typed, usual: int, allowed: range | tuple[int, ...], code: str, field: str) -> int:
    text = _text(typed) or str(usual)
    if not text.isascii() or not text.isdigit() or len(text) > 6 or int(text) not in allowed:
        raise Refusal(code, field)
    return int(text)


def _required(value: str | None, field: str) -> str:
    if not value:
        raise Refusal("required", field)
    return value


def _text(typed: Typed) -> str:
    return str(typed if typed is not None else "").strip()


def is_host(name: str) -> bool:
    """Whether it can be the name or the address of a computer."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        digits_only = all(label.isdigit() for label in name.split("."))
        return (
            len(name) <= 253
            and not digits_only
            and all(_HOST_LABEL.fullmatch(part) for part in name.split("."))
        )
    return True
