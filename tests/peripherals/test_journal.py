"""The print journal tells why paper came out where it did, and prints again only what is over."""

import json
import re
import zlib
from base64 import b64decode, b64encode
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from blueprints.peripheral_words import JOB_KINDS
from domain.names import PrintStatus
from domain.print_jobs import SETTLED, refusal_for_reprint
from models import PrintJob, StoreServer
from models.scope import EVERY_ACCOUNT, enter_account
from services.printing import print_journal
from services.printing.print_jobs import JobReport, record_results
from services.printing.print_jobs_in_shop import ShopJob
from services.printing.sent_papers import Paper
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


def shop_report(session: Session, job: PrintJob, uuid: str, status: str, **facts: Any) -> None:
    """What the box tells of a job that a till gave it without the office."""
    assert job.device is not None
    usual: dict[str, Any] = {
        "device_id": job.device.public_id,
        "role": "receipt_printer",
        "kind": "text",
        "peripheral_id": job.peripheral.public_id,
        "received_at": now() - timedelta(days=2),
    }
    told = ShopJob(**(usual | facts))
    server = session.get_one(StoreServer, job.store_server_id)
    enter_account(session, server.account_id)
    reports = [JobReport(uuid, status, at=told.received_at, shop=told)]
    assert record_results(session, server, reports, now()) == ([], [])
    session.commit()


def test_a_job_that_went_home_names_no_stand_in(
    client: FlaskClient, make: Make, session: Session, job: PrintJob
) -> None:
    stand_in = make.printer(job.store_server, "Zapas")
    report(session, job, "blocked", reason="paper_out")
    report(session, job, "blocked", reason="cover_open", printed_on=stand_in.public_id)
    assert "printed by Zapas" in text_of(open_page(client, JOURNAL))
    report(session, job, "sending")
    report(session, job, "printed")
    assert "Zapas" not in text_of(open_page(client, f"{JOURNAL}/{job.uuid}"))
    session.refresh(job)
    assert (job.printed_on, job.redirect_reason) == (None, None)
    assert (job.peripheral.last_success_at, stand_in.last_success_at) == (job.updated_at, None)


def test_what_the_shop_printed_alone_stands_where_it_belongs_and_says_so(
    client: FlaskClient, session: Session, job: PrintJob
) -> None:
    uuid = str(uuid4())
    shop_report(session, job, uuid, "printed", kind="receipt", receipt_number="1-1-17")
    rows = text_of(open_page(client, JOURNAL))
    assert "in the shop’s network" in rows
    assert rows.index("Text") < rows.rindex("1-1-17")
    assert "1-1-17" in text_of(open_page(client, f"{JOURNAL}?q=1-17"))
    text = text_of(open_page(client, f"{JOURNAL}/{uuid}"))
    assert (
        "The till Kasa 1 gave it to the store server in the shop’s network, without the back office." in text
    )
    assert "The store server kept this document" in text


def test_a_document_of_the_shop_that_came_along_is_printed_again(
    client: FlaskClient, session: Session, job: PrintJob
) -> None:
    uuid, path = str(uuid4()), f"{JOURNAL}/{{}}/reprint"
    shop_report(session, job, uuid, "uncertain")
    refused = post(client, path.format(uuid), {}, token_from=JOURNAL)
    assert (refused.status_code, "does not have this document" in refused.text) == (422, True)
    shop_report(session, job, uuid, "uncertain", document={"kind": "text", "text": ["Bar"]})
    assert post(client, path.format(uuid), {}).status_code == 302
    copy = session.scalars(select(PrintJob).where(PrintJob.reprint_of_id.is_not(None))).one()
    assert json.loads(copy.document) == {
        "kind": "text", "text": ["Bar"], "duplicate": True, "open_drawer": False
    }  # fmt: skip


def ask_again(client: FlaskClient, job: PrintJob, page: str) -> tuple[int, str]:
    """As the page does by itself."""
    asked = re.search(r'id="job" hx-get="([^"]+)"', page)
    assert asked is not None, page
    answer = client.get(unescape(asked[1]), headers={"HX-Request": "true", "HX-Target": "job"})
    return answer.status_code, answer.text


def test_its_page_follows_the_job_until_it_is_over(
    client: FlaskClient, session: Session, job: PrintJob
) -> None:
    page = client.get(f"{JOURNAL}/{job.uuid}").text
    assert "every 2s" in page
    assert ask_again(client, job, page) == (204, "")
    report(session, job, "blocked", reason="paper_out")
    status, part = ask_again(client, job, page)
    assert (status, "The paper has run out." in part, "<h1" in part) == (200, True, False)
    assert 'id="job-actions" class="actions" hx-swap-oob="true"' in part
    report(session, job, "blocked", reason="cover_open")
    assert ask_again(client, job, part)[0] == 200
    report(session, job, "uncertain")
    part = ask_again(client, job, part)[1]
    assert ("every 15s" in part, "Print again" in part) == (True, True)
    report(session, job, "printed")
    part = ask_again(client, job, part)[1]
    assert ("Printed" in part, "hx-get" in part.split("job-actions")[0]) == (True, False)


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
        for kind in JOB_KINDS
        for status in PrintStatus
        if refusal_for_reprint(kind, status) is None
    }
    marked = ("receipt", "pickup", "assembly", "report", "text", "pdf")
    assert may == {(kind, status) for kind in marked for status in SETTLED}


