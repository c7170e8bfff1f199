"""What may be kept of a thing that a store server found."""

from typing import Any

import pytest

from domain.discoveries import LONGEST_KEY, proposed_name, proposed_profile, proposed_width, read_found

PRINTER = {"type": "network", "host": "192.168.1.61", "port": 9100}


@pytest.mark.parametrize(
    ("guess", "connection", "kind", "kept"),
    [
        ("receipt_printer", PRINTER, "receipt_printer", PRINTER),
        (
            "receipt_printer",
            {"type": "network", "host": "10.0.0.1", "port": "9100"},
            "receipt_printer",
            {"port": 9100},
        ),
        (
            "page_printer",
            PRINTER | {"port": 631, "queue": "ipp/print"},
            "page_printer",
            {"queue": "ipp/print"},
        ),
        (
            "scale",
            {"type": "serial", "path": "/dev/ttyUSB0"},
            "scale",
            {"baud": 9600, "protocol": "toledo_8217"},
        ),
        ("unknown", {"type": "serial", "path": "/dev/ttyUSB0"}, "unknown", {"path": "/dev/ttyUSB0"}),
        ("toaster", PRINTER, "unknown", PRINTER),
        ("scale", {"type": "usb", "path": "/dev/hidraw0"}, "unknown", {"path": "/dev/hidraw0"}),
        (
            "barcode_scanner",
            {"type": "bluetooth", "path": "/dev/rfcomm0"},
            "barcode_scanner",
            {"path": "/dev/rfcomm0"},
        ),
    ],
)
def test_a_thing_that_can_be_reached_is_kept(
    guess: str, connection: dict[str, Any], kind: str, kept: dict[str, Any]
) -> None:
    thing = read_found("x", guess, connection)
    assert thing is not None
    assert thing.kind == kind
    assert thing.connection | kept == thing.connection


@pytest.mark.parametrize(
    "connection",
    [
        {},
        {"type": "printer", "printer_id": "x"},
        {"type": "device", "device_id": "x"},
        {"type": ["network"], "host": "10.0.0.1"},
        {"type": "network"},
        {"type": "network", "host": "a b", "port": 9100},
        {"type": "network", "host": "10.0.0.1", "port": 99999},
        {"type": "network", "host": "10.0.0.1", "port": 9100.5},
        {"type": "network", "host": {"deep": []}, "port": 9100},
        {"type": "serial", "path": "../../etc/passwd"},
        {"type": "serial", "path": "/dev/../etc/passwd"},
        {"type": "usb", "path": "/dev/" + "x" * 300},
        {"type": "usb", "path": 7},
    ],
)
def test_what_cannot_be_reached_is_not_kept(connection: dict[str, Any]) -> None:
    assert read_found("x", "receipt_printer", connection) is None


@pytest.mark.parametrize("key", ["", " \n", "x" * (LONGEST_KEY + 1)])
def test_a_thing_needs_a_key(key: str) -> None:
    assert read_found(key, "receipt_printer", PRINTER) is None


@pytest.mark.parametrize(
    ("said", "kept"),
    [("A4-D7-3C-11-22-33", "a4:d7:3c:11:22:33"), ("00:00:00:00:00:00", None), ("router", None), ("", None)],
)
def test_a_mac_is_spelled_one_way_or_left_out(said: str, kept: str | None) -> None:
    thing = read_found("x", "receipt_printer", PRINTER, mac=said)
    assert thing is not None
    assert thing.mac == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("J5TF012345", "J5TF012345"),
        ("00000000", None),
        ("0001", None),
        ("12345678", None),
        ("0123456789ABCDEF", None),
        ("N/A", None),
        ("x" * 65, None),
    ],
)
def test_a_serial_number_that_tells_nothing_is_left_out(said: str, kept: str | None) -> None:
    thing = read_found("x", "receipt_printer", PRINTER, serial=said)
    assert thing is not None
    assert thing.serial == kept


def test_long_names_are_cut_and_odd_characters_left_out() -> None:
    thing = read_found("x", "receipt_printer", PRINTER, make="E\x00PSON\n", model="T" * 2000)
    assert thing is not None
    assert (thing.make, thing.model) == ("EPSON", "T" * 80)


@pytest.mark.parametrize(
    ("make", "model", "name"),
    [
        ("EPSON", "TM-T20III", "EPSON TM-T20III"),
        ("EPSON", "Epson TM-T20III", "Epson TM-T20III"),
        ("EPSON", "", "EPSON"),
        ("", "TM-T20III", "TM-T20III"),
        ("", "", ""),
        ("E" * 80, "T" * 80, "E" * 80),
    ],
)
def test_a_thing_is_called_by_its_maker_and_model_once(make: str, model: str, name: str) -> None:
    assert proposed_name(make, model) == name


def test_only_the_very_model_gives_its_profile() -> None:
    assert proposed_profile("EPSON TM-T88V") == "TM-T88V"
    assert proposed_profile("TM-T20III") == "default"
    assert (proposed_width("POS-5890"), proposed_width("TM-T88V")) == (58, 80)
