"""How print jobs are handed out and how long they live, on both databases: one queue for each printer."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from domain.names import PeripheralKind, Role
from models import PrintJob
from services.printing.late_jobs import LateJobs
from tests.api.test_store_server import job, shop
from tests.both_databases import postgresql, settings
from tests.make import Make, now

__all__ = ["postgresql", "settings", "shop"]


def lease(client: FlaskClient, shop: dict[str, Any], **wish: Any) -> list[str]:
    answer = client.post("/api/v1/store-server/jobs/lease", json=wish, headers=shop["box"])
    return [one["id"] for one in answer.json["jobs"]]  # type: ignore[index]


def test_what_waits_for_a_dead_printer_holds_up_no_other(
    client: FlaskClient, shop: dict[str, Any], make: Make
) -> None:
    dead, device = make.printer(shop["server"], "Kuchnia"), shop["till"].device
    make.assignment(device, dead, Role.ASSEMBLY_PRINTER)
    behind = {
        "connection": {"type": "printer", "printer_id": dead.public_id, "pin": 2},
        "printer_id": dead.id,
    }
    drawer = make.printer(shop["server"], "Szuflada", kind=PeripheralKind.CASH_DRAWER, **behind)
    make.assignment(device, drawer, Role.CASH_DRAWER)
    wishes = [("assembly_printer", job()["document"])] * 12
    wishes += [("receipt_printer", job()["document"]), ("cash_drawer", {"kind": "drawer"})]
    wishes += [("assembly_printer", {"kind": "drawer"})]
    ids = [str(uuid4()) for _ in wishes]
    for uuid, (role, document) in zip(ids, wishes, strict=True):
        body = {"role": role, "document": document}
        told = client.put(f"/api/v1/print-jobs/{uuid}", json=body, headers=shop["till"].headers)
        assert told.status_code == 201, told.text
    stranger = make.printer(make.store_server(name="Bar")[0])
    full = [dead.public_id, drawer.public_id, stranger.public_id, "nobody"]
    assert lease(client, shop, max=10, full=full) == [*ids[-2:], ids[-3]], (
        "drawers first, then the other printer"
    )
    assert lease(client, shop, max=10, full=full) == []
    assert lease(client, shop, max=10) == ids[:10], "and the rest in its order, once there is room"


@pytest.mark.parametrize("full", ["p1", [1], ["x" * 65], ["x"] * 1001])
def test_a_lease_that_names_no_peripherals_is_refused(
    client: FlaskClient, shop: dict[str, Any], full: Any
) -> None:
    answer = client.post("/api/v1/store-server/jobs/lease", json={"full": full}, headers=shop["box"])
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")  # type: ignore[index]


def test_jobs_whose_time_is_over_take_no_place_from_others(client: FlaskClient, shop: dict[str, Any]) -> None:
    late, fresh = [str(uuid4()) for _ in range(12)], str(uuid4())
    for uuid in late:
        body = job(expires_at="2020-01-01T00:00:00Z")
        client.put(f"/api/v1/print-jobs/{uuid}", json=body, headers=shop["till"].headers)
    client.put(f"/api/v1/print-jobs/{fresh}", json=job(), headers=shop["till"].headers)
    assert lease(client, shop, max=10) == [fresh]
    states = [client.get(f"/api/v1/print-jobs/{uuid}", headers=shop["till"].headers).json for uuid in late]
    assert {state["status"] for state in states if state} == {"expired"}


def test_a_job_of_a_silent_box_is_closed_by_the_clock_of_the_office(
    client: FlaskClient, session: Session, shop: dict[str, Any]
) -> None:
    till, late, fetched, fresh = shop["till"].headers, str(uuid4()), str(uuid4()), str(uuid4())
    client.put(f"/api/v1/print-jobs/{fetched}", json=job(), headers=till)
    assert lease(client, shop) == [fetched]
    for uuid in (late, fresh):
        client.put(f"/api/v1/print-jobs/{uuid}", json=job(), headers=till)
    over = now() - timedelta(seconds=1)
    for one in session.scalars(select(PrintJob).where(PrintJob.uuid.in_([late, fetched]))):
        one.expires_at = over
    session.commit()

    def stands(uuid: str) -> tuple[str, str]:
        """As the till is told, and as the row says."""
        told = client.get(f"/api/v1/print-jobs/{uuid}", headers=till).json
        status = session.scalars(select(PrintJob.status).where(PrintJob.uuid == uuid)).one()
        session.rollback()
        return told["status"], status  # type: ignore[index]

    engine = session.get_bind()
    assert isinstance(engine, Engine)
    assert stands(late) == ("expired", "queued"), "told at once"
    late_jobs = LateJobs(engine)
    late_jobs.close_late_print_jobs()
    assert stands(late) == ("expired", "expired")
    assert stands(fetched) == ("leased", "leased"), "its box may print it unheard"
    assert stands(fresh) == ("queued", "queued")
    late_jobs.close_late_print_jobs()
    assert lease(client, shop) == [fresh]


def test_the_printer_that_is_named_is_the_one_that_has_the_paper(
    client: FlaskClient, shop: dict[str, Any], make: Make
) -> None:
    till, uuid, stand_in = shop["till"].headers, str(uuid4()), make.printer(shop["server"], "Bar")
    client.put(f"/api/v1/print-jobs/{uuid}", json=job(), headers=till)
    lease(client, shop)
    for on, name in ((stand_in.public_id, "Bar"), (None, "Epson")):
        result = {"id": uuid, "status": "blocked" if on is None else "sending"}
        report = {"results": [result | ({"printed_on": on} if on else {})]}
        client.post("/api/v1/store-server/jobs/results", json=report, headers=shop["box"])
        assert client.get(f"/api/v1/print-jobs/{uuid}", headers=till).json["printer"] == name  # type: ignore[index]


def test_the_end_of_the_calendar_is_no_end_of_a_job(
    client: FlaskClient, session: Session, shop: dict[str, Any]
) -> None:
    body = job(expires_at="9999-12-31T23:59:59.999Z")
    client.put(f"/api/v1/print-jobs/{uuid4()}", json=body, headers=shop["till"].headers)
    kept = session.scalars(select(PrintJob)).one()
    assert kept.expires_at == kept.created_at + timedelta(days=35)


LIVES = [
    ({"kind": "text"}, None, timedelta(hours=12)),
    ({"kind": "drawer"}, None, timedelta(seconds=10)),
    ({"kind": "drawer"}, timedelta(hours=1), timedelta(seconds=10)),
    ({"kind": "text"}, timedelta(hours=1), timedelta(hours=1)),
    ({"kind": "text"}, timedelta(days=400), timedelta(days=35)),
]


@pytest.mark.parametrize(("document", "told", "life"), LIVES)
def test_the_time_of_a_job_runs_from_when_it_was_wanted(
    client: FlaskClient,
    session: Session,
    shop: dict[str, Any],
    document: dict[str, Any],
    told: timedelta | None,
    life: timedelta,
) -> None:
    uuid, before = str(uuid4()), now()
    body = job(document=document) | ({"expires_at": (before + told).isoformat()} if told else {})
    for status in (201, 200):
        answer = client.put(f"/api/v1/print-jobs/{uuid}", json=body, headers=shop["till"].headers)
        assert answer.status_code == status
    kept = session.scalars(select(PrintJob)).one()
    assert kept.expires_at is not None
    assert timedelta() <= kept.expires_at - life - before <= kept.created_at - before
    answer = client.post("/api/v1/store-server/jobs/lease", json={}, headers=shop["box"])
    (leased,) = answer.json["jobs"]  # type: ignore[index]
    for name, moment in (("asked_at", kept.created_at), ("expires_at", kept.expires_at)):
        assert abs(datetime.fromisoformat(leased[name]) - moment) < timedelta(milliseconds=1)
