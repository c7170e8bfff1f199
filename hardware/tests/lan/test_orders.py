"""What tills order, what is refused of it, and that an order counts once."""

import base64
import json
from concurrent.futures import Future
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from comptoir_store_server.configuration import read_configuration
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.jobs import JobState
from comptoir_store_server.lan.limits import Limits
from comptoir_store_server.reasons import Reason
from comptoir_store_server.scales.reading import Reading, without
from comptoir_store_server.times import utc_now
from lan_shop import Counter, code, configuration, new_id, order, receipt_printer


def test_an_order_counts_once(counter: Counter) -> None:
    till, job_id = counter.till(), new_id()
    first = till.print(job_id, order("kawa"))
    assert first.status_code == 201
    assert first.json() | {"updated_at": ""} == {"status": "queued", "printer": "Bar", "updated_at": ""}
    again = till.print(job_id.upper(), order("kawa", comment="a field that nobody knows"))
    assert (again.status_code, again.json()) == (200, first.json())
    assert counter.spool.waiting_count() == 1


@pytest.mark.parametrize(
    "other",
    [
        order("herbata"),
        order("kawa", copies=2),
        order("kawa", expires_at="2030-01-01T00:00:00Z"),
        order("kawa", role="assembly_printer"),
    ],
)
def test_another_order_under_the_same_id_is_refused(counter: Counter, other: dict[str, Any]) -> None:
    till, job_id = counter.till(), new_id()
    till.print(job_id, order("kawa"))
    assert code(till.print(job_id, other)) == (409, "job_differs")
    assert counter.spool.waiting("p1")[0].document["text"] == ["kawa"]


def test_jobs_of_another_till_are_nobody_s_business(counter: Counter) -> None:
    job_id = new_id()
    counter.till("d1").print(job_id, order("kawa"))
    other = counter.till("d2")
    assert code(other.print(job_id, order("kawa"))) == (409, "job_differs")
    assert code(other.http.get(f"/jobs/{job_id}")) == (404, "job_unknown")
    assert code(other.decide(job_id, "discard")) == (404, "job_unknown")


def test_a_job_that_came_through_the_office_is_not_printed_once_more(counter: Counter) -> None:
    job_id, body = new_id(), order("kawa")
    leased = {"id": job_id, "peripheral_id": "p1", "device_id": "d1", **body, "copies": 1}
    counter.spool.accept([leased], 0.0, utc_now())
    till = counter.till()
    assert till.print(job_id, body).status_code == 200
    assert code(till.print(job_id, order("herbata"))) == (409, "job_differs")
    counter.spool.accept([leased], 0.0, utc_now())
    assert counter.spool.waiting_count() == 1


@pytest.mark.parametrize("role", ["pickup_printer", "page_printer", "teleprinter"])
def test_a_role_without_a_printer_here(counter: Counter, role: str) -> None:
    answer = counter.till().print(new_id(), order("kawa", role=role))
    assert code(answer) == (409, "role_unassigned")
    assert answer.json()["role"] == role


def test_slips_that_are_switched_off_end_at_once_and_the_office_is_told(counter: Counter) -> None:
    answer = counter.till("d2").print(new_id(), order("bigos", role="assembly_printer"))
    assert answer.status_code == 201
    assert (answer.json()["status"], answer.json()["reason"]) == ("cancelled", "assembly_slips_off")
    assert counter.spool.waiting_count() == 0
    assert [report.status for report in counter.spool.unreported()] == ["cancelled"]


DOCUMENTS: dict[str, dict[str, Any]] = {
    "document": {"document": ["kind"]},
    "document.kind": {"document": {"kind": "poster"}},
    "document.text": {"document": {"kind": "text", "text": "one line"}},
    "document.text[1]": {"document": {"kind": "text", "text": ["one", 2]}},
    "document.receipt": {"document": {"kind": "receipt", "receipt": []}},
    "document.duplicate": {"document": {"kind": "test", "duplicate": "yes"}},
    "document.pdf": {"document": {"kind": "pdf", "pdf": base64.b64encode(b"GIF89a").decode()}},
    "copies": {"document": {"kind": "test"}, "copies": 21},
    "expires_at": {"document": {"kind": "test"}, "expires_at": "2030-01-01T00:00:00"},
    "role": {"role": 7},
}


