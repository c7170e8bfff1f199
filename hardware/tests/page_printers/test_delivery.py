"""Pages on a printer that works, runs out, hangs up, refuses, forgets: what is told is what is true."""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.deliver import Confirm, Delivered, Stopped, Watch
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.page_printers.deliver import deliver_page
from comptoir_store_server.page_printers.pages import Page
from comptoir_store_server.page_printers.printer import IppPrinter, Refused, judge
from comptoir_store_server.reasons import Reason
from fake_ipp_printer import GET_PRINTER, PRINT_JOB, VALIDATE_JOB, FakeIppPrinter

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 200 + b"\n%%EOF\n"
PAGE = Page("Pod Żubrem", PDF)
PATIENCE = Patience(connect=0.5, ask_again=0.02, stall=1.0, completion=0.5)
MakePrinter = Callable[..., FakeIppPrinter]


class Diary:
    """What a delivery told while it ran."""

    def __init__(self, on_start: Callable[[], None] = lambda: None) -> None:
        self.started = 0
        self.pauses: list[Reason | None] = []
        self.paused, self.stopping = threading.Event(), threading.Event()
        self._on_start = on_start

    def watch(self) -> Watch:
        return Watch(self._start, self._pause, self.stopping.is_set)

    def _start(self) -> None:
        self.started += 1
        self._on_start()

    def _pause(self, reason: Reason | None) -> None:
        self.pauses.append(reason)
        self.paused.set()


@pytest.fixture
def ipp() -> Iterator[MakePrinter]:
    """Makes page printers."""
    made: list[FakeIppPrinter] = []

    def make(**tray: Any) -> FakeIppPrinter:
        made.append(FakeIppPrinter(**tray))
        return made[-1]

    yield make
    for each in made:
        each.close()


def ours(port: int, queue: str = "ipp/print") -> IppPrinter:
    return IppPrinter(Connection(host="127.0.0.1", port=port, queue=queue), 0.5, 0.7)


def print_on(printer: FakeIppPrinter, diary: Diary | None = None, copies: int = 1) -> Delivered:
    return deliver_page(ours(printer.port), PAGE, copies, PATIENCE, (diary or Diary()).watch())


def refusal(port: int, queue: str = "ipp/print") -> Reason:
    diary = Diary()
    with pytest.raises(Unavailable) as refused:
        deliver_page(ours(port, queue), PAGE, 1, PATIENCE, diary.watch())
    assert diary.started == 0, "nothing may leave before the printer was found ready"
    return refused.value.reason


def test_a_good_printer_confirms_and_has_every_byte(ipp: MakePrinter) -> None:
    printer, diary = ipp(), Diary()
    assert print_on(printer, diary) == Delivered(Confirm.PROCESS_ID)
    assert [job.document for job in printer.jobs] == [PDF]
    assert printer.jobs[0].attributes["job-name"] == ["Pod Żubrem"]
    assert printer.jobs[0].attributes["document-format"] == ["application/pdf"]
    assert printer.jobs[0].attributes["printer-uri"] == [f"ipp://127.0.0.1:{printer.port}/ipp/print"]
    assert printer.operations[:3] == [GET_PRINTER, VALIDATE_JOB, PRINT_JOB]
    assert diary.started == 1


def test_the_job_is_on_disk_before_the_first_byte_leaves(ipp: MakePrinter) -> None:
    printer = ipp()
    seen: list[list[int]] = []
    print_on(printer, Diary(lambda: seen.append(list(printer.operations))))
    assert PRINT_JOB not in seen[0]


def test_copies_are_made_by_the_printer_where_it_can(ipp: MakePrinter) -> None:
    printer = ipp()
    assert print_on(printer, copies=3).confirm == Confirm.PROCESS_ID
    assert (len(printer.jobs), printer.copies) == (1, 3)


def test_copies_are_sent_one_by_one_where_it_cannot(ipp: MakePrinter) -> None:
    printer, diary = ipp(most_copies=1), Diary()
    assert print_on(printer, diary, copies=3).confirm == Confirm.PROCESS_ID
    assert (len(printer.jobs), printer.copies, diary.started) == (3, 3, 1)


