"""What fits where (guide A)."""

import pytest

from domain.names import PeripheralKind, Role
from domain.peripherals import (
    EXCLUSIVE,
    FITTING,
    SECTIONS,
    fits,
    options_of,
    slip_language_of,
    with_slip_language,
)
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
    ("stored", "language", "kept"),
    [
        (None, "pl", {"language": "pl"}),
        ({"language": "fr"}, "ru", {"language": "ru"}),
        ({"language": "fr"}, None, {}),
        (None, None, {}),
        ({"print_assembly_slips": False}, "en", {"print_assembly_slips": False, "language": "en"}),
    ],
)
def test_a_role_s_paper_may_have_a_language_of_its_own(
    stored: dict[str, object] | None, language: str | None, kept: dict[str, object]
) -> None:
    wanted = with_slip_language(Role.ASSEMBLY_PRINTER, stored, language)
    assert wanted == kept
    assert slip_language_of(wanted) == language


@pytest.mark.parametrize(
    ("role", "language", "code"),
    [
        (Role.RECEIPT_PRINTER, "de", "language_unknown"),
        (Role.RECEIPT_PRINTER, "", "language_unknown"),
        (Role.PRODUCT_SCANNER, "pl", "option_unknown"),
        (Role.CASH_DRAWER, None, "option_unknown"),
    ],
)
def test_what_is_no_language_of_a_paper_is_refused(role: Role, language: str | None, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        with_slip_language(role, None, language)
