"""Peripherals that scripts add: every kind by its own ways, and what is refused."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Peripheral
from tests.cli.test_accounts_and_users import run
from tests.make import Make


def facts(app: Flask, *words: str) -> dict[str, Any]:
    """What a command says with `--json`."""
    result = run(app, *words, "--json")
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.output)
    return told


def test_a_drawer_behind_a_printer_a_scanner_and_a_scale(app: Flask, make: Make) -> None:
    server = make.store_server()[0].public_id
    printer = facts(
        app, "peripherals", "add", "--kind", "receipt_printer", "--name", "Epson",
        "--host", "192.168.1.50", "--store-server", server, "--mac", "00-26-AB-12-34-56", "--serial", "X3QR0012",
    )  # fmt: skip
    drawer = facts(
        app, "peripherals", "add", "--kind", "cash_drawer", "--name", "Szuflada",
        "--printer", printer["id"], "--pin", "5", "--pulse-ms", "200",
    )  # fmt: skip
    scanner = facts(
        app, "peripherals", "add", "--kind", "barcode_scanner", "--name", "Honeywell",
        "--path", "/dev/input/by-id/usb-Honeywell-event-kbd", "--store-server", server,
    )  # fmt: skip
    scale = facts(
        app, "peripherals", "add", "--kind", "scale", "--name", "Dibal", "--way", "network",
        "--host", "192.168.1.60", "--protocol", "dialog06",
    )  # fmt: skip
    assert printer["connection"] == {"type": "network", "host": "192.168.1.50", "port": 9100}
    assert drawer["connection"] == {"type": "printer", "printer_id": printer["id"], "pin": 5, "pulse_ms": 200}
    assert drawer["store_server"] == server, "the drawer is driven by its printer's store server"
    assert scanner["address"] == "/dev/input/by-id/usb-Honeywell-event-kbd"
    assert scale["connection"] == {
        "type": "network", "host": "192.168.1.60", "port": 4001, "protocol": "dialog06",
    }  # fmt: skip
    listed = facts(app, "peripherals", "list")["peripherals"]
    assert listed == sorted([printer, drawer, scanner, scale], key=lambda one: one["name"])
    stored = make.session.scalars(select(Peripheral).where(Peripheral.public_id == printer["id"])).one()
    assert (stored.mac, stored.serial) == ("00:26:ab:12:34:56", "X3QR0012")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--kind", "scale", "--way", "printer"), "way: Choose from the list how it is connected."),
        (("--kind", "receipt_printer", "--host", "prin ter"), "host: This is not an address"),
        (
            ("--kind", "receipt_printer", "--host", "a.local", "--mac", "12:34"),
            "mac: This is not a MAC address.",
        ),
        (("--kind", "cash_drawer", "--printer", "nobody"), "no such printer"),
        (("--kind", "scale", "--host-device", "nobody"), "no such device"),
    ],
)
def test_what_cannot_be_is_refused_and_not_kept(
    app: Flask, make: Make, words: tuple[str, ...], says: str
) -> None:
    make.first_owner()
    result = run(app, "peripherals", "add", "--name", "Rzecz", *words)
    assert result.exit_code != 0
    assert says in result.output
    assert make.session.scalars(select(Peripheral)).all() == []


def test_things_of_two_accounts_are_not_connected(app: Flask, make: Make) -> None:
    mine, theirs = make.printer(), make.owner()
    foreign = make.store("Dworzec", theirs).public_id
    words = ("--kind", "cash_drawer", "--name", "Szuflada", "--printer", mine.public_id, "--store", foreign)
    result = run(app, "peripherals", "add", *words)
    assert "these things belong to different accounts" in result.output


def test_a_removed_peripheral_is_not_listed_any_more(app: Flask, make: Make) -> None:
    printer = make.printer()
    assert facts(app, "peripherals", "remove", printer.public_id) == {"id": printer.public_id}
    assert facts(app, "peripherals", "list")["peripherals"] == []
    assert "no such peripheral" in run(app, "peripherals", "remove", printer.public_id).output


def test_a_printer_that_opens_a_drawer_is_not_removed(app: Flask, make: Make) -> None:
    printer = make.printer()
    facts(
        app,
        "peripherals",
        "add",
        "--kind",
        "cash_drawer",
        "--name",
        "Szuflada",
        "--printer",
        printer.public_id,
    )
    result = run(app, "peripherals", "remove", printer.public_id)
    assert "This printer opens Szuflada." in result.output
    make.session.expire_all()
    assert printer.deleted_at is None


def test_a_mute_printer_is_let_print_all_the_same(app: Flask, make: Make) -> None:
    printer = make.printer(make.store_server()[0], "Star")
    words = ("peripherals", "when-mute", printer.public_id)

    def kept() -> str | None:
        make.session.refresh(printer)
        confirm = printer.confirm
        make.session.rollback()
        return confirm

    assert facts(app, *words, "print") == {"id": printer.public_id, "when_mute": "print"}
    assert kept() == "blind"
    assert "its papers wait" in run(app, *words, "wait").output
    assert kept() is None
    assert run(app, "peripherals", "when-mute", "no-such", "print").exit_code == 2
