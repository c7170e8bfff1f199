"""What a till counted up to a day report, in the reader's words; what only the till understands comes last."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from flask_babel import gettext as _

from blueprints.formats import money, number, quantity
from blueprints.receipts.words import method_words

TotalsOfTill = Mapping[str, int | str]


class TotalLine(NamedTuple):
    """One line of the totals."""

    label: str
    value: str


class ToldTotals(NamedTuple):
    """The lines that have words, in the order of a till's slip, and the others under the till's own names."""

    known: list[TotalLine]
    others: list[TotalLine]


#: the key of a till → its words
_SUMS: dict[str, Callable[[], str]] = {
    "sales": lambda: _("Sales"),
    "refunds": lambda: _("Refunds"),
    "discounts": lambda: _("Discounts"),
    "net": lambda: _("Net sales"),
}
#: groups of sums whose keys name what each is of
_PAYMENTS, _TAXES = ("payments", "by_method"), ("taxes", "by_tax")
#: how a line of a list ends that says its amount
_AMOUNT = ".amount"


def tell_totals(totals: TotalsOfTill, currency: str) -> ToldTotals:
    """Each of the till's totals once."""
    words = {key: _words(key) for key, value in totals.items() if isinstance(value, int)}
    known = sorted((place, key, label) for key, found in words.items() if found for place, label in [found])
    shown = {key for _place, key, _label in known}
    return ToldTotals(
        [TotalLine(label, money(int(totals[key]), currency)) for _place, key, label in known],
        [TotalLine(key, _as_it_came(value)) for key, value in totals.items() if key not in shown],
    )


def _words(key: str) -> tuple[int, str] | None:
    """Where a line stands, and how it is called; None for what only the till understands."""
    if key in _SUMS:
        return list(_SUMS).index(key), _SUMS[key]()
    group, _dot, rest = key.partition(".")
    name = rest.removesuffix(_AMOUNT)
    if group in _PAYMENTS and name and "." not in name:
        return len(_SUMS), method_words(name)
    if group in _TAXES and name:
        return _tax_words(name)
    return None


def _tax_words(name: str) -> tuple[int, str] | None:
    """A rate may have decimals; a tax without a rate is known to the till alone."""
    rate = name.removesuffix("%").strip()
    if not rate.replace(".", "", 1).isdecimal():
        return None
    return len(_SUMS) + 1, _("Tax %(rate)s %%", rate=quantity(rate))


def _as_it_came(value: int | str) -> str:
    return number(value) if isinstance(value, int) else str(value)
