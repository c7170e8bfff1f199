"""Wrong money reaches no paper: the office and the store server refuse the same figures and name the same field."""

import json
from typing import Any
from uuid import uuid4

import pytest
from comptoir_store_server.lan.orders import read_order
from comptoir_store_server.lan.problems import Refused
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import PrintJob
from tests.make import Make

LINE = {"name": "Żurek", "quantity": "2", "price": 1850, "total": 3700}
RECEIPT: dict[str, Any] = {
    "number": "1-1-17",
    "kind": "sale",
    "closed_at": "2026-11-20T10:59:58.123Z",
    "currency": "PLN",
    "lines": [LINE, {"name": "Chleb", "quantity": "0.485", "unit": "kg", "price": 900, "total": 437}],
    "payments": [{"method": "cash", "amount": 5000}],
    "taxes": [{"rate": "8", "base": 3831, "amount": 306}],
    "total": 4137,
}
REPORT: dict[str, Any] = {
    "number": 17,
    "closed_at": "2026-11-20T21:00:00.000Z",
    "receipts_count": 41,
    "totals": {"sales": 3700, "currency": "PLN", "by_method": {"cash": 3700}, "refunds_count": 0},
}


def sold(**members: Any) -> dict[str, Any]:
    return {"kind": "receipt", "receipt": RECEIPT | members}


def line(**members: Any) -> dict[str, Any]:
    return sold(lines=[LINE, LINE | members])


def closed(totals: Any, **members: Any) -> dict[str, Any]:
    return {"kind": "report", "report": REPORT | {"totals": totals} | members}


DEEP: Any = 1
for _ in range(20):
    DEEP = {"x": DEEP}