def test_a_finished_document_is_printed_again_marked(
    client: FlaskClient, session: Session, make: Make
) -> None:
    make.sign_in(client, make.first_owner())
    till = make.till(make.device("Kasa 1"))
    server, _secret = make.store_server(till.device.store)
    make.assignment(till.device, make.printer(server, "Biuro"))
    document = {"kind": "pdf", "pdf": b64encode(b"%PDF-1.7 %%EOF").decode()}
    path = f"/api/v1/print-jobs/{uuid4()}"
    order = {"role": "receipt_printer", "document": document}
    assert client.put(path, json=order, headers=till.headers).status_code == 201
    job = session.scalars(select(PrintJob)).one()
    report(session, job, "printed")
    assert "marked as a duplicate" in text_of(open_page(client, f"{JOURNAL}/{job.uuid}/reprint"))
    assert post(client, f"{JOURNAL}/{job.uuid}/reprint", {}).status_code == 302
    copy = session.scalars(select(PrintJob).where(PrintJob.reprint_of_id == job.id)).one()
    assert json.loads(copy.document) == document | {"duplicate": True, "open_drawer": False}
    report(session, copy, "failed", reason="pdf_encrypted")
    assert "protected by a password" in text_of(open_page(client, f"{JOURNAL}/{copy.uuid}"))


def test_a_long_journal_is_counted_no_further_than_anybody_looks(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch, job: PrintJob
) -> None:
    monkeypatch.setattr(print_journal, "PAGE", 2)
    monkeypatch.setattr(print_journal, "MOST", 6)
    print_journal._statements.cache_clear()
    try:
        for number in range(5):
            shop_report(session, job, str(uuid4()), "printed", receipt_number=f"1-1-{number}")
        assert "6 print jobs" in text_of(open_page(client, f"{JOURNAL}?page=3"))
        assert "3 of 3" in text_of(open_page(client, f"{JOURNAL}?page=99"))
        shop_report(session, job, str(uuid4()), "printed", receipt_number="1-1-5")
        last = text_of(open_page(client, f"{JOURNAL}?page=99"))
        assert "More than 6 print jobs." in last
        assert ("3 of 3" in last, "1-1-5" in last) == (True, False)
        assert "1-1-0" in text_of(open_page(client, f"{JOURNAL}?q=1-0&page=4"))
    finally:
        print_journal._statements.cache_clear()


def test_the_journal_holds_nothing_of_another_account(
    client: FlaskClient, app: Flask, session: Session, job: PrintJob
) -> None:
    enter_account(session, EVERY_ACCOUNT)
    other = Make(session)
    stranger = other.sign_in(app.test_client(), other.owner())
    assert "Nothing printed yet" in text_of(open_page(stranger, JOURNAL))
    assert "Nothing found" in text_of(open_page(stranger, f"{JOURNAL}?printer={job.peripheral.public_id}"))
    assert stranger.get(f"{JOURNAL}/{job.uuid}").status_code == 404


def with_paper(session: Session, job: PrintJob, medium: str, data: bytes, **more: Any) -> None:
    report(session, job, "printed", paper=Paper(medium, zlib.compress(data), **more))


def test_the_paper_is_shown_as_it_left(client: FlaskClient, session: Session, job: PrintJob) -> None:
    data = b"\x1b@\x1bt\x12" + "Dzień\x20dobry\n".encode("cp852") + b"\x1dv0\x00\x01\x00\x01\x00\xaa\x1dV\x00"
    with_paper(session, job, "roll", data, dots=384, slots={"CP852": 18})
    page = open_page(client, f"{JOURNAL}/{job.uuid}")
    text = text_of(page)
    assert "Exactly what left the store server for the printer, byte for byte." in text
    assert ("Dzień dobry" in text, "The text that was sent." in text) == (True, False)
    html = client.get(f"{JOURNAL}/{job.uuid}").text
    assert 'viewBox="0 0 416 ' in html
    found = re.search(r'href="data:image/png;base64,([^"]+)"', html)
    assert found is not None
    with Image.open(BytesIO(b64decode(found[1]))) as picture:
        dots = [picture.getpixel((x, 0)) for x in range(8)]
    assert dots == [0, 255] * 4


@pytest.mark.parametrize(
    ("medium", "data"), [("roll", b"\x1bX"), ("roll", b""), ("pdf", b"<script>"), ("poem", b"Bar\n")]
)
def test_what_cannot_be_read_is_not_guessed_at(
    client: FlaskClient, session: Session, job: PrintJob, medium: str, data: bytes
) -> None:
    with_paper(session, job, medium, data)
    text = text_of(open_page(client, f"{JOURNAL}/{job.uuid}"))
    assert "Exactly" not in text
    assert "The text that was sent." in text
