"""Barcodes as scanners read them: what a shop may use as one, and the check digit of those on packages."""

from domain.refusal import Refusal

LONGEST = 64
#: EAN-8, UPC-A and EAN-13: digits alone, of which the last one is the sum of the others
WITH_CHECK_DIGIT = (8, 12, 13)


def read_barcode(typed: str, field: str = "barcode") -> str:
    """A barcode without spaces.

    Raises Refusal at `field`: `barcode_invalid`, `barcode_scientific` (what a spreadsheet makes of long numbers),
    `barcode_check_digit` (facts `barcode`, `expected`). Codes of other lengths, and with letters, are the shop's own.
    """
    code = "".join(typed.split())
    if not code.isascii() or not code.isprintable() or len(code) > LONGEST:
        raise Refusal("barcode_invalid", field)
    mantissa, mark, exponent = code.upper().replace(",", ".").partition("E+")
    if mark and exponent.isdigit() and mantissa.replace(".", "").isdigit():
        raise Refusal("barcode_scientific", field)
    if code.isdigit() and len(code) in WITH_CHECK_DIGIT and check_digit(code[:-1]) != int(code[-1]):
        raise Refusal("barcode_check_digit", field, barcode=code, expected=check_digit(code[:-1]))
    return code


def check_digit(digits: str) -> int:
    """The last digit of an EAN or UPC that begins so: weights 3 and 1 in turn, from the right."""
    total = sum(int(digit) * (1 if index % 2 else 3) for index, digit in enumerate(reversed(digits)))
    return -total % 10
