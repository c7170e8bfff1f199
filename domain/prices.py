"""Prices as people write them, and as the shop keeps them: integer minor units."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from domain.refusal import Refusal

#: digits after the separator, by ISO 4217; every other currency of ours has two
PRECISION = {"XOF": 0, "XAF": 0, "JPY": 0, "KRW": 0}
HIGHEST = 10**11
#: one number, with a currency before or after it but nothing in between
_PRICE = re.compile(r"[^\d.,-]*(?P<minus>-?)[^\d.,-]*(?P<digits>[\d.,]*\d)[^\d-]*")


def minor_digits(currency: str) -> int:
    """How many digits the currency has after its separator."""
    return PRECISION.get(currency, 2)


def read_price(typed: str, currency: str, field: str = "price") -> int:
    """A price in minor units, from "12,50", "12.5", "1 234,50 zł" or "€1,234.50".

    Raises Refusal at `field`: `required`, `price_invalid`, `price_unclear` ("1,234" may be two prices),
    `price_negative`, `price_too_high`.
    """
    if not typed.strip():
        raise Refusal("required", field)
    found = _PRICE.fullmatch(_without_grouping(typed))
    if found is None:
        raise Refusal("price_invalid", field)
    amount = _decimal(found["digits"], field)
    if found["minus"] and amount:
        raise Refusal("price_negative", field)
    minor = amount.scaleb(minor_digits(currency))
    if minor != minor.to_integral_value():
        raise Refusal("price_invalid", field)
    if minor > HIGHEST:
        raise Refusal("price_too_high", field)
    return int(minor)


def write_price(minor: int, currency: str, separator: str = ".") -> str:
    """The price as a person may edit it: 1250 → "12.50"."""
    digits = minor_digits(currency)
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}".replace(".", separator)


def _without_grouping(typed: str) -> str:
    """One way of writing digits, minus and groups: spaces and apostrophes between thousands go."""
    text = unicodedata.normalize("NFKC", typed).replace("−", "-")
    return re.sub(r"(?<=\d)[\s'’](?=\d{3}(?!\d))", "", text)


def _decimal(text: str, field: str) -> Decimal:
    digits = text
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0:
        whole, fraction, mark = digits[:last], digits[last + 1 :], digits[last]
        if mark in whole:
            raise Refusal("price_invalid", field)
        if len(fraction) == 3 and not re.search(r"[.,]", whole):
            raise Refusal("price_unclear", field)
        digits = re.sub(r"[.,]", "", whole) + "." + fraction
    try:
        return Decimal(digits)
    except InvalidOperation as error:
        raise Refusal("price_invalid", field) from error
