"""Shifts and closed days as tills tell them: in any order, twice, or with totals of their own making."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from domain.shifts import (
    LARGEST_COUNT,
    TOTALS_KEPT,
    ShiftNow,
    ShiftWord,
    cash_kept,
    cash_moved,
    clamp_count,
    covering_report,
    hear,
    is_amended,
    readable_number,
    readable_totals,
)

NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
OPENED = ShiftWord("morning", 1, False, NINE, "zofia", 10_000)
CLOSED = ShiftWord("morning", 9, True, NINE + timedelta(hours=8), "anna", 31_000, 31_500)
CLOSED_AGAIN = ShiftWord("morning", 12, True, NINE + timedelta(hours=9), "ewa", 1, 2)


@pytest.mark.parametrize("words", list(permutations([OPENED, CLOSED, CLOSED_AGAIN])))
def test_a_shift_is_the_same_in_whatever_order_its_entries_come(words: tuple[ShiftWord, ...]) -> None:
    shift = ShiftNow("morning")
    for word in words:
        shift = hear(shift, word)
    assert shift == ShiftNow(
        "morning", NINE, "zofia", 10_000, NINE + timedelta(hours=8), "anna", 31_000, 31_500, 9
    )


@pytest.mark.parametrize(
    ("known", "closed_n", "numbers", "amended"),
    [
        (None, None, [3], False),
        (None, 9, [3], False),
        (None, 9, [10], True),
        (9, 9, [3], True),
        (9, 9, [10], True),
        (9, 9, [], False),
        (None, 9, [], False),
    ],
)
def test_a_sale_amends_a_shift_that_could_be_read_as_closed(
    known: int | None, closed_n: int | None, numbers: list[int], amended: bool
) -> None:
    before = None if known is None else ShiftNow("morning", closed_n=known)
    assert is_amended(before, ShiftNow("morning", closed_n=closed_n), numbers) is amended


@pytest.mark.parametrize(("n", "covering"), [(1, 5), (4, 5), (5, 9), (6, 9), (9, None), (12, None)])
def test_a_day_report_covers_what_stands_before_it(n: int, covering: int | None) -> None:
    assert covering_report([5, 9], n) == covering


@pytest.mark.parametrize(
    ("kind", "total", "payments", "cash"),
    [
        ("sale", 3700, [("cash", 3700)], 3700),
        ("sale", 3700, [("cash", 5000)], 3700),
        ("sale", 3700, [("card", 3700)], 0),
        ("sale", 3700, [("card", 2000), ("cash", 2000)], 1700),
        ("sale", 3700, [], 0),
        ("refund", 3700, [("cash", 3700)], -3700),
        ("refund", -3700, [("cash", -3700)], -3700),
        ("refund", -3700, [("card", -3700)], 0),
        ("sale", 100, [("voucher", 500), ("cash", 10)], 0),
    ],
)
def test_what_a_receipt_leaves_in_the_drawer(
    kind: str, total: int, payments: list[tuple[str, int]], cash: int
) -> None:
    assert cash_kept(kind, total, payments) == cash


@pytest.mark.parametrize(
    ("kind", "amount", "moved"),
    [("pay_in", 500, 500), ("pay_out", 500, -500), ("pay_out", -500, -500), ("drop", 500, -500)],
)
def test_what_a_cash_movement_does_to_the_drawer(kind: str, amount: int, moved: int) -> None:
    assert cash_moved(kind, amount) == moved


@pytest.mark.parametrize(
    ("totals", "lines"),
    [
        ({"sales": 12, "payments": {"cash": 5}}, {"sales": 12, "payments.cash": 5}),
        ([{"method": "cash", "amount": 5}], {"cash.amount": 5}),
        ([7, {"amount": 5}], {"1": 7, "2.amount": 5}),
        ({"gross": "12.50", "closed": True, "none": None}, {"gross": "12.50", "closed": "true"}),
        ({"z": 10**4000}, {"z": "…"}),
        ({"na\u0000me\n": "a\u0000b"}, {"name": "ab"}),
        ([], {}),
    ],
)
def test_a_tills_totals_become_lines(totals: Any, lines: dict[str, int | str]) -> None:
    assert readable_totals(totals) == lines


def test_totals_without_end_are_cut() -> None:
    assert len(readable_totals({str(n): n for n in range(10_000)})) == TOTALS_KEPT
    deep: Any = 1
    for _ in range(900):
        deep = {"in": deep}
    assert readable_totals(deep) == {}


def test_numbers_that_no_database_holds() -> None:
    assert clamp_count(10**30) == LARGEST_COUNT
    assert clamp_count(-1) == 0
    assert readable_number(10**5000) == "…"
    assert readable_number("a\u0000b" * 99) == "ab" * 32
