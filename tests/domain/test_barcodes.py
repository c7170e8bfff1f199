"""Barcodes: the last digit of those on packages is checked, the shop's own are free."""

import pytest

from domain.barcodes import check_digit, read_barcode
from domain.refusal import Refusal


@pytest.mark.parametrize(
    "code", ["5901234123457", "3017620422003", "96385074", "036000291452", "12345", "AB-12", "1234567890"]
)
def test_a_right_code_and_the_shops_own_are_taken(code: str) -> None:
    assert read_barcode(f" {code} ") == code


@pytest.mark.parametrize(("code", "expected"), [("5901234123456", 7), ("96385070", 4), ("036000291453", 2)])
def test_a_wrong_check_digit_is_named(code: str, expected: int) -> None:
    with pytest.raises(Refusal) as refused:
        read_barcode(code)
    assert refused.value.code == "barcode_check_digit"
    assert refused.value.facts == {"barcode": code, "expected": expected}
    assert check_digit(code[:-1]) == expected
