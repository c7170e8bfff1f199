"""A4 paper in the print journal: seen page by page, kept as a file, and never opened by the browser."""

import threading
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from re import findall
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import PrintJob, StoreServer
from models.scope import EVERY_ACCOUNT, enter_account
from services.printing import page_drawing, page_pictures
from services.printing.page_drawing import MOST_DOTS, MOST_PAGES, Unreadable
from services.printing.page_pictures import PagePicture, picture_of_page
from services.printing.print_jobs import JobReport, record_results
from services.printing.sent_papers import Paper
from tests.make import Make, now
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import text_of
from tests.peripherals.pages import a_pdf

JOURNAL = "/peripherals/journal"


def locked(password: str) -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(BytesIO(a_pdf("Rechnung")))), BytesIO()
    writer.encrypt(password, "the owner's", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def order(client: FlaskClient, make: Make, session: Session) -> Callable[..., PrintJob]:
    """A till wants a document on paper."""
    make.sign_in(client, make.first_owner())
    till = make.till(make.device("Kasa 1"))
    make.assignment(till.device, make.printer(make.store_server(till.device.store)[0], "Biuro"))

    def put(document: dict[str, Any]) -> PrintJob:
        uuid, body = str(uuid4()), {"role": "receipt_printer", "document": document}
        assert client.put(f"/api/v1/print-jobs/{uuid}", json=body, headers=till.headers).status_code == 201
        return session.scalars(select(PrintJob).where(PrintJob.uuid == uuid)).one()

    return put


def report(session: Session, job: PrintJob, pdf: bytes | None = None) -> None:
    """The store server says that it is printed, and what left."""
    server = session.get_one(StoreServer, job.store_server_id)
    paper = Paper("pdf", zlib.compress(pdf)) if pdf is not None else None
    record_results(session, server, [JobReport(job.uuid, "printed", paper=paper)], now())
    session.commit()


def picture_on(html: str) -> Image.Image:
    (source,) = findall(r'<img class="page-paper" src="data:image/png;base64,([^"]+)"', html)
    return Image.open(BytesIO(b64decode(source)))


def ink(image: Image.Image, left: int, top: int, right: int, bottom: int) -> float:
    """The part of a box that is dark; its corners in points."""
    sharp = page_drawing.SHARPNESS
    box = image.convert("L").crop((left * sharp, top * sharp, right * sharp, bottom * sharp))
    return sum(1 for light in box.tobytes() if light < 100) / (box.width * box.height)


def test_the_pages_that_left_are_shown_one_by_one(
    client: FlaskClient, session: Session, order: Callable[..., PrintJob]
) -> None:
    job, pdf = order({"kind": "text", "text": ["Dzień dobry"]}), a_pdf("First", "Second", "Third")
    report(session, job, pdf)
    text = text_of(open_page(client, f"{JOURNAL}/{job.uuid}"))
    assert "Exactly the pages that left the store server for the printer." in text
    assert "Page 1 of 3" in text
    assert "The text that was sent." not in text
    html = client.get(f"{JOURNAL}/{job.uuid}").text
    image = picture_on(html)
    assert image.size == (992, 1404)
    assert ink(image, 55, 842 - 145, 145, 842 - 55) == 1.0, "the square"
    assert 0.05 < ink(image, 100, 84, 140, 102) < 0.8, "the word"
    assert ink(image, 200, 120, 590, 600) == 0.0
    assert 'alt="Picture of page 1; its text stands below it."' in html
    assert findall(r"/journal/[^\"]*page=\d#paper", html) == [f"/journal/{job.uuid}?page=2#paper"]
    second = client.get(f"{JOURNAL}/{job.uuid}?page=2").text
    assert "Second" in second
    assert len(findall(r"page=\d#paper", second)) == 2
    for number, shown in (("99", 3), ("0", 1), ("-5", 1), ("x", 1), ("9" * 5000, 1)):
        assert f"Page {shown} of 3" in client.get(f"{JOURNAL}/{job.uuid}?page={number}").text


def test_the_file_is_kept_and_never_opened_here(
    client: FlaskClient, session: Session, order: Callable[..., PrintJob]
) -> None:
    job, pdf = order({"kind": "text", "text": ["a"]}), a_pdf("First")
    path = f"{JOURNAL}/{job.uuid}/paper.pdf"
    assert client.get(path).status_code == 404, "nothing left yet"
    report(session, job, pdf)
    assert f'href="{path}"' in client.get(f"{JOURNAL}/{job.uuid}").text
    answer = client.get(path)
    assert (answer.data, answer.content_type) == (pdf, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{job.uuid}.pdf"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_finished_document_is_shown_as_the_till_sent_it(
    client: FlaskClient, session: Session, order: Callable[..., PrintJob]
) -> None:
    pdf = a_pdf("Faktura 17")
    job = order({"kind": "pdf", "pdf": b64encode(pdf).decode()})
    text = text_of(open_page(client, f"{JOURNAL}/{job.uuid}"))
    assert "The document as the till sent it." in text
    assert "Faktura 17" in text
    assert client.get(f"{JOURNAL}/{job.uuid}/paper.pdf").data == pdf
    report(session, job)
    assert post(client, f"{JOURNAL}/{job.uuid}/reprint", {}).status_code == 302
    copy = session.scalars(select(PrintJob).where(PrintJob.reprint_of_id == job.id)).one()
    text = text_of(open_page(client, f"{JOURNAL}/{copy.uuid}"))
    assert "On paper each page is marked as a duplicate, too." in text
    report(session, copy, a_pdf("DUPLIKAT Faktura 17"))
    text = text_of(open_page(client, f"{JOURNAL}/{copy.uuid}"))
    assert "Exactly the pages that left the store server for the printer." in text
    assert "DUPLIKAT Faktura 17" in text


def test_pages_of_another_account_are_nobodys_business(
    client: FlaskClient, app: Flask, session: Session, order: Callable[..., PrintJob]
) -> None:
    job = order({"kind": "pdf", "pdf": b64encode(a_pdf("Faktura")).decode()})
    enter_account(session, EVERY_ACCOUNT)
    other = Make(session)
    stranger = other.sign_in(app.test_client(), other.owner())
    assert stranger.get(f"{JOURNAL}/{job.uuid}/paper.pdf").status_code == 404
    assert app.test_client().get(f"{JOURNAL}/{job.uuid}/paper.pdf").status_code == 302


BAD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a password": (lambda: locked("secret"), "locked", "asks for a password"),
    "damaged": (lambda: b"%PDF-1.7 of the shop", "damaged", "is damaged"),
    "half a file": (lambda: a_pdf("x")[:300], "damaged", "is damaged"),
    "too many pages": (lambda: a_pdf(*[""] * (MOST_PAGES + 1)), "too_large", "too large"),
    "too long": (lambda: b"%PDF-" + bytes(page_pictures.LONGEST_PDF), "too_large", "too large"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_shown_says_why(name: str) -> None:
    make, why, _sentence = BAD[name]
    with pytest.raises(Unreadable) as refused:
        picture_of_page(make(), 1)
    assert refused.value.why == why


@pytest.mark.parametrize("name", ["a password", "damaged", "too many pages"])
def test_what_cannot_be_shown_is_still_there_to_keep(
    client: FlaskClient, order: Callable[..., PrintJob], name: str
) -> None:
    make, _why, sentence = BAD[name]
    pdf = make()
    job = order({"kind": "pdf", "pdf": b64encode(pdf).decode()})
    assert sentence in text_of(open_page(client, f"{JOURNAL}/{job.uuid}"))
    assert "page-paper" not in client.get(f"{JOURNAL}/{job.uuid}").text
    assert client.get(f"{JOURNAL}/{job.uuid}/paper.pdf").data == pdf


def test_a_file_that_nobody_may_change_is_shown_all_the_same() -> None:
    assert picture_of_page(locked(""), 1).text == "Rechnung"


@pytest.mark.parametrize("size", [(14_400, 14_400), (14_400, 3), (20, 14_400)])
def test_no_picture_has_more_dots_than_it_may(size: tuple[float, float]) -> None:
    drawn = picture_of_page(a_pdf("", width=size[0], height=size[1]), 1)
    assert max(Image.open(BytesIO(drawn.png)).size) <= MOST_DOTS + 1


PROGRAMS = {
    "reckons without an end": "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
    "waits": "import time; time.sleep(3600)",
    "dies": "import os; os.abort()",
    "talks without an end": "import sys\nwhile True: sys.stdout.buffer.write(b'x' * 65536)",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_runs_wild_is_ended(name: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wild.py").write_text(PROGRAMS[name])
    monkeypatch.setattr(page_drawing, "__file__", str(tmp_path / "wild.py"))
    if name == "waits":
        monkeypatch.setattr(page_pictures, "PATIENCE", 0.2)
    with pytest.raises(Unreadable) as refused:
        picture_of_page(b"%PDF-" + name.encode(), 1)
    assert refused.value.why == "too_large"


def test_the_program_is_told_nothing_of_the_office(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    nosy = "import json, os; print(json.dumps({'number': 1, 'pages': 1, 'text': ' '.join(os.environ)}))"
    (tmp_path / "nosy.py").write_text(nosy)
    monkeypatch.setattr(page_drawing, "__file__", str(tmp_path / "nosy.py"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    told = picture_of_page(b"%PDF- for the nosy", 1).text.split()
    assert set(told) <= {"PATH", "LC_CTYPE"}


def test_few_are_drawn_at_a_time_and_the_latest_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    began, go_on = threading.Semaphore(0), threading.Event()
    drawn: list[int] = []

    def slowly(_pdf: bytes, number: int) -> PagePicture:
        began.release()
        assert go_on.wait(60)
        drawn.append(number)
        return PagePicture(number, 9, "", b"")

    monkeypatch.setattr(page_pictures, "_draw_apart", slowly)
    pdf = b"%PDF- for many"
    with ThreadPoolExecutor(page_pictures.AT_ONCE) as hands:
        looking = [hands.submit(picture_of_page, pdf, number) for number in range(page_pictures.AT_ONCE)]
        for _ in looking:
            assert began.acquire(timeout=60)
        monkeypatch.setattr(page_pictures, "LONGEST_WAIT", 0.01)
        with pytest.raises(Unreadable) as refused:
            picture_of_page(pdf, 7)
        assert refused.value.why == "busy"
        go_on.set()
        assert [each.result(60).number for each in looking] == [0, 1]
    for _ in range(3):
        assert picture_of_page(pdf, 7).number == 7
    assert sorted(drawn) == [0, 1, 7]
