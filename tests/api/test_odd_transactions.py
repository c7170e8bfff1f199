"""Entries as no till should write them: each gets a verdict of its own, and the good ones beside it are stored."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.entry_faults import Fault, read_fault
from models import QuarantinedEntry, Receipt
from tests.api.test_transactions import entry, flags, sale, send, verdicts
from tests.make import Make

LINE = sale()["lines"][0]


def lines(**more: Any) -> dict[str, Any]:
    """A receipt whose one line is changed."""
    return sale(lines=[LINE | more])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (lines(quantity="NaN"), "lines[0].quantity"),
        (lines(quantity="Infinity"), "lines[0].quantity"),
        (lines(quantity="1,5"), "lines[0].quantity"),
        (lines(quantity="1" * 30), "lines[0].quantity"),
        (lines(quantity=None), "lines[0].quantity"),
        (lines(price=1e30), "lines[0].price"),
        (lines(price=10**30), "lines[0].price"),
        (lines(price=18.5), "lines[0].price"),
        (lines(total="1850"), "lines[0].total"),
        (lines(name="x" * 401), "lines[0].name"),
        (sale(lines=[LINE] * 10_000), "lines"),
        (sale(lines={}), "lines"),
        (sale(payments=[{"method": "", "amount": 1}]), "payments[0].method"),
        (sale(payments=[{"method": "cash", "amount": 2**53}]), "payments[0].amount"),
        (sale(closed_at="9999-12-31T23:59:59.999-14:00"), "closed_at"),
        (sale(closed_at="2026-13-01T00:00:00Z"), "closed_at"),
        (sale(closed_at="2026-11-20T09:30:00"), "closed_at"),
        (sale(closed_at=1700000000), "closed_at"),
        (sale(kind="gift"), "kind"),
        (sale(currency="pln"), "currency"),
        (sale(shift_id="a\nb"), "shift_id"),
    ],
)
def test_what_is_not_as_agreed_is_kept_aside_and_named(
    app: Flask, make: Make, session: Session, body: Any, field: str
) -> None:
    answer = send(app, make.till(), [entry(1, body), entry(2)])
    assert verdicts(answer) == ["quarantined", "stored"]
    fault, named = read_fault(answer.json["results"][0]["reason"])
    assert named == field
    assert fault not in (Fault.UNREADABLE, Fault.NOT_AN_OBJECT)
    assert answer.json["ack_through"] == 2
    assert session.scalar(select(func.count(QuarantinedEntry.id))) == 1


@pytest.mark.parametrize(
    ("body", "odd"),
    [
        (sale(closed_at="9999-12-31T23:59:59.999Z"), ["clock_skew"]),
        (sale(closed_at="0001-01-01T00:00:00.000Z"), []),
        (sale(lines=[LINE] * 5000, total=1850 * 5000, payments=[]), []),
        (lines(quantity="0.000001", name="🧾\u202eשלום\u200d👩‍🍳"), []),
        (sale(note="بسم الله 🍲", number="١٢٣-🧾"), []),
        (sale(lines=[], payments=[], total=0), []),
        (lines(price=-(2**53) + 1), []),
        (sale(clock_offset_ms=2**53 - 1), ["clock_skew"]),
    ],
)
def test_what_is_odd_and_as_agreed_is_stored(app: Flask, make: Make, body: Any, odd: list[str]) -> None:
    answer = send(app, make.till(), [entry(1, body)])
    assert (verdicts(answer), flags(answer)) == (["stored"], [odd])


def test_the_same_id_many_times_in_one_upload_is_one_receipt(
    app: Flask, make: Make, session: Session
) -> None:
    first = entry(1)
    others = [first | {"n": n} for n in range(2, 30)]
    answer = send(app, make.till(), [first, *others, first])
    assert verdicts(answer) == ["stored", *["quarantined"] * len(others), "duplicate"]
    assert session.scalar(select(func.count(Receipt.id))) == 1


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"", 400, "not_json"),
        (b"{", 400, "not_json"),
        (b'{"entries": [NaN]}', 400, "not_json"),
        (b"[]", 422, "invalid"),
        (b"{}", 422, "invalid"),
        (b'{"entries": {}}', 422, "invalid"),
        (b'{"entries": [' + b",".join([b"1"] * 201) + b"]}", 422, "invalid"),
        (b"\xff\xfe", 400, "not_json"),
        (b'{"entries": "' + b"x" * (4 * 1024 * 1024) + b'"}', 413, "too_large"),
    ],
)
def test_a_body_that_is_none_is_refused_whole(
    app: Flask, make: Make, raw: bytes, status: int, code: str
) -> None:
    answer = send(app, make.till(), None, raw=raw)
    assert (answer.status_code, answer.json["code"]) == (status, code)
