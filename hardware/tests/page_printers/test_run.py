"""Pages from the office's order to its answer."""

import base64
import io
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from comptoir_store_server.command import main
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.server import StoreServer
from fake_ipp_printer import FakeIppPrinter
from fake_office import FakeOffice
from strange_pdfs import Sheet, document, encrypted, ring_of_pages

WaitFor = Callable[..., None]
PATIENCE = Patience(
    connect=0.5,
    ask_again=0.05,
    stall=5.0,
    look=0.2,
    look_again=0.1,
    retry_first=0.1,
    retry_longest=0.3,
    stand_in=0.3,
)


@pytest.fixture
def running(office: FakeOffice, folder: DataFolder) -> Iterator[StoreServer]:
    """A paired store server at work."""
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    server = StoreServer(folder, PATIENCE)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server
    server.stop()
    thread.join(15)
    assert not thread.is_alive()


@pytest.fixture
def ipp() -> Iterator[Callable[..., FakeIppPrinter]]:
    """Makes page printers."""
    made: list[FakeIppPrinter] = []

    def make(**tray: Any) -> FakeIppPrinter:
        made.append(FakeIppPrinter(**tray))
        return made[-1]

    yield make
    for each in made:
        each.close()


def page_printer(port: int, peripheral_id: str = "p1") -> dict[str, Any]:
    connection = {"type": "network", "host": "127.0.0.1", "port": port, "queue": "ipp/print"}
    return {"id": peripheral_id, "name": "Biuro", "kind": "page_printer", "connection": connection}


def state(office: FakeOffice) -> str | None:
    with office.lock:
        told = office.books.health[-1]["peripherals"] if office.books.health else []
    return told[0]["state"] if told else None


def test_an_a4_test_page_and_an_assembly_slip(
    running: StoreServer, office: FakeOffice, wait_for: WaitFor, ipp: Callable[..., FakeIppPrinter]
) -> None:
    printer = ipp()
    office.hang([page_printer(printer.port)])
    office.order("j1", {"kind": "test"})
    office.order("j2", {"kind": "assembly", "receipt": {"lines": [{"name": "Żurek"}]}}, copies=2)
    wait_for(lambda: office.statuses("j2")[-1:] == ["printed"], "the slip is printed")
    assert office.statuses("j1") == ["sending", "printed"]
    assert office.statuses("j2") == ["sending", "printed"]
    assert all(job.document.startswith(b"%PDF-") for job in printer.jobs)
    assert printer.copies == 3
    wait_for(lambda: state(office) == "online", "the printer is online")


def test_no_paper_blocks_and_goes_on_by_itself(
    running: StoreServer, office: FakeOffice, wait_for: WaitFor, ipp: Callable[..., FakeIppPrinter]
) -> None:
    printer = ipp(state=5, reasons=["media-empty-error"])
    office.hang([page_printer(printer.port)])
    office.order("j1", {"kind": "test"})
    wait_for(lambda: office.last_result("j1").get("reason") == "paper_out", "it waits for paper")
    wait_for(lambda: state(office) == "paper_out", "the office knows")
    printer.refill()
    wait_for(lambda: office.last_result("j1")["status"] == "printed", "it went on")
    assert len(printer.jobs) == 1
    wait_for(lambda: state(office) == "online", "the office knows")


def test_a_line_cut_in_mid_job_is_uncertain_and_stays_so(
    running: StoreServer, office: FakeOffice, wait_for: WaitFor, ipp: Callable[..., FakeIppPrinter]
) -> None:
    printer = ipp(hangs_up_after=3000)
    office.hang([page_printer(printer.port)])
    office.order("j1", {"kind": "test"})
    wait_for(lambda: office.last_result("j1").get("status") == "uncertain", "it is uncertain")
    printer.tray.hangs_up_after = None
    office.order("j2", {"kind": "test"})
    wait_for(lambda: office.last_result("j2").get("status") == "printed", "the next one is printed")
    assert office.statuses("j1") == ["sending", "uncertain"]
    assert office.last_result("j1")["reason"] == "connection_lost"
    assert len(printer.jobs) == 1


@pytest.mark.parametrize("document", [{"kind": "drawer"}, {"kind": "pdf", "pdf": "eA=="}, {"kind": "probe"}])
def test_what_is_no_page_fails(
    running: StoreServer,
    office: FakeOffice,
    wait_for: WaitFor,
    ipp: Callable[..., FakeIppPrinter],
    document: dict[str, Any],
) -> None:
    office.hang([page_printer(ipp().port)])
    office.order("j1", document)
    wait_for(lambda: office.last_result("j1").get("status") == "failed", "it failed")
    assert office.last_result("j1")["reason"] == "unsupported_document"


def test_a_page_printer_stands_in_for_another(
    running: StoreServer, office: FakeOffice, wait_for: WaitFor, ipp: Callable[..., FakeIppPrinter]
) -> None:
    dead, well = ipp(), ipp()
    port = dead.port
    dead.close()
    office.hang([{**page_printer(port), "stand_ins": ["p2"]}, page_printer(well.port, "p2")])
    office.order("j1", {"kind": "assembly", "receipt": {"lines": [{"name": "Żurek"}]}})
    wait_for(lambda: office.last_result("j1").get("status") == "printed", "the stand-in printed it")
    assert office.last_result("j1")["printed_on"] == "p2"
    assert len(well.jobs) == 1


def a_pdf(pdf: bytes, **more: Any) -> dict[str, Any]:
    return {"kind": "pdf", "pdf": base64.b64encode(pdf).decode(), **more}


def texts(pdf: bytes) -> list[list[str]]:
    """The words on each page."""
    return [page.extract_text().split() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_pdf_goes_as_it_is_and_its_copy_is_marked(
    running: StoreServer, office: FakeOffice, wait_for: WaitFor, ipp: Callable[..., FakeIppPrinter]
) -> None:
    printer, invoice = ipp(), document(Sheet(), Sheet())
    office.hang([{**page_printer(printer.port), "language": "ru"}])
    office.order("j1", a_pdf(invoice))
    office.order("j2", a_pdf(invoice, duplicate=True), copies=2)
    office.order("j3", a_pdf(invoice, duplicate=True, language="pl"))
    wait_for(lambda: office.statuses("j3")[-1:] == ["printed"], "all are printed", 60)
    first, second, third = (job.document for job in printer.jobs)
    assert first == invoice
    assert texts(second) == [["Rechnung", "ДУБЛИКАТ"]] * 2
    assert texts(third) == [["Rechnung", "DUPLIKAT"]] * 2
    assert printer.copies == 4


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [
        (encrypted(""), "pdf_encrypted"),
        (ring_of_pages(), "pdf_damaged"),
        (document(Sheet("0 0 595 9999999")), "pdf_too_large"),
    ],
)
def test_a_copy_that_cannot_be_marked_fails_and_the_next_job_is_printed(
    running: StoreServer,
    office: FakeOffice,
    wait_for: WaitFor,
    ipp: Callable[..., FakeIppPrinter],
    pdf: bytes,
    reason: str,
) -> None:
    printer = ipp()
    office.hang([page_printer(printer.port)])
    office.order("j1", a_pdf(pdf, duplicate=True))
    office.order("j2", {"kind": "test"})
    wait_for(lambda: office.last_result("j2").get("status") == "printed", "the next one is printed", 60)
    result = office.last_result("j1")
    assert (result["status"], result["reason"]) == ("failed", reason)
    assert len(printer.jobs) == 1, "it never comes out unmarked"
