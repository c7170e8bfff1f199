"""A store server with four printers: how soon it prints after its start, and how large it is then."""

import contextlib
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from comptoir_store_server.folder import DataFolder
from comptoir_store_server.spool import Spool
from comptoir_store_server.virtual_printer import VirtualPrinter

from .receipts import make_receipt
from .store import Program, new_folder, receipt_printer, running

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "simulators"))
from fake_ipp_printer import FakeIppPrinter

PRINTERS = 4
STARTS = 5
#: What each printer prints before the size is read; the last one as a picture.
RECEIPTS = 25
PATIENCE = 60.0
STARTED = re.compile("event=started")


@dataclass(frozen=True)
class Start:
    """Seconds until it says `started` and until each printer has cut a receipt; its size in MB."""

    started: float
    printed: float
    megabytes: float


def measure_starts(*, with_page_printer: bool = False) -> Start:
    """The median of some starts, each in a folder of its own."""
    starts = [_one_start(with_page_printer=with_page_printer) for _ in range(STARTS)]
    return Start(
        *(statistics.median(getattr(each, name) for each in starts) for name in Start.__annotations__)
    )


def _one_start(*, with_page_printer: bool) -> Start:
    with contextlib.ExitStack() as stack:
        printers = [stack.enter_context(VirtualPrinter()) for _ in range(PRINTERS)]
        hung = [receipt_printer(place, printer.port) for place, printer in enumerate(printers)]
        office = stack.enter_context(_page_printer()) if with_page_printer else None
        folder = stack.enter_context(new_folder(*hung, *([_hang(office)] if office else [])))
        _fill(folder, with_page_printer=with_page_printer)
        began = time.perf_counter()
        return _watch(stack.enter_context(running(folder)), printers, office, began)


@contextlib.contextmanager
def _page_printer() -> Iterator[FakeIppPrinter]:
    printer = FakeIppPrinter()
    try:
        yield printer
    finally:
        printer.close()


def _hang(printer: FakeIppPrinter) -> dict[str, Any]:
    connection = {"type": "network", "host": "127.0.0.1", "port": printer.port, "queue": "ipp/print"}
    return {"id": "a4", "name": "Biuro", "kind": "page_printer", "connection": connection}


def _fill(folder: DataFolder, *, with_page_printer: bool) -> None:
    """A rush of receipts from before the power went."""
    jobs = [_job(f"p{place}", n) for place in range(PRINTERS) for n in range(RECEIPTS)]
    spool = Spool(folder.spool)
    spool.accept(jobs + ([_job("a4", 0)] if with_page_printer else []), 0.0, datetime.now(UTC))
    spool.close()


def _job(printer: str, number: int) -> dict[str, Any]:
    document = make_receipt(number)
    if number == RECEIPTS - 1:
        document["receipt"]["note"] = "Ďakujeme, 寿司"
    job = {"id": f"{printer}-{number}", "role": "receipt_printer", "peripheral_id": printer}
    return {**job, "document": document, "copies": 1}


def _watch(
    program: Program, printers: list[VirtualPrinter], office: FakeIppPrinter | None, began: float
) -> Start:
    program.wait_for(STARTED)
    started = time.perf_counter() - began
    _wait(program, lambda: all(printer.papers for printer in printers))
    printed = time.perf_counter() - began
    _wait(program, lambda: all(len(printer.papers) == RECEIPTS for printer in printers))
    _wait(program, lambda: office is None or bool(office.jobs))
    return Start(started, printed, program.megabytes())


def _wait(program: Program, condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert program.is_running(), "the store server ended"
        assert time.monotonic() < until, "the store server does not print"
        time.sleep(0.005)
