"""Measures what was named, `rates` or `box`, or both; `python -m bench.printing` in the office's folder."""

import os
import sys

from .box import PRINTERS, measure_starts
from .rates import measure_rates


def show_rates() -> None:
    """Receipts per second, and how many times the others ours is."""
    rates = measure_rates()
    ours = next(iter(rates.values()))
    say("", "| receipt of 20 goods | a second | of a processor's second | ours to it |", "|" + "---|" * 4)
    for name, rate in rates.items():
        times = ours.by_processor / rate.by_processor
        say(f"| {name} | {rate.by_clock:,.0f} | {rate.by_processor:,.0f} | {times:.1f} |")


def show_box() -> None:
    """Start and size."""
    start = measure_starts()
    say("", f"| store server, {PRINTERS} printers | |", "|---|---|")
    say(f"| from its start to `started` | {start.started:.2f} s |")
    say(f"| from its start to a receipt out of each printer | {start.printed:.2f} s |")
    say(f"| resident after a rush of receipts | {start.megabytes:.0f} MB |")


def say(*lines: str) -> None:
    """Lines for the person who measures."""
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Measure what was named, or both."""
    say(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    named = set(sys.argv[1:]) or {"rates", "box"}
    if "rates" in named:
        show_rates()
    if "box" in named:
        show_box()


if __name__ == "__main__":
    main()
