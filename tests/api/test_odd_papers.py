"""What a till may not order on paper through the office: a clear answer, nothing in the line, and the next one goes."""

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import PrintJob
from tests.make import Make

NO_PDF = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\x00\x00\xc3\x50" * 100).decode()


@pytest.fixture
def till(make: Make) -> dict[str, str]:
    """A till with a receipt printer that its store server drives."""
    till = make.till()
    make.assignment(till.device, make.printer(make.store_server(till.device.store)[0]))
    return till.headers


def text(*lines: Any, **more: Any) -> dict[str, Any]:
    return {"role": "receipt_printer", "document": {"kind": "text", "text": list(lines)}, **more}


def document(**members: Any) -> dict[str, Any]:
    return {"role": "receipt_printer", "document": members}


def put(client: FlaskClient, till: dict[str, str], body: bytes, uuid: str = "") -> TestResponse:
    headers = till | {"Content-Type": "application/json"}
    return client.put(f"/api/v1/print-jobs/{uuid or uuid4()}", data=body, headers=headers)


def code(answer: TestResponse) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    return answer.status_code, str(answer.json["code"])


ORDERS: dict[str, tuple[Any, tuple[int, str]]] = {
    "unknown role": (text("x", role="teleprinter"), (422, "invalid")),
    "a role without a printer": (text("x", role="page_printer"), (409, "role_unassigned")),
    "a line of two mebibytes": (text("x" * 2 * 1024 * 1024), (422, "invalid")),
    "ten thousand lines": (text(*["x"] * 10_000), (422, "invalid")),
    "much in every line": (text(*["x" * 2000] * 1000), (422, "invalid")),
    "ten thousand goods": (
        document(kind="receipt", receipt={"lines": [{"name": "kawa", "total": 1}] * 10_000}),
        (422, "invalid"),
    ),
    "a picture for a PDF": (document(kind="pdf", pdf=NO_PDF), (422, "invalid")),
    "a PDF that is no base64": (document(kind="pdf", pdf="%PDF-1.4 as it is"), (422, "invalid")),
    "no PDF": (document(kind="pdf"), (422, "invalid")),
    "a picture as a document": (document(kind="image", image=NO_PDF), (422, "invalid")),
    "negative copies": (text("x", copies=-1), (422, "invalid")),
    "too many copies": (text("x", copies=10**30), (422, "invalid")),
    "copies as a word": (text("x", copies="2"), (422, "invalid")),
    "copies that are true": (text("x", copies=True), (422, "invalid")),
    "a line that is a number": (text("one", 2), (422, "invalid")),
    "no document": ({"role": "receipt_printer"}, (422, "invalid")),
    "a list": ([text("x")], (422, "invalid")),
}
BODIES: dict[str, tuple[bytes, tuple[int, str]]] = {
    "no body": (b"", (400, "not_json")),
    "not a number": (b'{"copies": NaN}', (400, "not_json")),
    "endless": (b'{"copies": 1e999}', (422, "invalid")),
    "nested without an end": (b"[" * 1_000_000, (400, "not_json")),
    "not UTF-8": (b'{"role": "\xff\xfe"}', (400, "not_json")),
    "five mebibytes": (b'"' + b"x" * 5 * 1024 * 1024 + b'"', (413, "too_large")),
}


@pytest.mark.parametrize("name", [*ORDERS, *BODIES])
def test_a_paper_that_cannot_be(
    client: FlaskClient, session: Session, till: dict[str, str], name: str
) -> None:
    if name in ORDERS:
        order, expected = ORDERS[name]
        body = json.dumps(order).encode()
    else:
        body, expected = BODIES[name]
    assert code(put(client, till, body)) == expected
    assert session.scalars(select(PrintJob)).all() == []
    assert put(client, till, json.dumps(text("the next one")).encode()).status_code == 201


def test_a_long_pdf_is_taken_as_it_is(client: FlaskClient, session: Session, till: dict[str, str]) -> None:
    pdf = base64.b64encode(b"%PDF-1.7\n" + bytes(1024 * 1024) + b"\n%%EOF").decode()
    assert put(client, till, json.dumps(document(kind="pdf", pdf=pdf)).encode()).status_code == 201
    [job] = session.scalars(select(PrintJob))
    assert json.loads(job.document)["pdf"] == pdf


def test_a_copy_of_a_pdf_is_ordered_as_one(
    client: FlaskClient, session: Session, till: dict[str, str]
) -> None:
    pdf = base64.b64encode(b"%PDF-1.7\n%%EOF").decode()
    order = document(kind="pdf", pdf=pdf, duplicate=True, language="ru")
    assert put(client, till, json.dumps(order).encode()).status_code == 201
    [job] = session.scalars(select(PrintJob))
    assert json.loads(job.document) == order["document"], "the store server marks it"
    wrong = document(kind="pdf", pdf=pdf, duplicate="perhaps")
    assert code(put(client, till, json.dumps(wrong).encode())) == (422, "invalid")


def test_no_id(client: FlaskClient, till: dict[str, str]) -> None:
    assert code(put(client, till, json.dumps(text("x")).encode(), "17")) == (422, "invalid")
