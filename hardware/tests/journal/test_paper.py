"""The exact paper as a picture: what the box shows is what the printer drew."""

import base64
import io
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from comptoir_store_server.kept_papers import Medium, PaperShelf, SentPaper
from comptoir_store_server.lan.pages import page_pictures
from comptoir_store_server.lan.pages.page_pictures import PageEasel, TooMany
from comptoir_store_server.lan.pages.paper_pictures import TALLEST, Easel, read_sent
from comptoir_store_server.page_printers.pictures import PagePicture, picture
from comptoir_store_server.virtual_printer import VirtualPrinter
from comptoir_store_server.virtual_printer.paper import read_papers
from fake_ipp_printer import FakeIppPrinter
from fake_office import FakeOffice
from journal_shop import Browser, shop
from lan_shop import Box, Counter, Till, new_id, order
from strange_pdfs import (
    Sheet,
    document,
    drawing_bomb,
    encrypted,
    ring_of_pages,
    tree_of,
    unpacking_bomb,
)

Open = Callable[..., Browser]
WaitFor = Callable[..., None]
RECEIPT = {
    "number": "1/204",
    "closed_at": "2026-11-21T12:01:00Z",
    "currency": "PLN",
    "device": {"name": "Kasa 1"},
    "lines": [{"name": "Żurek z jajkiem", "quantity": "2", "price": 1850, "total": 3700, "tax_rate": "8"}],
    "payments": [{"method": "cash", "amount": 3700}],
    "taxes": [{"rate": "8", "base": 3426, "amount": 274}],
    "total": 3700,
}
MARKS = {"fr": "DUPLICATA", "pl": "DUPLIKAT", "ru": "ДУБЛИКАТ", "en": "DUPLICATE"}


@pytest.fixture
def ipp() -> Iterator[FakeIppPrinter]:
    """The page printer in the back room."""
    printer = FakeIppPrinter()
    yield printer
    printer.close()


class PrintShop:
    """A box that prints, one of its tills, and somebody who looks."""

    def __init__(self, box: Box, open_browser: Open, wait_for: WaitFor) -> None:
        box.start()
        self.till: Till = box.till()
        self._wait_for = wait_for
        self.browser = open_browser(box.base)
        wait_for(lambda: 'name="code"' in self.browser.open("/sign-in").html, "the code from the office")
        assert self.browser.sign_in().title == "Print journal"

    def print(self, body: Any, state: str = "printed") -> str:
        """A till prints; returns the job's id once it stands there."""
        job_id = new_id()
        assert self.till.print(job_id, body).status_code == 201
        self.wait(job_id, state)
        return job_id

    def wait(self, job_id: str, state: str) -> None:
        """Until it stands there."""
        self._wait_for(lambda: self.till.status(job_id) == state, f"{state}", 60)

    def pictures(self, job_id: str) -> list[bytes]:
        """What its page shows, from the top."""
        paths = re.findall(r'<img (?:class="page" )?src="(/jobs/[^"]+)"', self._page(job_id))
        answers = [self.browser.http.get(path) for path in paths]
        assert {(each.status_code, each.headers["Content-Type"]) for each in answers} <= {(200, "image/png")}
        return [each.content for each in answers]

    def file(self, job_id: str) -> str:
        """Where the page can be downloaded."""
        return next(part.split('"')[0] for part in self._page(job_id).split('href="') if ".pdf" in part)

    def _page(self, job_id: str) -> str:
        """The page of a job whose paper lies on the shelf."""
        self._wait_for(lambda: "Sent to" in self.browser.open(f"/jobs/{job_id}").text, "the paper")
        return self.browser.page.html


def start(office: FakeOffice, box: Box, open_browser: Open, wait_for: WaitFor, told: Any) -> PrintShop:
    """A shop with this configuration."""
    office.books.configuration = told
    office.books.revision += 1
    return PrintShop(box, open_browser, wait_for)


@pytest.mark.parametrize("language", list(MARKS))
def test_the_picture_is_the_one_that_the_printer_drew_and_so_is_that_of_its_copy(
    office: FakeOffice,
    box: Box,
    printer: VirtualPrinter,
    open_browser: Open,
    wait_for: WaitFor,
    language: str,
) -> None:
    place = start(office, box, open_browser, wait_for, shop(printer.port))
    document = {"kind": "receipt", "receipt": RECEIPT, "open_drawer": True, "language": language}
    first = place.print({"role": "receipt_printer", "document": document})
    drawn = printer.wait_for_paper(1)
    assert place.pictures(first) == [drawn.png]
    assert "Żurek z jajkiem" in place.browser.page.text, "and its text for who cannot see it"
    assert MARKS[language] not in drawn.text
    place.browser.open(f"/jobs/{first}/print-again")
    page = place.browser.send(f"/jobs/{first}/print-again")
    assert "marked as a duplicate" in page.text
    copy_id = page.answer.url.path.rsplit("/", 1)[1]
    copy = printer.wait_for_paper(2)
    assert MARKS[language] in copy.text
    assert (len(drawn.pulses), len(copy.pulses)) == (1, 0), "a copy opens no drawer"
    assert copy_id != first
    assert place.pictures(copy_id) == [copy.png]
    assert "Somebody asked for a copy on this page." in place.browser.page.text
    assert f'/jobs/{copy_id}"' in place.browser.open(f"/jobs/{first}").html


