"""`POST /sync/transactions`: every entry is kept once, and a till always learns what became of it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from extensions import db
from models import Device, Generation, JournalEntry, QuarantinedEntry, Receipt
from tests.make import Make, Till, now

Json = Any


def sale(total: Json = 1850, **more: Json) -> Json:
    line = {"name": "Żurek", "quantity": "1", "price": total, "total": total}
    return {
        "number": "1-1-1",
        "kind": "sale",
        "opened_at": "2026-11-20T09:29:00.000Z",
        "closed_at": "2026-11-20T09:30:00.000Z",
        "currency": "PLN",
        "lines": [line],
        "payments": [{"method": "cash", "amount": total}],
        "taxes": [{"rate": "23", "base": 1504, "amount": 346}],
        "total": total,
    } | more


def entry(n: Json, body: Json | None = None, kind: str = "receipt", **more: Json) -> Json:
    return {"id": str(uuid4()), "n": n, "kind": kind, "body": sale() if body is None else body} | more


def shift(n: int, kind: str, shift_id: str = "morning") -> Json:
    cash = {"opening_cash": 1} if kind == "shift_open" else {"closing_cash": 1, "expected_cash": 1}
    return entry(
        n, {"shift_id": shift_id, "at": "2026-11-20T09:00:00.000Z", "employee_id": None} | cash, kind
    )


def send(app: Flask, till: Till, entries: Json, raw: bytes | None = None) -> Any:
    client = app.extensions["api"].test_client()
    data = raw if raw is not None else json.dumps({"entries": entries}).encode()
    headers = till.headers | {"Content-Type": "application/json"}
    return client.post("/api/v1/sync/transactions", headers=headers, data=data)


def verdicts(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json
    return [result["status"] for result in answer.json["results"]]


def flags(answer: Any) -> list[list[str]]:
    return [result["flags"] for result in answer.json["results"]]


def test_a_receipt_is_kept_word_for_word_and_listed(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    zofia = make.employee(till.device.store)
    body = sale(employee_id=zofia.public_id, clock_offset_ms=60_000, note="na wynos", extra={"kept": [1.50]})
    answer = send(app, till, [entry(1, body)])
    assert verdicts(answer) == ["stored"]
    assert (answer.json["ack_through"], answer.json["missing"], answer.json["due"]) == (1, [], [])
    receipt = session.scalars(select(Receipt)).one()
    assert json.loads(receipt.entry.body) == body
    assert (receipt.total, receipt.currency, receipt.lines, receipt.employee_name) == (
        1850,
        "PLN",
        1,
        "Zofia",
    )
    assert receipt.device_closed_at - receipt.closed_at == timedelta(minutes=1)
    assert (receipt.store_id, receipt.device_id) == (till.device.store_id, till.device.id)
    generation = session.get_one(Generation, till.generation.id, populate_existing=True)
    assert (generation.receipts, generation.last_receipt_number, generation.last_n) == (1, "1-1-1", 1)


def test_the_same_upload_twice_is_one_receipt(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    entries = [entry(1), entry(2)]
    assert verdicts(send(app, till, entries)) == ["stored", "stored"]
    assert verdicts(send(app, till, entries[::-1])) == ["duplicate", "duplicate"]
    reordered = [dict(reversed(one.items())) for one in entries]
    assert verdicts(send(app, till, reordered)) == ["duplicate", "duplicate"]
    assert session.scalar(select(func.count()).select_from(Receipt)) == 2
    assert session.scalar(select(Generation.receipts)) == 2


def test_the_same_upload_at_the_same_moment_is_one_receipt(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    entries = [entry(n) for n in range(1, 11)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: send(app, till, entries), range(8)))
    said = [verdict for answer in answers for verdict in verdicts(answer)]
    assert (said.count("stored"), said.count("duplicate")) == (10, 70)
    assert session.scalar(select(func.count()).select_from(Receipt)) == 10


def test_one_bad_entry_does_not_spoil_the_others(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    bad: list[Json] = [
        "not an object",
        None,
        entry("three"),
        entry(2.5),
        entry(0),
        entry(2**53),
        entry(True),
        entry(20, id=""),
        entry(21, id="x" * 65),
        entry(22, id=7),
        entry(23, kind="gift"),
        entry(24, body=[]),
        entry(25, body=sale(total="much")),
        entry(26, body=sale(closed_at="0001-01-01T00:00:00+14:00")),
        entry(27, body=sale(number="a\u0000b")),
        entry(28, body=sale(total=2**60)),
        entry(29, body=sale(currency="PLN\n")),
        {"n": 30},
    ]
    good = [entry(n) for n in range(1, 20)]
    answer = send(app, till, [*bad, *good])
    assert verdicts(answer) == ["quarantined"] * len(bad) + ["stored"] * len(good)
    assert [result["index"] for result in answer.json["results"]] == list(range(len(bad) + len(good)))
    assert all(result["reason"] for result in answer.json["results"][: len(bad)])
    assert (answer.json["ack_through"], answer.json["missing"]) == (30, [])
    assert verdicts(send(app, till, bad)) == ["quarantined"] * len(bad)
    kept = session.scalars(select(QuarantinedEntry).order_by(QuarantinedEntry.id)).all()
    assert [json.loads(one.content) for one in kept] == bad


def test_reused_ids_and_numbers_are_set_aside_and_nothing_is_overwritten(
    app: Flask, make: Make, session: Session
) -> None:
    till = make.till()
    first = entry(1)
    send(app, till, [first])
    other_content = first | {"body": sale(900)}
    other_id = entry(1)
    moved = first | {"n": 5}
    answer = send(app, till, [other_content, other_id, moved, entry(2)])
    assert verdicts(answer) == ["quarantined", "quarantined", "quarantined", "stored"]
    assert [r.get("reason") for r in answer.json["results"]] == ["id_reused", "n_reused", "id_reused", None]
    assert (
        json.loads(session.scalars(select(JournalEntry.body).where(JournalEntry.n == 1)).one())
        == first["body"]
    )
    assert session.scalar(select(func.count()).select_from(QuarantinedEntry)) == 3


def test_twins_inside_one_upload(app: Flask, make: Make) -> None:
    till = make.till()
    first, second = entry(1), entry(2)
    answer = send(app, till, [first, first, second | {"id": first["id"]}, second, entry(2)])
    assert verdicts(answer) == ["stored", "duplicate", "quarantined", "stored", "quarantined"]


def test_a_corrected_entry_takes_the_place_of_an_unreadable_one(app: Flask, make: Make) -> None:
    till = make.till()
    assert verdicts(send(app, till, [entry(1, body={"total": 5})])) == ["quarantined"]
    assert verdicts(send(app, till, [entry(1)])) == ["stored"]


def test_holes_are_named_until_they_are_filled(app: Flask, make: Make) -> None:
    till = make.till()
    answer = send(app, till, [entry(1), entry(4), entry(8)]).json
    assert (answer["ack_through"], answer["missing"]) == (1, [[2, 3], [5, 7]])
    answer = send(app, till, [entry(6), entry(2)]).json
    assert (answer["ack_through"], answer["missing"]) == (2, [[3, 3], [5, 5], [7, 7]])
    answer = send(app, till, [entry(7), entry(5), entry(3)]).json
    assert (answer["ack_through"], answer["missing"]) == (8, [])


def test_what_is_odd_is_stored_with_flags(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    soup = make.product("Żurek")
    soup.deleted_at = now()
    session.commit()
    line = sale()["lines"][0]
    answer = send(
        app,
        till,
        [
            entry(1, sale(lines=[line | {"product_id": soup.public_id}])),
            entry(2, sale(lines=[line | {"product_id": "nobody-knows"}])),
            entry(3, sale(lines=[line | {"local_id": "till-only"}])),
            entry(4, sale(total=2000) | {"total": 1999}),
            entry(5, sale(payments=[{"method": "cash", "amount": 1849}])),
            entry(6, sale(payments=[{"method": "cash", "amount": 2000}])),
            entry(7, sale(clock_offset_ms=-121_000)),
            entry(8, sale(closed_at="2035-01-01T00:00:00.000Z")),
            entry(9, sale(-1850, kind="refund", refund_of="1-1-1")),
        ],
    )
    assert set(verdicts(answer)) == {"stored"}
    assert flags(answer) == [
        [],
        ["unknown_product"],
        [],
        ["total_mismatch"],
        ["total_mismatch"],
        [],
        ["clock_skew"],
        ["clock_skew"],
        [],
    ]
    assert session.scalars(select(Receipt.flags).order_by(Receipt.id)).all() == flags(answer)


def test_a_sale_in_a_closed_shift_is_flagged_and_a_late_upload_is_not(app: Flask, make: Make) -> None:
    till = make.till()
    in_shift = sale(shift_id="morning")
    answer = send(app, till, [shift(1, "shift_open"), shift(4, "shift_close"), entry(5, in_shift)])
    assert flags(answer) == [[], [], ["shift_closed"]]
    answer = send(app, till, [entry(2, in_shift), entry(6, in_shift), entry(7, sale(shift_id="evening"))])
    assert flags(answer) == [[], ["shift_closed"], []]


def test_a_deactivated_till_still_hands_in_what_it_sold(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    for status in (DeviceStatus.INACTIVE, DeviceStatus.DELETED):
        till.device.status, till.device.status_since = status, now()
        session.commit()
        answer = send(app, till, [entry(1 if status == DeviceStatus.INACTIVE else 2)])
        assert (verdicts(answer), flags(answer)) == (["stored"], [["late"]])
    till.device.status_since = now() - timedelta(days=90, minutes=1)
    session.commit()
    answer = send(app, till, [entry(3)])
    assert (answer.status_code, answer.json["code"]) == (410, "device_deleted")


def test_a_replaced_till_hands_in_under_its_own_generation(app: Flask, make: Make, session: Session) -> None:
    old = make.till()
    old.generation.ended_at = now()
    session.commit()
    new = make.till(old.device)
    assert flags(send(app, old, [entry(1)])) == [["late"]]
    assert flags(send(app, new, [entry(1)])) == [[]]


def test_a_draining_till_empties_itself(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    till.device.status, till.device.status_since = DeviceStatus.DRAINING, now() - timedelta(minutes=1)
    session.commit()
    assert flags(send(app, till, [entry(1)])) == [[]]
    assert session.get_one(Device, till.device.id, populate_existing=True).status == "draining"
    session.rollback()
    report = {"unsent": {"entries": 0, "receipts": 0}, "last_sequence": 1}
    client = app.extensions["api"].test_client()
    assert client.put("/api/v1/state", headers=till.headers, json=report).status_code == 204
    assert session.get_one(Device, till.device.id, populate_existing=True).status == "inactive"


def test_after_a_day_report_the_till_learns_what_is_due(app: Flask, make: Make) -> None:
    till = make.till()
    report = {
        "number": 1,
        "closed_at": "2026-11-20T21:00:00.000Z",
        "totals": {"cash": 5},
        "receipts_count": 1,
    }
    answer = send(app, till, [entry(1, report, "day_report")])
    assert [due["stream"] for due in answer.json["due"]] == ["configuration", "users", "products"]


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"", 400, "not_json"),
        (b"{", 400, "not_json"),
        (b'{"entries":[NaN]}', 400, "not_json"),
        (b'{"entries":[{"id":"\\u12"}]}', 400, "not_json"),
        (b'{"entries":["\xff"]}', 400, "not_json"),
        (b'{"entries":' + b"[" * 50000 + b"]" * 50000 + b"}", 400, "not_json"),
        (b"[]", 422, "invalid"),
        (b"{}", 422, "invalid"),
        (b'{"entries":{}}', 422, "invalid"),
        (b'{"entries":[' + b",".join([b"{}"] * 201) + b"]}", 422, "invalid"),
        (b'{"entries":["' + b"x" * (4 * 1024 * 1024) + b'"]}', 413, "too_large"),
    ],
)
def test_a_body_that_is_no_upload_is_refused(
    app: Flask, make: Make, raw: bytes, status: int, code: str
) -> None:
    answer = send(app, make.till(), None, raw)
    assert (answer.status_code, answer.json["code"]) == (status, code)


@pytest.mark.parametrize(
    "number", ["1e999", "123456789012345678901234567890", "-0.0", "1E400", "9007199254740993", "1e-400"]
)
def test_strange_numbers_never_break_an_upload(app: Flask, make: Make, number: str) -> None:
    body = json.dumps(sale())[:-1] + f', "strange": {number}}}'
    raw = f'{{"entries":[{{"id":"a","n":1,"kind":"receipt","body":{body}}},{{"id":"b","n":{number}}}]}}'
    answer = send(app, make.till(), None, raw.encode())
    if answer.status_code == 400:
        assert answer.json["code"] == "not_json"
    else:
        assert verdicts(answer)[1] == "quarantined"


def test_nothing_sent_is_nothing_done(app: Flask, make: Make) -> None:
    answer = send(app, make.till(), [])
    assert answer.json == {"results": [], "ack_through": 0, "missing": [], "due": []}


# What SQLite's planner does; PostgreSQL knows how many rows it has.
def test_an_upload_looks_up_what_it_names_and_reads_through_no_table(app: Flask, make: Make) -> None:
    till = make.till()
    soup, zofia = make.product(), make.employee(till.device.store)
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    with app.app_context():
        engine = db.engine
    names = {"employee_id": zofia.public_id, "shift_id": "morning"}
    line = {"product_id": soup.public_id, "name": "Żurek", "quantity": "1", "price": 1850, "total": 1850}
    event.listen(engine, "before_cursor_execute", note)
    assert flags(send(app, till, [shift(1, "shift_open"), entry(2, sale(lines=[line], **names))])) == [[], []]
    event.remove(engine, "before_cursor_execute", note)
    read = [one for one in asked if one[0].startswith("SELECT") and "json_each" in one[0]]
    assert len(read) == 4  # known entries, goods, people, shifts
    with engine.connect() as connection:
        for statement, parameters in read:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            searches = [step.detail for step in plan if "VIRTUAL TABLE" not in step.detail]
            assert not [step for step in searches if step.startswith("SCAN")], searches
            assert any("public_id=?" in step or "generation_id=? AND" in step for step in searches), searches
