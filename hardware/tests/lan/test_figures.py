"""Wrong money over the shop's network: refused at the door with the field, and never rounded on paper."""

from typing import Any

import pytest

from comptoir_store_server.printing.money import write_quantity
from comptoir_store_server.printing.reading import amount_of
from lan_shop import Counter, code, new_id


@pytest.mark.parametrize(
    ("receipt", "field"),
    [
        ({"total": 3.75, "lines": [{"name": "Chleb", "price": 250}]}, "document.receipt.total"),
        ({"total": 375, "lines": [{"name": "Chleb", "price": 2.5}]}, "document.receipt.lines[0].price"),
        ({"lines": "x"}, "document.receipt.lines"),
        ({"payments": {"cash": 1622}}, "document.receipt.payments"),
    ],
)
def test_a_receipt_with_money_that_is_none_is_refused_and_nothing_waits(
    counter: Counter, receipt: dict[str, Any], field: str
) -> None:
    order = {"role": "receipt_printer", "document": {"kind": "receipt", "receipt": receipt}}
    answer = counter.till().print(new_id(), order)
    assert code(answer) == (422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert counter.spool.waiting_count() == 0


@pytest.mark.parametrize(
    ("told", "minor"),
    [
        (375, 375),
        (-1850, -1850),
        (375.0, 375),
        ("375", 375),
        (3.75, None),
        ("3.75", None),
        (True, None),
        (None, None),
        (float("inf"), None),
        (float("nan"), None),
    ],
)
def test_no_amount_is_ever_rounded(told: Any, minor: int | None) -> None:
    assert amount_of(told) == minor


def test_goods_without_a_quantity_are_one() -> None:
    assert write_quantity(None, "pl") == "1"
