"""Cashier shifts and closed days: what a till says of them, and what comes of entries in any order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

#: the largest count of receipts that every database holds
LARGEST_COUNT = 2**31 - 1
#: amounts beyond this are no amounts; a till's totals may hold anything
LARGEST_AMOUNT = 2**53 - 1
#: lines kept of a day report's totals, and letters of each
TOTALS_KEPT, TOTAL_LETTERS = 60, 80
#: which of an object's words names it in a list of totals
_NAMES = ("name", "method", "rate", "tax_id", "label", "id")


@dataclass(frozen=True)
class ShiftWord:
    """One thing that an entry says of a shift: it opened (`closes` False) or closed it, with this cash."""

    shift_id: str
    n: int
    closes: bool
    at: datetime | None
    employee: str | None
    cash: int | None
    #: what the till reckoned to be in the drawer; only when it closes
    expected: int | None = None
    #: how far the till's clock is from ours, where the till says so
    clock_offset_ms: int | None = None


@dataclass(frozen=True)
class DayClosed:
    """What a day report says; without a readable time it counts as closed when it arrived."""

    number: str
    closed_at: datetime | None
    receipts_count: int
    totals: dict[str, int | str]
    #: how far the till's clock is from ours, where the till says so
    clock_offset_ms: int | None = None


@dataclass(frozen=True)
class ShiftNow:
    """A shift as far as the journal has arrived."""

    shift_id: str
    opened_at: datetime | None = None
    opened_by: str | None = None
    opening_cash: int | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    closing_cash: int | None = None
    expected_cash: int | None = None
    closed_n: int | None = None
    amended_at: datetime | None = None


def hear(shift: ShiftNow, word: ShiftWord) -> ShiftNow:
    """The shift after one more word on it; a second close changes nothing unless it stands before the first."""
    if not word.closes:
        if shift.opened_at is not None or shift.opening_cash is not None:
            return shift
        return replace(shift, opened_at=word.at, opened_by=word.employee, opening_cash=word.cash)
    if shift.closed_n is not None and shift.closed_n <= word.n:
        return shift
    return replace(
        shift,
        closed_at=word.at,
        closed_by=word.employee,
        closing_cash=word.cash,
        expected_cash=word.expected,
        closed_n=word.n,
    )


def is_amended(known: ShiftNow | None, after: ShiftNow, numbers: Iterable[int]) -> bool:
    """Whether sales with these numbers change a shift that somebody may have read as closed.

    They do when its close had arrived before them, or when the till itself wrote them after the close.
    """
    if known is not None and known.closed_n is not None:
        return any(True for _ in numbers)
    return after.closed_n is not None and any(n > after.closed_n for n in numbers)


def covering_report(reports: Sequence[int], n: int) -> int | None:
    """The number of the day report that covers an entry: the first one behind it. Reports are in ascending order."""
    return next((report for report in reports if report > n), None)


def cash_kept(kind: str, total: int, payments: Iterable[tuple[str, int]]) -> int:
    """What a receipt leaves in the drawer: cash handed over less the change; a refund takes out.

    Whoever pays more than the total gets the rest back in cash.
    """
    paid = list(payments)
    cash = sum(abs(amount) for method, amount in paid if method == "cash")
    change = max(0, sum(abs(amount) for _method, amount in paid) - abs(total)) if cash else 0
    kept = cash - min(change, cash)
    return -kept if kind == "refund" else kept


def cash_moved(kind: str, amount: int) -> int:
    """What a cash movement does to the drawer, whichever sign the till gave it."""
    return abs(amount) if kind == "pay_in" else -abs(amount)


def clamp_count(count: int) -> int:
    """A count of receipts that the database can hold."""
    return max(0, min(count, LARGEST_COUNT))


def readable_number(number: object) -> str:
    """A report's number as text: at most 64 printable letters."""
    if isinstance(number, int) and abs(number) > LARGEST_AMOUNT:
        return "…"
    return "".join(letter for letter in str(number) if letter.isprintable())[:64]


def readable_totals(totals: Any) -> dict[str, int | str]:
    """A till's totals, however nested, as lines of a name and a value; `by_method.cash` → 1200."""
    lines: dict[str, int | str] = {}
    _lay_out(totals, "", lines, depth=0)
    return lines


def _lay_out(value: Any, name: str, lines: dict[str, int | str], depth: int) -> None:
    if len(lines) >= TOTALS_KEPT or depth > 6:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _lay_out(inner, _joined(name, key), lines, depth + 1)
    elif isinstance(value, list):
        for place, inner in enumerate(value, 1):
            _lay_out(*_named(inner, name, place), lines, depth + 1)
    elif name and value is not None:
        lines[name] = _kept(value)


def _named(value: Any, name: str, place: int) -> tuple[Any, str]:
    """An object of a list goes by its own name, anything else by its place."""
    if isinstance(value, Mapping):
        for key in _NAMES:
            if isinstance(value.get(key), str | int):
                return {k: v for k, v in value.items() if k != key}, _joined(name, value[key])
    return value, _joined(name, place)


def _joined(name: str, key: object) -> str:
    key = "…" if isinstance(key, int) and abs(key) > LARGEST_AMOUNT else key
    word = "".join(letter for letter in str(key) if letter.isprintable())
    return (f"{name}.{word}" if name else word)[:TOTAL_LETTERS]


def _kept(value: Any) -> int | str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return value if abs(value) <= LARGEST_AMOUNT else "…"
    return "".join(letter for letter in str(value) if letter.isprintable())[:TOTAL_LETTERS]
