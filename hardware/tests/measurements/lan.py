"""What tills in the shop's network get: the first byte at the printer, and papers taken for good."""

import contextlib
import queue
import random
import ssl
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from comptoir_store_server.folder import DataFolder

from .line_of_till import LineOfTill
from .quick_printer import QuickPrinter
from .receipts import make_receipt
from .store import Program, key_of, new_folder, receipt_printer, running

PRINTERS, TILLS = 4, 8
WAYS = ("http", "https")
#: Sales whose way to the paper is timed: of each till, one every half second.
SALES, PAUSE = 50, 0.5
#: Papers of each till that are taken as fast as can be; together less than the box lets wait.
PAPERS = 110
ROUNDS = 5


@dataclass(frozen=True)
class Waits:
    """Milliseconds from a till's request to its yes, and to the first byte of its receipt at the printer."""

    answer_p50: float
    answer_p99: float
    paper_p50: float
    paper_p99: float


@dataclass(frozen=True)
class Taken:
    """Papers a second by the clock; milliseconds of the box's processor for each, printed ones included."""

    by_clock: float
    processor_ms: float


@contextlib.contextmanager
def shop(
    way: str, *, is_printing: bool = True
) -> Iterator[tuple[Program, list[LineOfTill], list[QuickPrinter]]]:
    """A box with four printers, and eight tills that have called it."""
    with contextlib.ExitStack() as stack:
        printers = [stack.enter_context(contextlib.closing(QuickPrinter())) for _ in range(PRINTERS)]
        ports = [printer.port if is_printing else 9 for printer in printers]
        hung = [receipt_printer(place, port) for place, port in enumerate(ports)]
        folder = stack.enter_context(new_folder(*hung, tills=TILLS))
        program = stack.enter_context(running(folder, way))
        port = program.lan_port()
        context = _trust(folder) if way == "https" else None
        lines = [LineOfTill(port, key_of(each), context) for each in range(TILLS)]
        for line in lines:
            stack.callback(line.close)
        yield program, lines, printers


def _trust(folder: DataFolder) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=folder.root / "lan-certificate.pem")


def measure_waits(way: str) -> Waits:
    """Eight tills that sell at a good pace, two to a printer."""
    with shop(way) as (_, lines, printers):
        for place, line in enumerate(lines[:PRINTERS]):
            line.order(make_receipt(place))  # what a printer can do is learned at its first job
        _wait_for_jobs(printers, PRINTERS)
        for printer in printers:
            printer.begun.clear()
        told: queue.Queue[tuple[int, float, float]] = queue.Queue()
        threads = [
            threading.Thread(target=_sell, args=(place, line, told)) for place, line in enumerate(lines)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        _wait_for_jobs(printers, TILLS * SALES)
        return _waits(sorted(told.queue, key=lambda each: each[1]), printers)


def _sell(place: int, line: LineOfTill, told: "queue.Queue[tuple[int, float, float]]") -> None:
    pauses = random.Random(place)
    for number in range(SALES):
        time.sleep(pauses.uniform(0.5, 1.5) * PAUSE)
        asked, answered = line.order(make_receipt(place * SALES + number))
        told.put((place % PRINTERS, asked, answered))


def _wait_for_jobs(printers: list[QuickPrinter], count: int) -> None:
    until = time.monotonic() + 60
    while sum(len(printer.begun) for printer in printers) < count:
        assert time.monotonic() < until, "the store server does not print"
        time.sleep(0.01)


def _waits(told: list[tuple[int, float, float]], printers: list[QuickPrinter]) -> Waits:
    """A printer takes papers in the order in which they were asked for."""
    asked = [[each[1] for each in told if each[0] == place] for place in range(PRINTERS)]
    papers = [
        came - began
        for place, printer in enumerate(printers)
        for began, came in zip(asked[place], printer.begun, strict=True)
    ]
    answers = [answered - began for _, began, answered in told]
    return Waits(*_middle_and_worst(answers), *_middle_and_worst(papers))


def _middle_and_worst(seconds: list[float]) -> tuple[float, float]:
    return statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=100)[98] * 1000


def measure_taken(way: str, *, is_printing: bool) -> Taken:
    """Medians of some rounds, each with a box of its own."""
    rounds = [_one_round(way, is_printing=is_printing) for _ in range(ROUNDS)]
    return Taken(
        statistics.median(each.by_clock for each in rounds),
        statistics.median(each.processor_ms for each in rounds),
    )


def _one_round(way: str, *, is_printing: bool) -> Taken:
    with shop(way, is_printing=is_printing) as (program, lines, _):
        documents = [make_receipt(number) for number in range(PAPERS)]
        worked, began = program.processor_s(), time.perf_counter()
        threads = [threading.Thread(target=_order_all, args=(line, documents)) for line in lines]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        papers, spent = TILLS * PAPERS, time.perf_counter() - began
        return Taken(papers / spent, (program.processor_s() - worked) / papers * 1000)


def _order_all(line: LineOfTill, documents: list[dict[str, object]]) -> None:
    for document in documents:
        line.order(document)
