"""Prices as people write them, and as the shop keeps them: integer minor units."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

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


@dataclass(frozen=True)
class Adjustment:
    """A change of many prices at once: by percent or by an amount in minor units, then rounded to whole `step`s."""

    percent: Decimal = Decimal(0)
    amount: int = 0
    step: int = 1

    def of(self, price: int) -> int:
        """The new price. Raises Refusal `price_negative` or `price_too_high` at `value`."""
        exact = Decimal(price) * (100 + self.percent) / 100 + self.amount
        minor = int((exact / self.step).to_integral_value(ROUND_HALF_UP)) * self.step
        if minor < 0:
            raise Refusal("price_negative", "value")
        if minor > HIGHEST:
            raise Refusal("price_too_high", "value")
        return minor


def read_percent(typed: str, field: str = "value") -> Decimal:
    """A change in percent, from "10", "-5,5 %" or "+3.25". Raises Refusal `required` or `percent_invalid`."""
    text = unicodedata.normalize("NFKC", typed).replace("−", "-").replace(",", ".").replace("%", "").strip()
    if not text:
        raise Refusal("required", field)
    if not re.fullmatch(r"[+-]?\d{1,4}(\.\d{1,3})?", text, re.ASCII):
        raise Refusal("percent_invalid", field)
    return Decimal(text)


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