def test_a_picture_of_letters_that_no_table_has_is_exact_too(
    office: FakeOffice, box: Box, printer: VirtualPrinter, open_browser: Open, wait_for: WaitFor
) -> None:
    told = shop(printer.port)
    told["peripherals"][0] |= {"as_image": True, "paper_width": 80}
    place = start(office, box, open_browser, wait_for, told)
    job_id = place.print(order("Борщ", "Żurek", copies=2))
    drawn = [printer.wait_for_paper(number) for number in (1, 2)]
    assert place.pictures(job_id) == [drawn[0].png]
    assert drawn[0].png == drawn[1].png
    assert "Copies: 2" in place.browser.page.text


def test_a_printer_with_other_tables_is_read_as_it_reads_itself(
    office: FakeOffice, box: Box, open_browser: Open, wait_for: WaitFor
) -> None:
    with VirtualPrinter(paper_width=58, profile_pages="pos-5890") as small:
        told = shop(small.port)
        told["peripherals"][0] |= {"profile": "POS-5890", "paper_width": 58}
        place = start(office, box, open_browser, wait_for, told)
        job_id = place.print(order("Ещё щи", "Zażółć gęślą jaźń"))
        wait_for(lambda: "Zażółć gęślą jaźń" in small.waiting_lines, "all its lines")
        drawn = small.tear()  # it has no knife
        assert drawn is not None
        assert place.pictures(job_id) == [drawn.png]
        assert drawn.text.strip() in place.browser.page.html


def with_page_printer(ipp: FakeIppPrinter) -> Any:
    """A shop whose till has a page printer, too."""
    connection = {"type": "network", "host": "127.0.0.1", "port": ipp.port, "queue": "ipp/print"}
    biuro = {"id": "a4", "name": "Biuro", "kind": "page_printer", "connection": connection}
    told = shop(9, biuro)
    told["routes"].append({"device_id": "d1", "role": "page_printer", "peripheral_id": "a4"})
    told["routes"] = [each for each in told["routes"] if each["peripheral_id"] != "gone"]
    return told


def test_a_page_is_given_as_it_was_sent(
    office: FakeOffice, box: Box, ipp: FakeIppPrinter, open_browser: Open, wait_for: WaitFor
) -> None:
    place = start(office, box, open_browser, wait_for, with_page_printer(ipp))
    job_id = place.print(order("Faktura", role="page_printer"))
    answer = place.browser.http.get(place.file(job_id))
    assert answer.content == ipp.jobs[0].document
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert place.pictures(job_id) == [picture(ipp.jobs[0].document, 1).png]
    assert "Faktura" in place.browser.page.text, "and below it what stands there"
    for gone in ("-1.png", "-9999.png"):
        assert place.browser.http.get(place.file(job_id).replace(".pdf", gone)).status_code == 404


def test_a_file_of_a_till_is_printed_again_with_the_word_on_each_page(
    office: FakeOffice, box: Box, ipp: FakeIppPrinter, open_browser: Open, wait_for: WaitFor
) -> None:
    place = start(office, box, open_browser, wait_for, with_page_printer(ipp))
    invoice = document(Sheet(), Sheet("0 0 842 595", "/Rotate 90"))
    told = {"kind": "pdf", "pdf": base64.b64encode(invoice).decode(), "language": "fr"}
    first = place.print({"role": "page_printer", "document": told})
    assert "marked as a duplicate" in place.browser.open(f"/jobs/{first}/print-again").text
    assert "marked as a duplicate" in place.browser.send(f"/jobs/{first}/print-again").text
    copy = place.browser.page.answer.url.path.rsplit("/", 1)[1]
    place.wait(copy, "printed")
    assert ipp.jobs[0].document == invoice
    pages = PdfReader(io.BytesIO(ipp.jobs[1].document)).pages
    assert [page.extract_text().split() for page in pages] == [["Rechnung", "DUPLICATA"]] * 2
    assert place.browser.http.get(place.file(copy)).content == ipp.jobs[1].document