@pytest.mark.parametrize(
    ("tray", "reason"),
    [
        ({"state": 5, "reasons": ["media-empty"]}, Reason.PAPER_OUT),
        ({"state": 3, "reasons": ["media-empty-error"]}, Reason.PAPER_OUT),
        ({"state": 5, "reasons": ["door-open-error", "media-empty"]}, Reason.COVER_OPEN),
        ({"state": 5, "reasons": ["media-jam-error"]}, Reason.PRINTER_ERROR),
        ({"state": 5, "reasons": ["paused"]}, Reason.PRINTER_ERROR),
        ({"accepts": False}, Reason.PRINTER_ERROR),
        ({"refuses_check": 0x0507}, Reason.BUSY),
        ({"refuses_check": 0x0506}, Reason.PRINTER_ERROR),
        ({"says": (200, b"<h1>Welcome</h1>")}, Reason.NOT_A_PRINTER),
        ({"says": (500, b"")}, Reason.NOT_A_PRINTER),
        ({"says": (401, b"")}, Reason.PRINTER_ERROR),
        ({"says": (426, b"")}, Reason.PRINTER_ERROR),
    ],
)
def test_a_printer_that_cannot_print_now_gets_nothing(
    ipp: MakePrinter, tray: dict[str, Any], reason: Reason
) -> None:
    printer = ipp(**tray)
    assert refusal(printer.port) == reason
    assert printer.jobs == []


def test_another_queue_is_no_printer(ipp: MakePrinter) -> None:
    assert refusal(ipp().port, "printers/office") == Reason.NOT_A_PRINTER
    assert print_on_queue(ipp(queue="/printers/office")) == Delivered(Confirm.PROCESS_ID)


def print_on_queue(printer: FakeIppPrinter) -> Delivered:
    return deliver_page(ours(printer.port, "printers/office"), PAGE, 1, PATIENCE, Diary().watch())


@pytest.mark.parametrize(
    "tray", [{"formats": ["image/urf"]}, {"refuses_check": 0x040A}, {"refuses_print": 0x040A}]
)
def test_a_printer_that_reads_no_pdf(ipp: MakePrinter, tray: dict[str, Any]) -> None:
    printer = ipp(**tray)
    with pytest.raises(Refused) as refused:
        print_on(printer)
    assert refused.value.reason == Reason.UNSUPPORTED_DOCUMENT
    assert printer.jobs == []


def test_a_printer_that_finds_out_by_itself_what_it_reads(ipp: MakePrinter) -> None:
    assert print_on(ipp(formats=["application/octet-stream"])).confirm == Confirm.PROCESS_ID


def test_nobody_listens_and_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert refusal(port) == Reason.NO_STATUS
    assert refusal(port) == Reason.REFUSED


def test_a_line_cut_in_mid_document_is_uncertain_and_nothing_is_sent_twice(ipp: MakePrinter) -> None:
    printer, diary = ipp(hangs_up_after=20_000), Diary()
    assert print_on(printer, diary) == Delivered(None, Reason.CONNECTION_LOST)
    assert (printer.cut_off, diary.started) == (20_000, 1)


def test_a_printer_that_takes_everything_and_says_nothing_is_uncertain(ipp: MakePrinter) -> None:
    printer, diary = ipp(swallows=True), Diary()
    assert print_on(printer, diary) == Delivered(None, Reason.CONNECTION_LOST)
    assert (printer.cut_off > len(PDF), diary.started) == (True, 1)


def test_a_printer_that_says_no_after_all_has_nothing_on_paper(ipp: MakePrinter) -> None:
    with pytest.raises(Refused) as refused:
        print_on(ipp(refuses_print=0x0507))
    assert refused.value.reason == Reason.BUSY


def test_paper_that_ends_in_mid_job_is_waited_for(ipp: MakePrinter) -> None:
    printer, diary, done = ipp(runs_out=True), Diary(), list[Delivered]()
    thread = threading.Thread(target=lambda: done.append(print_on(printer, diary)))
    thread.start()
    assert diary.paused.wait(5)
    assert not done
    printer.refill()
    thread.join(5)
    assert diary.pauses == [Reason.PAPER_OUT, None]
    assert done == [Delivered(Confirm.PROCESS_ID)]
    assert len(printer.jobs) == 1


