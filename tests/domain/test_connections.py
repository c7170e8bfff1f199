"""How a peripheral may be reached, kind by kind, and what is refused at which field."""

from typing import Any

import pytest

from domain.connections import WAYS, TypedConnection, address_of, read_connection
from domain.names import PeripheralKind
from domain.refusal import Refusal

PRINTER, PAGE = PeripheralKind.RECEIPT_PRINTER, PeripheralKind.PAGE_PRINTER
TERMINAL, DRAWER = PeripheralKind.PAYMENT_TERMINAL, PeripheralKind.CASH_DRAWER
SCANNER, SCALE = PeripheralKind.BARCODE_SCANNER, PeripheralKind.SCALE


def read(kind: PeripheralKind, **typed: Any) -> dict[str, object]:
    return read_connection(kind, TypedConnection(**typed), printer_id="p1", device_id="d1")


@pytest.mark.parametrize(
    ("kind", "typed", "connection"),
    [
        (PRINTER, {"host": "192.168.1.50"}, {"type": "network", "host": "192.168.1.50", "port": 9100}),
        (
            PRINTER,
            {"host": " a.local. ", "port": "9101"},
            {"type": "network", "host": "a.local", "port": 9101},
        ),
        (PRINTER, {"host": "fd00::12"}, {"type": "network", "host": "fd00::12", "port": 9100}),
        (PRINTER, {"way": "usb", "path": "/dev/usb/lp0"}, {"type": "usb", "path": "/dev/usb/lp0"}),
        (
            PRINTER,
            {"way": "serial", "path": "/dev/ttyS0", "baud": "19200"},
            {"type": "serial", "path": "/dev/ttyS0", "baud": 19200},
        ),
        (
            PRINTER,
            {"way": "bluetooth", "path": "/dev/rfcomm0"},
            {"type": "bluetooth", "path": "/dev/rfcomm0"},
        ),
        (PRINTER, {"way": "device"}, {"type": "device", "device_id": "d1"}),
        (
            PAGE,
            {"host": "biuro.local"},
            {"type": "network", "host": "biuro.local", "port": 631, "queue": "ipp/print"},
        ),
        (
            PAGE,
            {"host": "biuro.local", "queue": "/printers/A4/"},
            {"type": "network", "host": "biuro.local", "port": 631, "queue": "printers/A4"},
        ),
        (TERMINAL, {"host": "10.0.0.7"}, {"type": "network", "host": "10.0.0.7", "port": 20007}),
        (DRAWER, {"way": "printer"}, {"type": "printer", "printer_id": "p1", "pin": 2, "pulse_ms": 100}),
        (
            DRAWER,
            {"way": "printer", "pin": "5", "pulse_ms": "200"},
            {"type": "printer", "printer_id": "p1", "pin": 5, "pulse_ms": 200},
        ),
        (
            SCANNER,
            {"way": "usb", "path": "/dev/input/by-id/usb-Zebra-event-kbd"},
            {"type": "usb", "path": "/dev/input/by-id/usb-Zebra-event-kbd"},
        ),
        (
            SCALE,
            {"way": "serial", "path": "/dev/ttyUSB0"},
            {"type": "serial", "path": "/dev/ttyUSB0", "baud": 9600, "protocol": "toledo_8217"},
        ),
        (
            SCALE,
            {"way": "network", "host": "10.0.0.9", "protocol": "cas"},
            {"type": "network", "host": "10.0.0.9", "port": 4001, "protocol": "cas"},
        ),
    ],
)
def test_a_connection_is_read_as_typed(
    kind: PeripheralKind, typed: dict[str, Any], connection: dict[str, object]
) -> None:
    assert read(kind, **typed) == connection


@pytest.mark.parametrize(
    ("kind", "typed", "code", "field"),
    [
        (PRINTER, {"host": ""}, "required", "host"),
        (PRINTER, {"host": "300.1.1.1"}, "host_invalid", "host"),
        (PRINTER, {"host": "192.168.1"}, "host_invalid", "host"),
        (PRINTER, {"host": "http://192.168.1.5"}, "host_invalid", "host"),
        (PRINTER, {"host": "my printer"}, "host_invalid", "host"),
        (PRINTER, {"host": "-x.local"}, "host_invalid", "host"),
        (PRINTER, {"host": "a.local", "port": "0"}, "port_invalid", "port"),
        (PRINTER, {"host": "a.local", "port": "65536"}, "port_invalid", "port"),
        (PRINTER, {"host": "a.local", "port": "99999"}, "port_invalid", "port"),
        (PRINTER, {"host": "a.local", "port": "ninety"}, "port_invalid", "port"),
        (PRINTER, {"host": "a.local", "port": "９１００"}, "port_invalid", "port"),
        (PRINTER, {"host": "a.local", "port": "9" * 5000}, "port_invalid", "port"),
        (PRINTER, {"way": "serial", "path": ""}, "required", "path"),
        (PRINTER, {"way": "serial", "path": "../../etc/passwd"}, "path_invalid", "path"),
        (PRINTER, {"way": "serial", "path": "/dev/../etc/passwd"}, "path_invalid", "path"),
        (PRINTER, {"way": "serial", "path": "/etc/passwd"}, "path_invalid", "path"),
        (PRINTER, {"way": "usb", "path": "/dev/usb/lp0; rm -rf /"}, "path_invalid", "path"),
        (PRINTER, {"way": "usb", "path": "/dev/" + "a" * 200}, "path_invalid", "path"),
        (PRINTER, {"way": "serial", "path": "/dev/ttyS0", "baud": "9601"}, "baud_unknown", "baud"),
        (PRINTER, {"way": "printer"}, "way_unknown", "way"),
        (PRINTER, {"way": "telepathy"}, "way_unknown", "way"),
        (DRAWER, {"way": "network", "host": "a.local"}, "way_unknown", "way"),
        (DRAWER, {"way": "printer", "pin": "3"}, "pin_unknown", "pin"),
        (DRAWER, {"way": "printer", "pulse_ms": "5000"}, "pulse_invalid", "pulse_ms"),
        (SCALE, {"way": "serial", "path": "/dev/ttyS0", "protocol": "kg"}, "protocol_unknown", "protocol"),
        (PAGE, {"host": "a.local", "queue": "../etc"}, "queue_invalid", "queue"),
        (PAGE, {"host": "a.local", "queue": "a b"}, "queue_invalid", "queue"),
    ],
)
def test_a_connection_that_cannot_be_is_refused_at_its_field(
    kind: PeripheralKind, typed: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read(kind, **typed)
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(("way", "field"), [("device", "host_device"), ("printer", "printer")])
def test_what_it_hangs_on_must_be_named(way: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_connection(DRAWER, TypedConnection(way=way))
    assert (refused.value.code, refused.value.field) == ("required", field)


def test_every_kind_has_a_usual_way() -> None:
    assert set(WAYS) == set(PeripheralKind)
    assert all(WAYS.values())


@pytest.mark.parametrize(
    ("connection", "address"),
    [
        ({"type": "network", "host": "192.168.1.50", "port": 9100}, "192.168.1.50:9100"),
        ({"type": "network", "host": "fd00::12", "port": 9100}, "[fd00::12]:9100"),
        ({"type": "usb", "path": "/dev/usb/lp0"}, "/dev/usb/lp0"),
        ({"type": "device", "device_id": "d1"}, ""),
    ],
)
def test_an_address_as_people_read_it(connection: dict[str, object], address: str) -> None:
    assert address_of(connection) == address
