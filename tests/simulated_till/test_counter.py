"""Receipts are right to the last minor unit."""

from datetime import UTC, datetime, timedelta

import pytest

from cli.simulated_till import Product, SimulatedTill, UnknownGoods
from cli.simulated_till.receipts import make_line, sum_taxes
from tests.simulated_till.conftest import Shop


@pytest.mark.parametrize(
    ("price", "quantity", "total"),
    [(999, "0.485", 485), (1000, "0.0005", 1), (333, 3, 999), (1, "0.5", 1), (250, "1,5", 375)],
)
def test_a_line_is_rounded_half_up(price: int, quantity: int | str, total: int) -> None:
    assert make_line(Product("p", "Ser", price), quantity)["total"] == total


def test_base_and_tax_add_up_to_the_total() -> None:
    lines = [make_line(Product("p", "Ser", price, tax_id="t", tax_rate="23"), 1) for price in (999, 1)]
    assert sum_taxes(lines) == [{"tax_id": "t", "rate": "23", "base": 813, "amount": 187}]


@pytest.mark.parametrize("quantity", [0, -1, "NaN", "Infinity"])
def test_nonsense_is_no_quantity(quantity: int | str) -> None:
    with pytest.raises(ValueError, match="not a quantity"):
        make_line(Product("p", "Ser", 1), quantity)


def test_a_receipt_says_what_was_sold_by_whom_and_in_which_shift(till: SimulatedTill) -> None:
    shift = till.open_shift("Zofia", opening_cash=10000)
    receipt = till.sell([("Żurek z jajkiem", 2), ("3017620422003", "1")], payment="card", employee="Zofia")
    body = receipt.body
    assert (receipt.total, body["currency"], body["employee_id"], body["shift_id"]) == (
        4130,
        "PLN",
        "e1",
        shift,
    )
    assert body["payments"] == [{"method": "card", "amount": 4130}]
    assert sum(tax["base"] + tax["amount"] for tax in body["taxes"]) == 4130


def test_unknown_goods_are_not_sold_and_use_no_number(till: SimulatedTill) -> None:
    with pytest.raises(UnknownGoods):
        till.sell([("Kawior", 1)])
    assert till.sell([("Żurek z jajkiem", 1)]).number == "1-1-000001"


def test_a_refund_names_its_sale(till: SimulatedTill) -> None:
    sale = till.sell([("Żurek z jajkiem", 2)])
    refund = till.refund(sale)
    assert (refund.kind, refund.total, refund.body["refund_of"]) == ("refund", 3780, sale.number)


def test_a_day_adds_up(shop: Shop, till: SimulatedTill) -> None:
    till.open_shift("Zofia", opening_cash=10000)
    sale = till.sell([("Żurek z jajkiem", 1)])
    till.sell([("Œufs à la coque", 1)], payment="card")
    till.move_cash("pay_out", 500)
    till.refund(sale)
    till.close_shift("Zofia")
    report = till.day_report().body
    assert (report["receipts_count"], report["number"]) == (3, 1)
    assert report["totals"] == {
        "sales": 2240,
        "refunds": 1890,
        "net": 350,
        "payments": {"cash": 0, "card": 350},
    }
    close = next(entry.body for entry in till.journal() if entry.kind == "shift_close")
    assert (close["expected_cash"], close["closing_cash"]) == (9500, 9500)
    assert till.upload().stored == 7
    assert (till.day_report().body["number"], till.day_report().body["receipts_count"]) == (2, 0)


def test_the_state_counts_what_is_unsent(shop: Shop, till: SimulatedTill) -> None:
    shift = till.open_shift()
    sale = till.sell([("Żurek z jajkiem", 1)])
    till.report_state()
    state = shop.office.states[-1]
    assert (state["unsent"]["entries"], state["unsent"]["receipts"], state["unsent"]["amount"]) == (
        2,
        1,
        sale.total,
    )
    assert (state["open_shift_id"], state["last_sequence"]) == (shift, 2)


def test_a_clock_that_is_wrong_is_measured_and_written_on_the_receipt(shop: Shop) -> None:
    till = shop.till(clock=lambda: datetime.now(UTC) + timedelta(hours=2))
    till.activate("7K4MQ2XD")
    till.synchronize()
    offset = till.sell([("Żurek z jajkiem", 1)]).body["clock_offset_ms"]
    assert abs(offset - 7_200_000) < 2000


def test_a_receipt_is_printed_once_however_often_it_is_sent(shop: Shop, till: SimulatedTill) -> None:
    receipt = till.sell([("Борщ с пампушками", 1)], employee="Zofia")
    till.lose_next_answer()
    job = till.print_receipt(receipt)
    assert till.print_receipt(receipt) == job
    assert len(shop.office.jobs) == 1
    assert till.job_status(job)["status"] == "queued"
    assert "Kasa 1" in shop.office.jobs[job]
    till.print_receipt(receipt, duplicate=True)
    assert len(shop.office.jobs) == 2
