"""The figures on a till's paper: whole minor units, decimal quantities, nothing guessed.

What is not named here is not looked at, and what is left out or null is left out. A store server checks the same
of what tills send to it (a test of the contract holds both to one table).
"""

import re
from collections.abc import Callable
from typing import Any

#: Beyond this, programs of some makes no longer count exactly.
HIGHEST = 2**53 - 1
#: Totals within totals; no till nests deeper, and no paper shows it.
DEEPEST = 16
QUANTITY = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)
CURRENCY = re.compile("[A-Z]{3}", re.ASCII)
Check = Callable[[Any, str], None]


class Unfit(Exception):
    """A figure is none; the path says which, ``document.receipt.lines[0].price``."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field)
        self.field, self.message = field, message


def check_figures(document: dict[str, Any]) -> None:
    """Whether receipt and report of a document can be put on paper as they are meant. Raises Unfit."""
    _PRINTED(document, "document")


def _amount(value: Any, path: str) -> None:
    if type(value) is not int or abs(value) > HIGHEST:
        raise Unfit(path, "Expected money as a whole number of minor units, 1250 for 12.50")


def _count(value: Any, path: str) -> None:
    if type(value) is not int or not 0 <= value <= HIGHEST:
        raise Unfit(path, "Expected a whole number, zero or more")


def _quantity(value: Any, path: str) -> None:
    is_number = type(value) in (int, float) and abs(value) < 10**12
    if not is_number and not (isinstance(value, str) and QUANTITY.fullmatch(value)):
        raise Unfit(path, "Expected a decimal string like 0.485")


def _currency(value: Any, path: str) -> None:
    if not (isinstance(value, str) and CURRENCY.fullmatch(value)):
        raise Unfit(path, "Expected a currency like EUR")


def _rate(value: Any, path: str) -> None:
    if type(value) not in (int, float, str):
        raise Unfit(path, "Expected a tax rate like 5.5")


def _members(**checks: Check) -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise Unfit(path, "Expected an object")
        for name, each in checks.items():
            if value.get(name) is not None:
                each(value[name], f"{path}.{name}")

    return check


def _list_of(each: Check) -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, list):
            raise Unfit(path, "Expected a list")
        for place, item in enumerate(value):
            each(item, f"{path}[{place}]")

    return check


def _totals(value: Any, path: str, depth: int = 0) -> None:
    """By name, or as a list of objects with an amount; the names are the till's own."""
    if depth > DEEPEST:
        raise Unfit(path, "Expected totals that are not nested so deep")
    if isinstance(value, list):
        _list_of(_members(amount=_total_within(depth)))(value, path)
    elif isinstance(value, dict):
        for name, told in value.items():
            if told is not None and name != "currency":
                check = _count if name == "count" or name.endswith("_count") else _total_within(depth)
                check(told, f"{path}.{name}")
    else:
        raise Unfit(path, "Expected an object or a list")


def _total_within(depth: int) -> Check:
    def check(value: Any, path: str) -> None:
        if isinstance(value, dict | list):
            _totals(value, path, depth + 1)
        else:
            _amount(value, path)

    return check


_LINE = _members(quantity=_quantity, price=_amount, discount=_amount, total=_amount)
_PAYMENT = _members(amount=_amount)
_TAX = _members(rate=_rate, base=_amount, amount=_amount)
_RECEIPT = _members(
    currency=_currency,
    lines=_list_of(_LINE),
    payments=_list_of(_PAYMENT),
    taxes=_list_of(_TAX),
    discount=_amount,
    total=_amount,
    change=_amount,
)
_REPORT = _members(currency=_currency, receipts_count=_count, totals=_totals)
_PRINTED = _members(receipt=_RECEIPT, report=_REPORT)