def test_a_printer_that_says_why_it_waits_is_waited_for_however_long_that_is(ipp: MakePrinter) -> None:
    printer, diary, done = ipp(runs_out=True), Diary(), list[Delivered]()
    thread = threading.Thread(target=lambda: done.append(print_on(printer, diary)))
    thread.start()
    assert diary.paused.wait(5)
    thread.join(2 * PATIENCE.stall)
    assert not done, "the job still waits in the printer"
    printer.refill()
    thread.join(5)
    assert done == [Delivered(Confirm.PROCESS_ID)]


def test_a_printer_that_never_comes_to_an_end_and_does_not_say_why_is_uncertain(ipp: MakePrinter) -> None:
    assert print_on(ipp(steps=1_000_000)) == Delivered(None, Reason.NO_CONFIRMATION)


def test_a_job_given_up_before_its_first_sheet_failed(ipp: MakePrinter) -> None:
    with pytest.raises(Refused) as refused:
        print_on(ipp(aborts_after=0))
    assert refused.value.reason == Reason.PRINTER_ERROR


@pytest.mark.parametrize("tray", [{"aborts_after": 2}, {"aborts_after": 0, "counts_sheets": False}])
def test_a_job_given_up_later_is_uncertain(ipp: MakePrinter, tray: dict[str, Any]) -> None:
    assert print_on(ipp(**tray)) == Delivered(None, Reason.PRINTER_ERROR)


def test_a_printer_that_forgets_the_job_at_once_did_not_confirm_it(ipp: MakePrinter) -> None:
    assert print_on(ipp(forgets_jobs=True)) == Delivered(None, Reason.NO_CONFIRMATION)


def test_a_printer_that_is_switched_off_while_it_prints(ipp: MakePrinter) -> None:
    printer, diary, done = ipp(runs_out=True), Diary(), list[Delivered]()
    thread = threading.Thread(target=lambda: done.append(print_on(printer, diary)))
    thread.start()
    assert diary.paused.wait(5)
    printer.close()
    thread.join(10)
    assert done == [Delivered(None, Reason.CONNECTION_LOST)] or done[0].reason == Reason.NO_CONFIRMATION


def test_stopping_while_it_prints_does_not_pretend(ipp: MakePrinter) -> None:
    diary = Diary()
    diary.stopping.set()
    with pytest.raises(Stopped):
        print_on(ipp(steps=1000), diary)


@pytest.mark.parametrize(
    ("state", "reasons", "condition"),
    [
        (3, ["none"], Condition(None)),
        (4, ["none"], Condition(None)),
        (3, ["media-low-warning"], Condition(None, paper_low=True)),
        (3, ["media-empty-warning"], Condition(None, paper_low=True)),
        (3, ["media-empty-report", "toner-low"], Condition(None, paper_low=True)),
        (5, ["media-needed"], Condition(Reason.PAPER_OUT, paper_low=True)),
        (5, ["toner-empty-error"], Condition(Reason.PRINTER_ERROR)),
        (5, [], Condition(Reason.PRINTER_ERROR)),
        (None, [], Condition(None)),
    ],
)
def test_what_a_printer_says_of_itself(state: int | None, reasons: list[str], condition: Condition) -> None:
    assert judge(state, reasons, is_accepting=True) == condition


def test_a_look_is_only_a_look(ipp: MakePrinter) -> None:
    printer = ipp(reasons=["media-low"])
    assert ours(printer.port).look().condition == Condition(None, paper_low=True)
    assert printer.operations == [GET_PRINTER]


def test_an_address_of_ipv6() -> None:
    with pytest.raises(Unavailable) as refused:
        IppPrinter(Connection(Way.NETWORK, host="::1", port=1, queue="ipp/print"), 0.5).look()
    assert refused.value.reason == Reason.REFUSED
