"""Endless papers are printed nowhere: the office and the store server have the same bounds and name the same field."""

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

SOUP = {"name": "x"}
MOST, LONG = 2000, "x" * 2000


def sold(**members: Any) -> dict[str, Any]:
    return {"kind": "receipt", "receipt": members}


def closed(totals: Any) -> dict[str, Any]:
    return {"kind": "report", "report": {"totals": totals}}


#: what it is -> the document and the field that is named, within the document
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "lines": (sold(lines=[SOUP] * (MOST + 1)), ".receipt.lines"),
    "very many lines": (sold(lines=[{}] * 16_000), ".receipt.lines"),
    "slip": ({"kind": "assembly", "receipt": {"lines": [SOUP] * (MOST + 1)}}, ".receipt.lines"),
    "payments": (sold(payments=[{}] * (MOST + 1)), ".receipt.payments"),
    "taxes": (sold(taxes=[{}] * (MOST + 1)), ".receipt.taxes"),
    "totals": (closed({str(each): 1 for each in range(MOST + 1)}), ".report.totals"),
    "totals in a list": (closed([{"amount": 1}] * (MOST + 1)), ".report.totals"),
    "totals within": (closed({"a": {str(each): 1 for each in range(MOST + 1)}}), ".report.totals.a"),
    "a name of a total": (closed({LONG + "x": 1}), ".report.totals"),
    "a name": (sold(lines=[SOUP, {"name": LONG + "x"}]), ".receipt.lines[1].name"),
    "a name as an object": (
        sold(lines=[{"product": {"name": LONG + "x"}}]),
        ".receipt.lines[0].product.name",
    ),
    "a note": (sold(note=LONG + "x"), ".receipt.note"),
    "a header": (sold(store={"receipt_header": LONG + "x"}), ".receipt.store.receipt_header"),
    "a header of many lines": (sold(store={"receipt_header": ["\n" * MOST] * 3}), ""),
    "all lists together": (sold(lines=[{}] * MOST, payments=[{}] * MOST, taxes=[{}]), ""),
    "the whole": (sold(lines=[{"name": "x" * 1900}] * 140), ""),
    "what nobody knows": (sold(signature="x" * 256 * 1024), ""),
    "lines of text": ({"kind": "text", "text": ["x"] * (MOST + 1)}, ".text"),
    "much text": ({"kind": "text", "text": [LONG] * 140}, ""),
}
RIGHT: dict[str, dict[str, Any]] = {
    "lines": sold(lines=[SOUP] * MOST, payments=[{}] * 3, taxes=[{}] * 5),
    "names": sold(lines=[{"name": LONG}] * 100),
    "totals": closed({str(each): 1 for each in range(MOST)}),
    "what nobody knows": sold(signature="x" * 100_000, loyalty=[{"points": 1}] * 3000),
    "text": {"kind": "text", "text": [LONG] * 100 + ["x"] * 1900},
    "a PDF": {"kind": "pdf", "pdf": "JVBERi0xLjQK" * 30_000},
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
    assert [each["field"] for each in in_the_shop] == [f"document{field}"]
    assert [each["field"] for each in through_the_office] == [f"document{field}"]
    assert (refused.value.code, answer.status_code, answer.json["code"]) == ("invalid", 422, "invalid")
    assert session.scalars(select(PrintJob)).all() == []


@pytest.mark.parametrize("name", RIGHT)
def test_both_doors_take_it(client: FlaskClient, till: dict[str, str], name: str) -> None:
    document = RIGHT[name]
    assert read_order(str(uuid4()), body(document)).document == document
    answer = client.put(f"/api/v1/print-jobs/{uuid4()}", data=json.dumps(body(document)), headers=till)
    assert answer.status_code == 201, answer.text