def test_pages_are_leafed_through(
    office: FakeOffice, box: Box, ipp: FakeIppPrinter, open_browser: Open, wait_for: WaitFor
) -> None:
    place = start(office, box, open_browser, wait_for, with_page_printer(ipp))
    sheets = [Sheet(drawn=[f"BT /F 20 Tf 100 400 Td (Sheet{number}) Tj ET".encode()]) for number in (1, 2, 3)]
    told = {"kind": "pdf", "pdf": base64.b64encode(document(*sheets)).decode()}
    job_id = place.print({"role": "page_printer", "document": told})
    first = place.pictures(job_id)
    seen, links = place.browser.page, re.compile(r'href="(/jobs/[^"]+page=\d)#paper"')
    assert "Page 1 of 3" in seen.text
    assert "Sheet1" in seen.text
    (second,) = links.findall(seen.html)
    seen = place.browser.open(second)
    assert "Page 2 of 3" in seen.text
    assert "Sheet2" in seen.text
    assert 'alt="Picture of page 2; its text stands below it."' in seen.html
    assert len(links.findall(seen.html)) == 2
    (path,) = re.findall(r'<img class="page" src="([^"]+)"', seen.html)
    assert path.endswith("-1.png")
    assert place.browser.http.get(path).content not in first
    for number, shown in (("99", 3), ("0", 1), ("-1", 1), ("<b>", 1), ("9" * 30, 1)):
        assert f"Page {shown} of 3" in place.browser.open(f"/jobs/{job_id}?page={number}").text


@pytest.mark.parametrize(
    ("pdf", "sentence"),
    [
        (encrypted("secret"), "This PDF asks for a password"),
        (ring_of_pages(), "This PDF is damaged"),
        (drawing_bomb(), "This PDF is too large to be shown"),
    ],
)
def test_a_file_that_cannot_be_shown_is_still_there_to_download(
    counter: Counter, reader: Browser, pdf: bytes, sentence: str
) -> None:
    job_id = new_id()
    assert counter.till().print(job_id, order("Faktura")).status_code == 201
    shelf = PaperShelf(counter.folder.papers)
    shelf.start()
    shelf.keep(SentPaper(job_id, Medium.PDF, "Biuro", pdf))
    shelf.close()
    seen = reader.open(f"/jobs/{job_id}", timeout=90)
    assert seen.status == 200
    assert sentence in seen.text
    assert "<img class" not in seen.html
    assert reader.http.get(f"/jobs/{job_id}/papers/1.pdf").content == pdf
    assert reader.http.get(f"/jobs/{job_id}/papers/1-0.png").status_code == 404
    assert reader.open("/").status == 200


def test_who_looks_at_pages_does_not_take_every_hand_of_the_box(monkeypatch: pytest.MonkeyPatch) -> None:
    began, go_on = threading.Semaphore(0), threading.Event()

    def slowly(pdf: bytes, number: int) -> PagePicture:
        began.release()
        assert go_on.wait(60)
        return picture(pdf, number)

    monkeypatch.setattr(page_pictures, "picture_apart", slowly)
    easel, pdf = PageEasel(), document()
    with ThreadPoolExecutor(2) as hands:
        looking = hands.submit(easel.draw, pdf, 1)
        assert began.acquire(timeout=60)
        monkeypatch.setattr(page_pictures, "LONGEST_WAIT", 0.01)
        with pytest.raises(TooMany):
            easel.draw(pdf, 1)
        go_on.set()
        drawn = looking.result(60)
    monkeypatch.setattr(page_pictures, "picture_apart", None)
    assert easel.draw(pdf, 1) is drawn, "it is remembered"


def test_few_pages_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def count(pdf: bytes, number: int) -> PagePicture:
        drawn.append(number)
        return PagePicture(number, 99, "", b"")

    monkeypatch.setattr(page_pictures, "picture_apart", count)
    easel = PageEasel()
    for number in (1, 2, 3, 4, 4, 5, 1):
        easel.draw(b"%PDF-", number)
    assert drawn == [1, 2, 3, 4, 5, 1]


#: A file of a till, the code why no copy of it is printed, and some words of the sentence.
UNMARKABLE: dict[str, tuple[bytes, str, str]] = {
    "protected": (encrypted(""), "pdf_encrypted", "protected by a password"),
    "a ring of pages": (ring_of_pages(), "pdf_damaged", "This PDF is damaged"),
    "nothing in it": (b"%PDF-1.7\n%%EOF", "pdf_damaged", "This PDF is damaged"),
    "a billion pages": (tree_of(9, 10), "pdf_too_large", "too many pages"),
    "a page of a kilometre": (document(Sheet("0 0 595 2834645")), "pdf_too_large", "too many pages"),
    "little that becomes much": (unpacking_bomb(), "pdf_too_large", "too many pages"),
}