@pytest.mark.parametrize("field", DOCUMENTS)
def test_a_field_that_is_not_as_it_should_be_is_named(counter: Counter, field: str) -> None:
    answer = counter.till().print(new_id(), {"role": "receipt_printer"} | DOCUMENTS[field])
    assert code(answer) == (422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_paper_without_end_is_refused(counter: Counter) -> None:
    till = counter.till()
    assert code(till.print(new_id(), order("x" * 2 * 1024 * 1024))) == (422, "invalid")
    assert code(till.print(new_id(), order(*["x"] * 10_000))) == (422, "invalid")
    assert code(till.print(new_id(), order(*["x" * 2000] * 200))) == (422, "invalid")
    receipt = {"kind": "receipt", "receipt": {"note": "x" * 2 * 1024 * 1024}}
    assert code(till.print(new_id(), {"role": "receipt_printer", "document": receipt})) == (422, "invalid")
    assert counter.spool.waiting_count() == 0


EDGES = [
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
]


@pytest.mark.parametrize("told", EDGES)
def test_a_time_at_the_edge_of_the_calendar(counter: Counter, told: str) -> None:
    answer, now = counter.till().print(new_id(), order("kawa", expires_at=told)), utc_now()
    if told.endswith("Z"):
        assert answer.status_code == 201
        ends = [job.expires_at for job in counter.spool.waiting("p1")]
        assert [end is not None and end <= now + timedelta(days=35) for end in ends] == [True]
    else:
        assert code(answer) == (422, "invalid")
        assert answer.json()["errors"][0]["field"] == "expires_at"


GARBAGE: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{role:",
    "half a letter": b'{"role": "\\ud83d"}',
    "not UTF-8": b'{"role": "\xff"}',
    "no number": b'{"role": NaN}',
    "endless": b'{"copies": 1e999}',
    "deep": b'{"document": ' + b"[" * 40 + b"]" * 40 + b"}",
    "bottomless": b"[" * 200_000,
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage(counter: Counter, kind: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = counter.till().http.put(f"/jobs/{new_id()}", content=GARBAGE[kind], headers=headers)
    assert code(answer) == (400, "not_json")


def test_other_shapes_of_nonsense(counter: Counter) -> None:
    till = counter.till()
    assert code(till.print("17", order("kawa"))) == (422, "invalid")
    assert code(till.print(new_id(), ["kawa"])) == (422, "invalid")
    form = till.http.put(f"/jobs/{new_id()}", data={"role": "receipt_printer"})
    assert code(form) == (415, "unsupported_media_type")
    packed = {"Content-Type": "application/json", "Content-Encoding": "br"}
    answer = till.http.put(f"/jobs/{new_id()}", content=json.dumps(order("kawa")), headers=packed)
    assert code(answer) == (415, "unsupported_media_type")


def test_a_till_that_prints_into_the_void_is_told_to_wait(folder: DataFolder) -> None:
    counter = Counter(folder, Limits(waiting_jobs=2))
    try:
        till, ids = counter.till(), [new_id() for _ in range(3)]
        told = [till.print(each, order("kawa")).status_code for each in ids]
        assert told == [201, 201, 503]
        assert till.print(ids[0], order("kawa")).status_code == 200, "what is here is here"
        counter.spool.move(ids[0], JobState.PRINTED, None, utc_now())
        assert till.print(ids[2], order("kawa")).status_code == 201
    finally:
        counter.close()


def test_what_waits_for_one_printer_keeps_no_job_for_another_out(folder: DataFolder) -> None:
    counter = Counter(folder, Limits(waiting_jobs=2))
    try:
        bar = receipt_printer(9)
        kitchen = {**bar, "id": "p2", "name": "Kuchnia"}
        behind = {"type": "printer", "printer_id": "p2", "pin": 2}
        drawer = {"id": "c1", "name": "Szuflada", "kind": "cash_drawer", "connection": behind}
        ways = {"receipt_printer": "p1", "assembly_printer": "p2", "cash_drawer": "c1"}
        routes = [{"device_id": "d1", "role": role, "peripheral_id": to} for role, to in ways.items()]
        counter.told = read_configuration(configuration(bar, kitchen, drawer, routes=routes))
        till = counter.till()
        slips = [till.print(new_id(), order("bigos", role="assembly_printer")) for _ in range(3)]
        assert [each.status_code for each in slips] == [201, 201, 503]
        assert till.print(new_id(), order("kawa")).status_code == 201
        pull = {"document": {"kind": "drawer"}}
        assert till.print(new_id(), {"role": "cash_drawer", **pull}).status_code == 201
        assert till.print(new_id(), {"role": "assembly_printer", **pull}).status_code == 201, "past the slips"
    finally:
        counter.close()


def test_only_an_uncertain_job_waits_for_a_decision(counter: Counter) -> None:
    till, job_id = counter.till(), new_id()
    assert code(till.decide(job_id, "reprint")) == (404, "job_unknown")
    till.print(job_id, order("kawa"))
    for state in (None, JobState.SENDING, JobState.PRINTED):
        if state is not None:
            counter.spool.move(job_id, state, None, utc_now())
        for decision in ("reprint", "discard"):
            assert code(till.decide(job_id, decision)) == (409, "not_uncertain")
    assert code(till.decide(job_id, "burn")) == (422, "invalid")


def test_an_uncertain_job_that_is_discarded_is_over(counter: Counter) -> None:
    till, job_id = counter.till(), new_id()
    till.print(job_id, order("kawa"))
    counter.spool.move(job_id, JobState.UNCERTAIN, "connection_lost", utc_now())
    answer = till.decide(job_id, "discard")
    assert (answer.status_code, answer.json()["status"], answer.json()["reason"]) == (
        200,
        "cancelled",
        "discarded",
    )
    assert code(till.decide(job_id, "reprint")) == (409, "not_uncertain")
    assert [report.status for report in counter.spool.unreported()] == ["uncertain", "cancelled"]


def test_the_office_is_told_what_a_job_is_that_it_never_saw(counter: Counter) -> None:
    till, job_id = counter.till(), new_id()
    till.print(job_id, order("kawa", copies=2))
    counter.spool.move(job_id, JobState.SENDING, None, utc_now())
    (report,) = counter.spool.unreported()
    told = report.body()["lan"]
    received = told.pop("received_at")
    assert told == {
        "device_id": "d1",
        "role": "receipt_printer",
        "kind": "text",
        "peripheral_id": "p1",
        "copies": 2,
    }
    assert received.endswith("Z")


WEIGHTS: list[tuple[Reading, int, str]] = [
    (Reading(Decimal("0.485")), 200, ""),
    (Reading(Decimal("0.485"), stable=False), 409, "unstable"),
    (without(Reason.UNSTABLE), 409, "unstable"),
    (without(Reason.OVERLOADED), 409, "overloaded"),
]


@pytest.mark.parametrize(("reading", "status", "reason"), WEIGHTS)
def test_only_a_weight_at_rest_is_told(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, reading: Reading, status: int, reason: str
) -> None:
    read: Future[Reading] = Future()
    read.set_result(reading)
    monkeypatch.setattr(Counter, "_weigh", lambda _counter, _scale: read)
    counter = Counter(folder)
    try:
        answer = counter.till().http.get("/scales/s1/weight")
        assert (answer.status_code, answer.json().get("reason", "")) == (status, reason)
        assert answer.json().get("stable") is (True if status == 200 else None)
    finally:
        counter.close()


def test_a_scale_that_is_not_here(counter: Counter) -> None:
    assert code(counter.till().http.get("/scales/s9/weight")) == (404, "scale_unknown")