#: what it is -> the document and the field that is named, within the document
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "zlotys for groszy": (sold(total=3.75), "receipt.total"),
    "a price with a point": (line(price=2.5), "receipt.lines[1].price"),
    "whole zlotys with a point": (sold(total=375.0), "receipt.total"),
    "a total in letters": (sold(total="abc"), "receipt.total"),
    "a total as a text": (sold(total="4137"), "receipt.total"),
    "a total that is true": (sold(total=True), "receipt.total"),
    "a total without end": (sold(total=10**30), "receipt.total"),
    "a total beyond what all can count": (sold(total=2**53), "receipt.total"),
    "a total in a list": (sold(total=[4137]), "receipt.total"),
    "a discount with a point": (sold(discount=0.5), "receipt.discount"),
    "change with a point": (sold(change=12.47), "receipt.change"),
    "a currency by number": (sold(currency=985), "receipt.currency"),
    "a currency in small letters": (sold(currency="jpy"), "receipt.currency"),
    "lines as a text": (sold(lines="x"), "receipt.lines"),
    "lines as an object": (sold(lines={"0": LINE}), "receipt.lines"),
    "a line as a text": (sold(lines=[LINE, "Chleb 4,37"]), "receipt.lines[1]"),
    "no line": (sold(lines=[None]), "receipt.lines[0]"),
    "a line total that is false": (line(total=False), "receipt.lines[1].total"),
    "a line discount as a text": (line(discount="10%"), "receipt.lines[1].discount"),
    "a quantity with a comma": (line(quantity="0,485"), "receipt.lines[1].quantity"),
    "a quantity in words": (line(quantity="two"), "receipt.lines[1].quantity"),
    "a quantity with an exponent": (line(quantity="1e3"), "receipt.lines[1].quantity"),
    "a quantity that is true": (line(quantity=True), "receipt.lines[1].quantity"),
    "a quantity of many kinds": (line(quantity=[1]), "receipt.lines[1].quantity"),
    "a quantity without end": (line(quantity=10**12), "receipt.lines[1].quantity"),
    "a quantity in other figures": (line(quantity="٣"), "receipt.lines[1].quantity"),
    "a quantity and a new line": (line(quantity="1\n"), "receipt.lines[1].quantity"),
    "payments as an object": (sold(payments={"cash": 5000}), "receipt.payments"),
    "a payment as a number": (sold(payments=[5000]), "receipt.payments[0]"),
    "a payment with a point": (
        sold(payments=[{"method": "cash", "amount": 16.22}]),
        "receipt.payments[0].amount",
    ),
    "taxes as an object": (sold(taxes={"8": 306}), "receipt.taxes"),
    "a tax with a point": (sold(taxes=[{"rate": "8", "base": 38.31}]), "receipt.taxes[0].base"),
    "a rate that is true": (sold(taxes=[{"rate": True, "amount": 1}]), "receipt.taxes[0].rate"),
    "a slip with lines as a text": ({"kind": "assembly", "receipt": {"lines": "x"}}, "receipt.lines"),
    "totals as a number": (closed(3700), "report.totals"),
    "totals as a text": (closed("37.00"), "report.totals"),
    "a total of the day with a point": (closed({"sales": 37.0}), "report.totals.sales"),
    "a total of the day as a text": (closed({"sales": "37,00"}), "report.totals.sales"),
    "a total within": (closed({"by_method": {"cash": "x"}}), "report.totals.by_method.cash"),
    "a total in a list of them": (
        closed([{"method": "cash", "amount": 1}, {"method": "card", "amount": 0.1}]),
        "report.totals[1].amount",
    ),
    "a list of bare totals": (closed([3700]), "report.totals[0]"),
    "a count with a point": (closed({"count": 1.5}), "report.totals.count"),
    "a count below zero": (closed({"refunds_count": -1}), "report.totals.refunds_count"),
    "receipts in words": (closed({}, receipts_count="many"), "report.receipts_count"),
    "totals within totals within totals": (closed(DEEP), "report.totals" + ".x" * 17),
}
RIGHT: dict[str, dict[str, Any]] = {
    "a receipt": sold(),
    "a refund": sold(kind="refund", total=-4137, lines=[LINE | {"quantity": "-1", "total": -1850}]),
    "the highest": sold(total=2**53 - 1),
    "a weight as a number": line(quantity=0.485),
    "pieces as a number": line(quantity=2),
    "a discount": line(discount=100),
    "members that nobody knows": sold(loyalty={"points": 1.5}, lines=[LINE | {"eco": 0.1}]),
    "nulls": sold(lines=[LINE | {"quantity": None, "discount": None}], taxes=None, change=None),
    "names as objects": sold(device={"name": "Kasa 1"}, lines=[{"product": {"name": "Żurek"}, "price": 1}]),
    "a rate as a number": sold(taxes=[{"rate": 5.5, "base": 1, "amount": 1}]),
    "nothing in it": {"kind": "receipt", "receipt": {}},
    "no receipt": {"kind": "receipt"},
    "a slip": {"kind": "assembly", "receipt": {"lines": [{"name": "Żurek", "quantity": "2"}]}},
    "a day": {"kind": "report", "report": REPORT},
    "a day without totals": closed(None),
    "a day with a list of totals": closed([{"method": "cash", "amount": 3700}, {"name": "Vouchers"}]),
    "a day by rate": closed({"taxes": [{"name": "8 %", "amount": {"net": 1, "tax": 2}}]}),
}


def body(document: dict[str, Any]) -> dict[str, Any]:
    return {"role": "receipt_printer", "document": document}


@pytest.fixture
def till(make: Make) -> dict[str, str]:
    """A till with a receipt printer that its store server drives."""
    till = make.till()
    make.assignment(till.device, make.printer(make.store_server(till.device.store)[0]))
    return till.headers | {"Content-Type": "application/json"}


@pytest.mark.parametrize("name", WRONG)
def test_both_doors_refuse_it_and_name_the_field(
    client: FlaskClient, session: Session, till: dict[str, str], name: str
) -> None:
    document, field = WRONG[name]
    with pytest.raises(Refused) as refused:
        read_order(str(uuid4()), body(document))
    answer = client.put(f"/api/v1/print-jobs/{uuid4()}", data=json.dumps(body(document)), headers=till)
    assert answer.json is not None
    in_the_shop, through_the_office = refused.value.facts["errors"], answer.json["errors"]
    assert [each["field"] for each in in_the_shop] == [f"document.{field}"]
    assert through_the_office == in_the_shop
    assert (refused.value.code, answer.status_code, answer.json["code"]) == ("invalid", 422, "invalid")
    assert session.scalars(select(PrintJob)).all() == []


@pytest.mark.parametrize("name", RIGHT)
def test_both_doors_take_it(client: FlaskClient, till: dict[str, str], name: str) -> None:
    document = RIGHT[name]
    assert read_order(str(uuid4()), body(document)).document == document
    answer = client.put(f"/api/v1/print-jobs/{uuid4()}", data=json.dumps(body(document)), headers=till)
    assert answer.status_code == 201, answer.text
