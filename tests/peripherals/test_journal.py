"""The print journal tells why paper came out where it did, and prints again only what is over."""

import json
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import PrintStatus
from domain.print_jobs import MARKED, SETTLED, refusal_for_reprint
from models import PrintJob, StoreServer
from services.print_jobs import JobReport, record_results
from tests.make import Make, now
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import text_of

JOURNAL = "/peripherals/journal"


@pytest.fixture
def job(client: FlaskClient, make: Make, session: Session) -> PrintJob:
    """A till wants a slip on paper."""
    make.sign_in(client, make.first_owner())
    till = make.till(make.device("Kasa 1"))
    server, _secret = make.store_server(till.device.store)
    make.assignment(till.device, make.printer(server, "Bar"))
    body = {
        "role": "receipt_printer",
        "document": {"kind": "text", "text": ["Dzień dobry"], "open_drawer": True},
    }
    path = f"/api/v1/print-jobs/{uuid4()}"
    assert client.put(path, json=body, headers=till.headers).status_code == 201
    return session.scalars(select(PrintJob)).one()


def report(session: Session, job: PrintJob, status: str, **more: Any) -> None:
    server = session.get_one(StoreServer, job.store_server_id)
    record_results(session, server, [JobReport(job.uuid, status, **more)], now())
    session.commit()


def test_the_journal_lists_and_filters(client: FlaskClient, job: PrintJob) -> None:
    assert "Kasa 1" in text_of(open_page(client, f"{JOURNAL}?printer={job.peripheral.public_id}&kind=text"))
    for nothing in ("kind=receipt", "state=printed", "q=17", "printer=nobody", "to=2001-01-01"):
        assert "Nothing found" in text_of(open_page(client, f"{JOURNAL}?{nothing}"))


def test_a_job_tells_its_way(client: FlaskClient, job: PrintJob) -> None:
    text = text_of(open_page(client, f"{JOURNAL}/{job.uuid}"))
    assert "The till Kasa 1 asked for it." in text
    assert "Kasa 1 uses Bar as “Receipt printer” since" in text
    assert "Dzień dobry" in text


def test_a_redirected_job_says_where_to_and_why(
    client: FlaskClient, make: Make, session: Session, job: PrintJob
) -> None:
    stand_in = make.printer(job.store_server, "Zapas")
    report(session, job, "blocked", reason="paper_out")
    report(session, job, "printed", printed_on=stand_in.public_id)
    text = text_of(open_page(client, f"{JOURNAL}/{job.uuid}"))
    assert "Bar could not print, so its stand-in Zapas took it. The paper has run out." in text


def test_what_is_over_is_printed_again_as_a_duplicate_and_once(
    client: FlaskClient, session: Session, job: PrintJob
) -> None:
    path = f"{JOURNAL}/{job.uuid}/reprint"
    assert post(client, path, {}).status_code == 422
    report(session, job, "uncertain")
    assert "Print it again on Bar?" in text_of(open_page(client, path))
    assert post(client, path, {}).status_code == 302
    copy = session.scalars(select(PrintJob).where(PrintJob.reprint_of_id == job.id)).one()
    document = json.loads(copy.document)
    assert (document["duplicate"], document["open_drawer"]) == (True, False)
    assert not copy.asked_by_till
    assert post(client, path, {}).status_code == 422


def test_only_what_no_store_server_has_is_withdrawn(
    client: FlaskClient, session: Session, job: PrintJob
) -> None:
    path = f"{JOURNAL}/{job.uuid}/withdraw"
    job.status = PrintStatus.LEASED
    session.commit()
    assert post(client, path, {}).status_code == 422
    job.status = PrintStatus.QUEUED
    session.commit()
    assert post(client, path, {}).status_code == 302
    session.refresh(job)
    assert (job.status, job.reason) == ("cancelled", "withdrawn")


def test_only_marked_papers_that_are_over_are_printed_again() -> None:
    may = {
        (kind, status)
        for kind in (*MARKED, "pdf", "report", "drawer")
        for status in PrintStatus
        if refusal_for_reprint(kind, status) is None
    }
    assert may == {(kind, status) for kind in MARKED for status in SETTLED}
