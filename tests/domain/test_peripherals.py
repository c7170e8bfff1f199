"""What fits where (guide A)."""

import pytest

from domain.names import PeripheralKind, Role
from domain.peripherals import EXCLUSIVE, FITTING, SECTIONS, fits, options_of

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
