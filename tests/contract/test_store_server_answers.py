"""What the office answers a box has the shape that the contract says and that the box's own code reads."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from comptoir_store_server import profiles
from comptoir_store_server.configuration import keep_configuration
from comptoir_store_server.office import Office

from cli.simulated_till import SimulatedTill
from domain.peripherals import PROFILES
from models import Peripheral
from tests.contract.box import Box
from tests.contract.conftest import Shop
from tests.contract.wire import order_lines
from tests.make import now


@pytest.fixture
def line(paired_box: Box) -> Iterator[Office]:
    line = paired_box.line()
    yield line
    line.close()


@pytest.fixture
def printer_of_the_shop(shop: Shop) -> Peripheral:
    return shop.add_printer(9100, "Epson przy ladzie")


def test_every_printer_model_that_the_office_offers_is_known_to_the_box() -> None:
    assert set(PROFILES) <= set(profiles.supported())


def test_a_poll_says_what_is_due_and_then_nothing_new(line: Office, printer_of_the_shop: Peripheral) -> None:
    first = line.get("/store-server/poll")
    assert first.status == 200
    assert {"server_time", "state", "poll_after_s", "heads", "due"} <= set(first.body)
    assert first.body["due"] == [{"stream": "configuration", "reason": "first"}]
    assert first.poll_after is not None
    assert 0 < first.poll_after <= 5
    again = line.get("/store-server/poll", first.etag)
    assert (again.status, again.body) == (304, {})
    assert again.poll_after is not None


def test_the_configuration_is_one_that_the_box_can_keep(
    shop: Shop, line: Office, paired_box: Box, active_till: SimulatedTill, printer_of_the_shop: Peripheral
) -> None:
    answer = line.get("/store-server/configuration")
    assert {"revision", "store", "peripherals", "routes", "devices", "lan"} <= set(answer.body)
    kept = keep_configuration(paired_box.folder, answer.body, answer.etag)
    assert kept.revision == answer.body["revision"]
    assert list(kept.peripherals) == [printer_of_the_shop.public_id]
    peripheral = kept.peripherals[printer_of_the_shop.public_id]
    assert (peripheral.connection.host, peripheral.connection.port) == ("127.0.0.1", 9100)
    assert answer.body["routes"] == [
        {
            "device_id": shop.device.public_id,
            "role": "receipt_printer",
            "peripheral_id": printer_of_the_shop.public_id,
            "options": {},
        }
    ]
    assert [device["id"] for device in answer.body["devices"]] == [shop.device.public_id]
    assert line.get("/store-server/configuration", answer.etag).status == 304


def test_a_lease_hands_out_a_job_once_and_results_are_taken_twice(
    line: Office, active_till: SimulatedTill, wire: httpx.Client, printer_of_the_shop: Peripheral
) -> None:
    job_id = order_lines(wire, ["Zażółć gęślą jaźń"])
    assert {"stream": "jobs", "reason": "forced"} in line.get("/store-server/poll").body["due"]
    lease = line.post("/store-server/jobs/lease", {"max": 10})
    (job,) = lease.body["jobs"]
    assert {"id", "role", "peripheral_id", "document", "copies", "lease_until"} <= set(job)
    assert job["id"] == job_id
    assert job["peripheral_id"] == printer_of_the_shop.public_id
    assert job["document"] == {"kind": "text", "text": ["Zażółć gęślą jaźń"]}
    until = datetime.fromisoformat(job["lease_until"])
    assert now() < until < now() + timedelta(minutes=2)
    assert line.post("/store-server/jobs/lease", {"max": 10}).body == {"jobs": []}
    for status in ("sending", "printed", "printed", "blocked"):
        result = {"id": job_id, "status": status, "at": "2026-11-20T09:30:00.000Z"}
        assert line.post("/store-server/jobs/results", {"results": [result]}).status == 200
    assert active_till.job_status(job_id)["status"] == "printed"


def test_a_report_on_a_job_of_somebody_else_is_passed_over(line: Office) -> None:
    result = {"id": str(uuid4()), "status": "printed", "at": "2026-11-20T09:30:00.000Z"}
    answer = line.post("/store-server/jobs/results", {"results": [result]})
    assert (answer.status, answer.body["unknown"]) == (200, [result["id"]])


def test_health_is_taken_and_stands_on_the_card(
    shop: Shop, line: Office, printer_of_the_shop: Peripheral
) -> None:
    peripheral = {
        "id": printer_of_the_shop.public_id,
        "state": "paper_low",
        "since": "2026-11-20T09:30:00.000Z",
        "last_success_at": None,
        "confirm": "process_id",
    }
    health = {
        "version": "0.1.0",
        "uptime_s": 12,
        "clock": "2026-11-20T09:30:00.000Z",
        "disk_free": 10**9,
        "queue": {"queued": 2, "oldest_waiting_at": None},
        "peripherals": [peripheral],
        "config_revision": line.get("/store-server/configuration").body["revision"],
    }
    assert line.put("/store-server/health", health).status == 204
    assert line.get("/store-server/poll").body["due"] == []
    with shop.office.sign_in(shop.owner) as back_office:
        assert "Paper low" in back_office.get(f"/peripherals/{printer_of_the_shop.public_id}").text


def test_a_box_cannot_do_what_only_a_till_may(line: Office, active_till: SimulatedTill) -> None:
    refused = line.get("/poll")
    assert (refused.status, refused.code) == (403, "wrong_principal")
