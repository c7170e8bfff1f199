"""Receipts as tills hand them in: do they add up, when were they, what is odd."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.receipts import Flag, ReceiptFacts, adds_up, corrected_time, flags_of_receipt

CLOSED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
RECEIPT = ReceiptFacts("1-1-1", "sale", CLOSED, "PLN", 300, (100, 200), (300,))


@pytest.mark.parametrize(
    ("total", "lines", "payments", "right"),
    [
        (300, (100, 200), (300,), True),
        (300, (100, 200), (500,), True),
        (300, (100, 200), (100, 200), True),
        (300, (100, 200), (), True),
        (300, (100, 199), (300,), False),
        (300, (100, 200), (299,), False),
        (-300, (-100, -200), (-300,), True),
        (-300, (-100, -200), (-200,), False),
        (0, (), (), True),
    ],
)
def test_whether_a_receipt_adds_up(
    total: int, lines: tuple[int, ...], payments: tuple[int, ...], right: bool
) -> None:
    assert adds_up(replace(RECEIPT, total=total, line_totals=lines, payments=payments)) is right


def test_a_till_that_is_ahead_sold_earlier() -> None:
    assert corrected_time(CLOSED, 60_000) == CLOSED - timedelta(minutes=1)
    assert corrected_time(CLOSED, -60_000) == CLOSED + timedelta(minutes=1)
    assert corrected_time(CLOSED, 2**53 - 1) == CLOSED
    assert corrected_time(CLOSED, -(2**53) + 1) == CLOSED


@pytest.mark.parametrize(
    ("receipt", "flags"),
    [
        (RECEIPT, []),
        (replace(RECEIPT, product_ids=frozenset({"soup"})), []),
        (replace(RECEIPT, product_ids=frozenset({"soup", "ghost"})), [Flag.UNKNOWN_PRODUCT]),
        (replace(RECEIPT, clock_offset_ms=120_000), []),
        (replace(RECEIPT, clock_offset_ms=120_001), [Flag.CLOCK_SKEW]),
        (replace(RECEIPT, closed_at=CLOSED + timedelta(minutes=4)), [Flag.CLOCK_SKEW]),
        (
            replace(RECEIPT, closed_at=CLOSED + timedelta(minutes=4), clock_offset_ms=110_000),
            [Flag.CLOCK_SKEW],
        ),
        (replace(RECEIPT, closed_at=CLOSED - timedelta(days=80)), []),
    ],
)
def test_what_is_odd_about_a_receipt(receipt: ReceiptFacts, flags: list[Flag]) -> None:
    found = flags_of_receipt(receipt, known_products={"soup"}, shift_closed=False, received_at=CLOSED)
    assert found == flags


def test_flags_come_in_the_order_of_the_contract() -> None:
    odd = replace(RECEIPT, total=1, product_ids=frozenset({"ghost"}), clock_offset_ms=10**9)
    found = flags_of_receipt(odd, known_products=(), shift_closed=True, received_at=CLOSED)
    assert found == [Flag.UNKNOWN_PRODUCT, Flag.TOTAL_MISMATCH, Flag.SHIFT_CLOSED, Flag.CLOCK_SKEW]
