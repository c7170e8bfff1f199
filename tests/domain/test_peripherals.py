"""What fits where (guide A), and which addresses a printer may have."""

import pytest

from domain.names import PeripheralKind, Role
from domain.peripherals import EXCLUSIVE, FITTING, SECTIONS, fits, options_of, read_network_address
from domain.refusal import Refusal

RECEIPT, PAGE = PeripheralKind.RECEIPT_PRINTER, PeripheralKind.PAGE_PRINTER


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.PAYMENT_TERMINAL, {PeripheralKind.PAYMENT_TERMINAL}),
        (Role.CASH_DRAWER, {PeripheralKind.CASH_DRAWER}),
        (Role.RECEIPT_PRINTER, {RECEIPT}),
        (Role.PAGE_PRINTER, {PAGE}),
        (Role.PICKUP_PRINTER, {RECEIPT}),
        (Role.ASSEMBLY_PRINTER, {RECEIPT, PAGE}),
        (Role.PRODUCT_SCANNER, {PeripheralKind.BARCODE_SCANNER}),
        (Role.CHECKOUT_SCALE, {PeripheralKind.SCALE}),
    ],
)
def test_each_role_takes_its_kinds_and_no_other(role: Role, kinds: set[PeripheralKind]) -> None:
    assert {kind for kind in PeripheralKind if fits(kind, role)} == kinds


def test_the_tab_has_three_parts_with_all_eight_roles() -> None:
    assert [name for name, _roles in SECTIONS] == ["payment", "printers", "other"]
    assert sorted(role for _name, roles in SECTIONS for role in roles) == sorted(FITTING) == sorted(Role)


def test_only_the_scanner_is_exclusive() -> None:
    assert {Role.PRODUCT_SCANNER} == EXCLUSIVE


def test_switches_stand_on_until_turned_off() -> None:
    both = {"print_assembly_slips": True, "only_made_to_order": True}
    assert options_of(Role.ASSEMBLY_PRINTER, None) == both
    assert options_of(Role.ASSEMBLY_PRINTER, {"print_assembly_slips": False}) == both | {
        "print_assembly_slips": False
    }
    assert options_of(Role.RECEIPT_PRINTER, {"print_assembly_slips": False}) == {}


@pytest.mark.parametrize(
    ("host", "port", "expected"),
    [
        ("192.168.1.50", "", ("192.168.1.50", 9100)),
        (" printer.local. ", "9101", ("printer.local", 9101)),
        ("fd00::12", 9100, ("fd00::12", 9100)),
        ("kasa-1", None, ("kasa-1", 9100)),
    ],
)
def test_an_address_is_read_as_typed(host: str, port: str | int | None, expected: tuple[str, int]) -> None:
    address = read_network_address(host, port)
    assert (address.host, address.port) == expected


@pytest.mark.parametrize(
    ("host", "port", "code", "field"),
    [
        ("", "9100", "required", "host"),
        ("300.1.1.1", "9100", "host_invalid", "host"),
        ("192.168.1", "9100", "host_invalid", "host"),
        ("http://192.168.1.5", "9100", "host_invalid", "host"),
        ("my printer", "9100", "host_invalid", "host"),
        ("-x.local", "9100", "host_invalid", "host"),
        ("192.168.1.5", "0", "port_invalid", "port"),
        ("192.168.1.5", "65536", "port_invalid", "port"),
        ("192.168.1.5", "ninety", "port_invalid", "port"),
        ("192.168.1.5", "９１００", "port_invalid", "port"),
    ],
)
def test_an_address_that_cannot_be_is_refused(host: str, port: str, code: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_network_address(host, port)
    assert (refused.value.code, refused.value.field) == (code, field)
