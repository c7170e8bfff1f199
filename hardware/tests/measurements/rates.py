"""Receipts per second: our layout and encoder beside python-escpos, taking turns."""

import itertools
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection
from comptoir_store_server.printing.render import render

from .plainly import MODEL, new_printer, print_plainly
from .receipts import make_receipt

ROUNDS = 9
SECONDS = 0.5
#: Different receipts that come round; more than any memory of single lines would profit from.
RECEIPTS = 500
STORE = {
    "name": "Pod Żubrem",
    "address": "ul. Długa 5\n00-238 Warszawa",
    "timezone": "Europe/Warsaw",
    "language": "pl",
    "receipt_footer": "Dziękujemy, zapraszamy ponownie!",
}
PRINTER = Peripheral("p1", "Bar", "receipt_printer", Connection(host="192.0.2.7"), MODEL)
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
Deed = Callable[[dict[str, Any]], bytes]


@dataclass(frozen=True)
class Rate:
    """Receipts per second by the clock and by the processor's time: the median of the rounds."""

    by_clock: float
    by_processor: float


def ours(document: dict[str, Any]) -> bytes:
    """From the document's meaning to the bytes, as a worker does it."""
    printed = render(document, PRINTER, STORE, NOW)
    assert printed.note is None, "letters, no picture"
    data: bytes = printed.data
    return data


def plainly_anew(document: dict[str, Any]) -> bytes:
    """A printer object for each receipt, as the manual has it."""
    return print_plainly(new_printer(), document, STORE)


def plainly_reused() -> Deed:
    """One printer object for all; it goes on believing in the last code page, which no reset allows."""
    printer = new_printer()

    def print_again(document: dict[str, Any]) -> bytes:
        printer.clear()
        return print_plainly(printer, document, STORE)

    return print_again


def measure_rates() -> dict[str, Rate]:
    """All ways on the same receipts, in turns."""
    ways: dict[str, Deed] = {
        "laid out and encoded": ours,
        "python-escpos, a new printer each": plainly_anew,
        "python-escpos, one printer reused": plainly_reused(),
    }
    receipts = [make_receipt(number) for number in range(RECEIPTS)]
    for deed in ways.values():
        assert all("Żurek".encode("cp852") in deed(receipt) for receipt in receipts[:20])
    rounds: dict[str, list[Rate]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, deed in ways.items():
            rounds[name].append(_one_round(deed, receipts))
    return {name: _middle(rates) for name, rates in rounds.items()}


def _one_round(deed: Deed, receipts: list[dict[str, Any]]) -> Rate:
    done, began, worked = 0, time.perf_counter(), time.process_time()
    for receipt in itertools.cycle(receipts):
        deed(receipt)
        done += 1
        if done % 16 == 0 and time.perf_counter() - began >= SECONDS:
            break
    return Rate(done / (time.perf_counter() - began), done / (time.process_time() - worked))


def _middle(rates: list[Rate]) -> Rate:
    return Rate(
        statistics.median(rate.by_clock for rate in rates),
        statistics.median(rate.by_processor for rate in rates),
    )
