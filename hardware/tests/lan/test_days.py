"""A shop that sells while the internet is down: paper at once, the office is told afterwards, in order."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fake_office import FakeOffice
from fake_printer import FakePrinter
from fake_scale import FakeScale, Plate
from lan_shop import Box, code, configuration, new_id, order, receipt_printer

MakePrinter = Callable[..., FakePrinter]
WaitFor = Callable[..., None]


@pytest.fixture
def scale() -> Iterator[FakeScale]:
    """A scale in the network with 485 g on it."""
    scale = FakeScale("toledo_8217", Plate(), tcp=True)
    yield scale
    scale.close()


def open_shop(box: Box, office: FakeOffice, wait_for: WaitFor, *peripherals: dict[str, Any]) -> None:
    """The box is on and knows its tills."""
    office.books.configuration = configuration(*peripherals)
    box.start()
    till = box.till()
    wait_for(lambda: till.http.get("/status").status_code == 200, "the configuration is here")


def test_sales_go_on_without_the_internet(
    box: Box, office: FakeOffice, printer: MakePrinter, wait_for: WaitFor
) -> None:
    paper = printer()
    open_shop(box, office, wait_for, receipt_printer(paper.port))
    office.close()
    ids = [new_id() for _ in range(12)]
    for number, job_id in enumerate(ids[:6]):
        assert box.till().print(job_id, order(f"sale {number:02d}")).status_code == 201
    till = box.till()
    wait_for(lambda: all(till.status(each) == "printed" for each in ids[:6]), "printed without the office")
    box.stop()
    box.start()
    till = box.till()
    assert till.status(ids[0]) == "printed"
    assert till.print(ids[0], order("sale 00")).status_code == 200, "remembered over a restart"
    for number, job_id in enumerate(ids[6:], 6):
        assert till.print(job_id, order(f"sale {number:02d}")).status_code == 201
    wait_for(lambda: all(till.status(each) == "printed" for each in ids), "printed after a restart")
    assert till.http.get("/status").json()["unreported"] == 24
    again = FakeOffice(office.port, office.books)
    try:
        wait_for(lambda: len(office.books.results) >= 24, "told when the internet is back", 90)
    finally:
        box.stop()
        again.close()
    told = [(each["id"], each["status"]) for each in office.books.results]
    assert told == [(each, status) for each in ids for status in ("sending", "printed")]
    assert {each["lan"]["device_id"] for each in office.books.results} == {"d1"}
    assert [paper.paper.count(f"sale {number:02d}".encode()) for number in range(12)] == [1] * 12


def test_the_office_is_told_where_tills_reach_the_box(
    box: Box, office: FakeOffice, printer: MakePrinter, wait_for: WaitFor
) -> None:
    open_shop(box, office, wait_for, receipt_printer(printer().port))
    wait_for(lambda: any("lan" in each for each in office.books.health), "told")
    port = int(box.base.rpartition(":")[2])
    told = next(each["lan"] for each in office.books.health if "lan" in each)
    assert told == {"port": port, "addresses": ["127.0.0.1"], "tls": False}


def test_a_copy_of_an_uncertain_receipt_says_that_it_is_one(
    box: Box, office: FakeOffice, printer: MakePrinter, wait_for: WaitFor
) -> None:
    paper = printer(hangs_up_after=60)
    open_shop(box, office, wait_for, receipt_printer(paper.port))
    till, job_id = box.till(), new_id()
    body = order(*[f"kawa {number}" for number in range(40)])
    till.print(job_id, body)
    wait_for(lambda: till.status(job_id) == "uncertain", "the line broke")
    assert "DUPLIKAT".encode("cp852") not in paper.paper
    paper.habits.hangs_up_after = None
    assert till.decide(job_id, "reprint").status_code == 200
    wait_for(lambda: till.status(job_id) == "printed", "printed again")
    assert "DUPLIKAT".encode("cp852") in paper.paper
    assert till.print(job_id, body).status_code == 200, "still the same job"
    wait_for(lambda: office.statuses(job_id)[-1:] == ["printed"], "the office is told")
    assert office.statuses(job_id) == ["sending", "uncertain", "sending", "printed"]
    assert code(till.decide(job_id, "reprint")) == (409, "not_uncertain")


def test_a_till_weighs(
    box: Box, office: FakeOffice, scale: FakeScale, printer: MakePrinter, wait_for: WaitFor
) -> None:
    plate: dict[str, Any] = {
        "id": "s1",
        "name": "Plate",
        "kind": "scale",
        "connection": scale.connection("toledo_8217"),
    }
    open_shop(box, office, wait_for, receipt_printer(printer().port), plate)
    till = box.till().http
    answer = till.get("/scales/s1/weight")
    assert answer.status_code == 200
    assert answer.json() == {"weight": "0.485", "unit": "kg", "stable": True, "certified": False}
    scale.plate.grams = 1250
    assert till.get("/scales/s1/weight").json()["weight"] == "1.250"
    scale.plate.overloaded = True
    refused = till.get("/scales/s1/weight")
    assert code(refused) == (409, "no_weight")
    assert refused.json()["reason"] == "overloaded"
    scale.close()
    gone = till.get("/scales/s1/weight")
    assert code(gone) == (503, "scale_unreachable")
    assert gone.headers["Retry-After"] == "1"
    assert code(till.get("/scales/p1/weight")) == (404, "scale_unknown")
    assert office.books.results == [], "weighing is no job"


def test_the_status_tells_no_addresses_and_no_keys(
    box: Box, office: FakeOffice, printer: MakePrinter, wait_for: WaitFor
) -> None:
    paper = printer()
    open_shop(box, office, wait_for, receipt_printer(paper.port))
    till = box.till().http
    wait_for(
        lambda: till.get("/status").json()["peripherals"][0]["state"] == "online", "the printer is looked at"
    )
    answer = till.get("/status")
    body = answer.json()
    assert body["office"]["contact"] == "connected"
    assert body["store"] == {"id": "s1", "name": "Pod Żubrem"}
    assert body["queue"] == {"queued": 0, "sending": 0, "blocked": 0, "uncertain": 0}
    assert str(paper.port) not in answer.text
    assert "sha256" not in answer.text