def test_copies_that_cannot_be_marked_say_why_and_the_next_job_is_printed(
    office: FakeOffice, box: Box, ipp: FakeIppPrinter, open_browser: Open, wait_for: WaitFor
) -> None:
    place = start(office, box, open_browser, wait_for, with_page_printer(ipp))
    for name, (pdf, reason, sentence) in UNMARKABLE.items():
        told = {"kind": "pdf", "pdf": base64.b64encode(pdf).decode(), "duplicate": True}
        job_id = place.print({"role": "page_printer", "document": told}, "failed")
        assert place.till.http.get(f"/jobs/{job_id}").json()["reason"] == reason, name
        assert sentence in place.browser.open(f"/jobs/{job_id}").text, name
        assert ipp.jobs == [], "it never comes out unmarked"
    place.print(order("Faktura", role="page_printer"))
    assert len(ipp.jobs) == 1


def test_what_was_not_sent_yet_has_no_picture(
    office: FakeOffice, box: Box, printer: VirtualPrinter, open_browser: Open, wait_for: WaitFor
) -> None:
    printer.set_state(paper="out")
    place = start(office, box, open_browser, wait_for, shop(printer.port))
    job_id = place.print(order("czeka"), "blocked")
    text = place.browser.open(f"/jobs/{job_id}").text
    assert "Nothing has been sent to a printer yet." in text
    assert "The paper has run out." in text
    printer.set_state(paper="ok")
    place.wait(job_id, "printed")
    drawn = printer.wait_for_paper(1)
    assert place.pictures(job_id) == [drawn.png]
    assert "It waits" not in place.browser.page.text
    assert "The store server began to send it." in place.browser.page.text


def test_the_papers_of_yesterday_are_there_after_a_new_start_without_office(
    office: FakeOffice, box: Box, printer: VirtualPrinter, open_browser: Open, wait_for: WaitFor
) -> None:
    place = start(office, box, open_browser, wait_for, shop(printer.port))
    job_id = place.print(order("wczoraj"))
    before = place.pictures(job_id)
    box.stop()
    office.close()
    again = PrintShop(box, open_browser, wait_for)
    assert again.pictures(job_id) == before
    wait_for(lambda: "cannot be reached since" in again.browser.open("/").text, "the office missed")


def test_a_picture_that_is_not_there_is_not_found(counter: Counter, reader: Browser) -> None:
    job_id = new_id()
    counter.till().print(job_id, order("a"))
    shelf = PaperShelf(counter.folder.papers)
    shelf.start()
    shelf.keep(SentPaper(job_id, Medium.ROLL, "Bar", b"\x1b@a\n\x1dV\x00"))
    shelf.close()
    assert reader.http.get(f"/jobs/{job_id}/papers/1-0.png").status_code == 200
    for path in ("1-1.png", "2-0.png", "1.pdf", "1-x.png", "1-0.gif", "999999999999999-0.png"):
        assert reader.http.get(f"/jobs/{job_id}/papers/{path}").status_code == 404, path
    assert reader.http.get(f"/jobs/{new_id()}/papers/1-0.png").status_code == 404


def test_a_paper_that_is_gone_says_so(counter: Counter, reader: Browser) -> None:
    job_id = new_id()
    counter.till().print(job_id, order("a"))
    counter.spool.claim(job_id, datetime.now(UTC))
    assert "The paper is not kept any more" in reader.open(f"/jobs/{job_id}").text


def test_a_paper_of_many_metres_is_drawn_in_pieces() -> None:
    data = b"\x1b@" + b"wiersz\n" * 2000 + b"\x1dV\x00"
    (whole,) = read_papers(data)
    pieces = read_sent(SentPaper("j1", Medium.ROLL, "Bar", data))
    assert len(pieces) > 10
    assert [item for piece in pieces for item in piece.items] == list(whole.items)
    assert all(sum(item.height for item in piece.text_lines) <= TALLEST for piece in pieces)
    assert [piece.cut for piece in pieces[:-1]] == ["torn"] * (len(pieces) - 1)
    assert pieces[-1].cut == whole.cut


def test_few_pictures_are_remembered() -> None:
    easel = Easel()
    sent = SentPaper("j1", Medium.ROLL, "Bar", (b"\x1b@wiersz\n" + b"\x1dV\x00") * 12)
    drawn = [easel.draw(sent, number) for number in range(12)]
    assert None not in drawn
    assert easel.draw(sent, 12) is None
    assert len(easel._drawn) <= 8
