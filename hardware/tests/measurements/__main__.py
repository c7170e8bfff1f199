"""Measures what was named (rates, box, lan), or all; `python -m bench.printing` in the office's folder."""

import os
import sys

from .box import PRINTERS, measure_starts
from .lan import TILLS, WAYS, measure_taken, measure_waits
from .rates import measure_rates


def show_rates() -> None:
    """Receipts per second, and how many times the others ours is."""
    rates = measure_rates()
    ours = next(iter(rates.values()))
    table("receipt of 20 goods", "asked", "a second", "of a processor's second", "ours to it")
    for name, rate in rates.items():
        times = ours.by_processor / rate.by_processor
        asked = "5,000/s" if rate is ours else "2.0"
        row(name, asked, f"{rate.by_clock:,.0f}", f"{rate.by_processor:,.0f}", f"{times:.1f}")


def show_box() -> None:
    """Start and size, in a shop with receipts only and in one with an A4 printer too."""
    table(f"store server, {PRINTERS} printers", "asked", "found", "and an A4 printer")
    plain, paged = measure_starts(), measure_starts(with_page_printer=True)
    row("from its start to `started`", "2 s", f"{plain.started:.2f} s", f"{paged.started:.2f} s")
    row("to a receipt out of each printer", "2 s", f"{plain.printed:.2f} s", f"{paged.printed:.2f} s")
    row("resident after a rush of papers", "80 MB", f"{plain.megabytes:.0f} MB", f"{paged.megabytes:.0f} MB")


def show_lan() -> None:
    """How soon a till's receipt reaches the printer, and how many are taken for good."""
    table(f"{TILLS} tills in the shop's network", "asked", *WAYS)
    waits = [measure_waits(way) for way in WAYS]
    row("first byte at the printer, p50", "10 ms", *(f"{each.paper_p50:.1f} ms" for each in waits))
    row("first byte at the printer, p99", "40 ms", *(f"{each.paper_p99:.1f} ms" for each in waits))
    row("answer to the till, p50", "", *(f"{each.answer_p50:.1f} ms" for each in waits))
    row("answer to the till, p99", "", *(f"{each.answer_p99:.1f} ms" for each in waits))
    for asked, name, is_printing in (("600/s", "printing", True), ("600/s", "off", False)):
        taken = [measure_taken(way, is_printing=is_printing) for way in WAYS]
        row(f"papers taken, printers {name}", asked, *(f"{each.by_clock:,.0f}/s" for each in taken))
        spent = (f"{each.processor_ms:.2f} ms" for each in taken)
        row(f"of a processor for each, printers {name}", "", *spent)


def table(*heads: str) -> None:
    """The head of a table."""
    say("")
    row(*heads)
    say("|" + "---|" * len(heads))


def row(*cells: str) -> None:
    """A line of it."""
    say(f"| {' | '.join(cells)} |")


def say(line: str) -> None:
    """For the person who measures."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


SHOWN = {"rates": show_rates, "box": show_box, "lan": show_lan}


def main() -> None:
    """Measure what was named, or all."""
    say(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for name in sys.argv[1:] or SHOWN:
        SHOWN[name]()


if __name__ == "__main__":
    main()
