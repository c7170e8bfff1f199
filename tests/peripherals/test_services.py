"""What peripherals carry along when they are changed, moved to another box, or removed."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.connections import TypedConnection
from domain.identity import read_mac, read_serial
from domain.names import PeripheralKind, Role
from domain.refusal import Refusal
from models import Discovery, Event, Peripheral
from models.scope import enter_account
from services.peripherals.peripherals import (
    PeripheralFields,
    add_peripheral,
    edit_peripheral,
    remove_peripheral,
    replaced_by,
    set_stand_in,
)
from services.store_servers.store_servers import remove_store_server
from tests.make import Make, now

PRINTER = PeripheralFields(name="Epson", typed=TypedConnection(host="192.168.1.50"))


@pytest.fixture
def shop(session: Session, make: Make) -> Session:
    """A session in which the first account is entered."""
    enter_account(session, make.first_owner().account_id)
    return session


@pytest.mark.parametrize(
    "written",
    ["00:26:AB:12:34:56", "00-26-ab-12-34-56", "0026.AB12.3456", "0026ab123456", " 00 26 ab 12 34 56 "],
)
def test_a_mac_address_is_understood_however_it_is_written(written: str) -> None:
    assert read_mac(written) == "00:26:ab:12:34:56"


@pytest.mark.parametrize(
    "written",
    [
        "00:26:AB:12:34",
        "00:26:AB:12:34:5G",
        "00:26-AB:12:34:56",
        "00:00:00:00:00:00",
        "ff:ff:ff:ff:ff:ff",
        "x",
    ],
)
def test_what_is_no_mac_address_is_refused(written: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_mac(written)
    assert (refused.value.code, refused.value.field) == ("mac_invalid", "mac")


def test_a_serial_number_is_one_line_and_not_endless() -> None:
    assert read_serial("  X3QR\n0012 ") == "X3QR 0012"
    assert (read_serial(" "), read_serial(None), read_mac("")) == (None, None, None)
    with pytest.raises(Refusal) as refused:
        read_serial("9" * 65)
    assert (refused.value.code, refused.value.field) == ("too_long", "serial")


def test_the_history_tells_by_what_it_is_known(shop: Session) -> None:
    printer = add_peripheral(shop, PRINTER, now())
    edit_peripheral(shop, printer, replace(PRINTER, mac="0026AB123456", serial="X3QR0012"), now())
    told = shop.scalars(select(Event).where(Event.verb == "peripheral.edited")).one().facts["changes"]
    assert told == [
        {"field": "mac", "before": None, "after": "00:26:ab:12:34:56"},
        {"field": "serial", "before": None, "after": "X3QR0012"},
    ]


def test_a_new_address_forgets_the_state_and_the_note_of_the_former_one(shop: Session) -> None:
    printer = add_peripheral(shop, PRINTER, now())
    printer.state, printer.moved_from, printer.moved_at = "online", "192.168.1.9:9100", now()
    edit_peripheral(shop, printer, replace(PRINTER, name="Epson 2"), now())
    assert (printer.state, printer.moved_from) == ("online", "192.168.1.9:9100"), (
        "another name changes nothing"
    )
    edit_peripheral(shop, printer, replace(PRINTER, typed=TypedConnection(host="192.168.1.51")), now())
    assert [printer.state, printer.moved_from, printer.moved_at] == [None, None, None]


def test_a_drawer_follows_its_printer_to_another_box_and_stand_ins_end(shop: Session, make: Make) -> None:
    first, second = make.store_server(name="Zaplecze")[0], make.store_server(name="Bar")[0]
    enter_account(shop, first.account_id)
    printer = add_peripheral(shop, replace(PRINTER, store_server=first), now())
    other = add_peripheral(shop, replace(PRINTER, name="Star", store_server=first), now())
    drawer = PeripheralFields(
        name="Szuflada",
        kind=PeripheralKind.CASH_DRAWER,
        typed=TypedConnection(way="printer"),
        printer=printer,
    )
    opened = add_peripheral(shop, drawer, now())
    set_stand_in(shop, other, printer, now())
    set_stand_in(shop, printer, other, now())
    assert replaced_by(shop, printer) == [other]
    edit_peripheral(shop, printer, replace(PRINTER, store_server=second), now())
    assert (opened.store_server, opened.store) == (second, second.store)
    assert (printer.stand_in, other.stand_in) == (None, None)


@pytest.mark.parametrize("gone", ["store_server", "printer", "host_device"])
def test_nothing_hangs_on_what_was_removed(shop: Session, make: Make, gone: str) -> None:
    server = make.store_server()[0]
    printer, device = make.printer(server), make.device(store=server.store)
    enter_account(shop, server.account_id)
    if gone == "store_server":
        remove_store_server(shop, server, now())
        fields = replace(PRINTER, store_server=server)
    elif gone == "printer":
        remove_peripheral(shop, printer, now())
        fields = PeripheralFields("Szuflada", PeripheralKind.CASH_DRAWER, TypedConnection(way="printer"))
        fields = replace(fields, printer=printer)
    else:
        device.status = "deleted"
        fields = replace(PRINTER, typed=TypedConnection(way="device"), host_device=device)
    with pytest.raises(Refusal) as refused:
        add_peripheral(shop, fields, now())
    assert refused.value.field == gone
    assert refused.value.code.endswith("_unknown")


def test_what_was_found_may_be_added_again_after_a_removal(shop: Session, make: Make) -> None:
    server = make.store_server()[0]
    enter_account(shop, server.account_id)
    printer = add_peripheral(shop, replace(PRINTER, store_server=server), now())
    found = Discovery(
        store_server=server, key="mac:0026ab123456", kind_guess="receipt_printer", connection=printer.connection,
        first_seen_at=now(), last_seen_at=now(), peripheral=printer,
    )  # fmt: skip
    shop.add(found)
    shop.flush()
    remove_peripheral(shop, printer, now())
    shop.refresh(found)
    assert found.peripheral is None
    assert shop.scalars(select(Peripheral).where(Peripheral.deleted_at.is_(None))).all() == []


def told(session: Session, verb: str) -> list[tuple[str, dict[str, object]]]:
    """Of whom the history tells this, and what."""
    events = session.scalars(select(Event).where(Event.verb == verb).order_by(Event.id))
    return [(event.subject_name, event.facts) for event in events]


def test_a_drawer_goes_to_another_store_with_its_printer_and_its_history_says_so(
    shop: Session, make: Make
) -> None:
    first, second = make.store("Kraków"), make.store("Gdańsk")
    enter_account(shop, first.account_id)
    printer = add_peripheral(shop, replace(PRINTER, store=first), now())
    drawer = PeripheralFields("Szuflada", PeripheralKind.CASH_DRAWER, TypedConnection(way="printer"))
    opened = add_peripheral(shop, replace(drawer, printer=printer), now())
    edit_peripheral(shop, printer, replace(PRINTER, store=second), now())
    assert opened.store == second
    change = {"changes": [{"field": "store", "before": "Kraków", "after": "Gdańsk"}]}
    assert told(shop, "peripheral.edited") == [("Epson", change), ("Szuflada", change)]


def test_all_who_lose_something_with_a_removed_printer_read_it_in_their_history(
    shop: Session, make: Make
) -> None:
    server, _token = make.store_server()
    printer, other = make.printer(server, "Epson"), make.printer(server, "Star")
    device = make.device("Kasa 1", server.store)
    enter_account(shop, server.account_id)
    make.assignment(device, printer, Role.RECEIPT_PRINTER)
    make.assignment(device, other, Role.PICKUP_PRINTER)
    set_stand_in(shop, other, printer, now())
    remove_peripheral(shop, printer, now())
    assert told(shop, "device.role_cleared") == [
        ("Kasa 1", {"role": "receipt_printer", "peripheral": "Epson"})
    ]
    assert told(shop, "peripheral.stand_in_set")[-1] == ("Star", {"before": "Epson", "after": None})


def test_what_somebody_removed_meanwhile_is_neither_changed_nor_removed_again(shop: Session) -> None:
    printer = add_peripheral(shop, PRINTER, now())
    remove_peripheral(shop, printer, now())
    with pytest.raises(Refusal, match="peripheral_unknown"):
        edit_peripheral(shop, printer, replace(PRINTER, name="Star"), now())
    with pytest.raises(Refusal, match="peripheral_unknown"):
        remove_peripheral(shop, printer, now())
    assert len(told(shop, "peripheral.removed")) == 1


def test_what_a_removed_box_drove_is_driven_by_none_and_its_history_says_so(
    shop: Session, make: Make
) -> None:
    server, _token = make.store_server(name="Zaplecze")
    printer, other = make.printer(server, "Epson"), make.printer(server, "Star")
    enter_account(shop, server.account_id)
    set_stand_in(shop, other, printer, now())
    remove_store_server(shop, server, now())
    assert [printer.store_server, other.store_server, other.stand_in] == [None, None, None]
    change = {"changes": [{"field": "store_server", "before": "Zaplecze", "after": None}]}
    assert told(shop, "peripheral.edited") == [("Epson", change), ("Star", change)]
    assert told(shop, "peripheral.stand_in_set")[-1] == ("Star", {"before": "Epson", "after": None})


def test_printers_that_no_store_server_drives_do_not_stand_in(make: Make) -> None:
    owner = make.first_owner()
    first, second = (make.printer(name=name, store_server=None) for name in ("Epson", "Star"))
    enter_account(make.session, owner.account_id)
    with pytest.raises(Refusal) as refused:
        set_stand_in(make.session, first, second, now())
    assert (refused.value.code, refused.value.field) == ("stand_in_unfit", "stand_in")


def test_a_printer_that_somebody_removed_meanwhile_is_given_no_stand_in(shop: Session, make: Make) -> None:
    server, _token = make.store_server()
    printer, other = make.printer(server, "Epson"), make.printer(server, "Star")
    enter_account(shop, server.account_id)
    remove_peripheral(shop, printer, now())
    with pytest.raises(Refusal, match="peripheral_unknown"):
        set_stand_in(shop, printer, other, now())
    assert printer.stand_in is None
