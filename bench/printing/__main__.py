"""`python -m bench.printing`: receipts per second beside python-escpos, and the store server's start and size.

The first is one thread without a printer; all ways take turns on the same five hundred receipts, medians of nine
rounds. The second starts a real store server with four printers on loopback and no office, medians of five starts.
`rates` or `box` narrows it.
"""

import os
import sys

from bench.printing.box import PRINTERS, measure_starts
from bench.printing.rates import measure_rates


def show_rates() -> None:
    """Receipts per second, and how many times the others ours is."""
    rates = measure_rates()
    ours = next(iter(rates.values()))
    print(f"\n| receipt of 20 goods | a second | of a processor's second | ours to it |\n|{'---|' * 4}")
    for name, rate in rates.items():
        times = ours.by_clock / rate.by_clock
        print(f"| {name} | {rate.by_clock:,.0f} | {rate.by_processor:,.0f} | {times:.1f} |")


def show_box() -> None:
    """Start and size."""
    start = measure_starts()
    print(f"\n| store server, {PRINTERS} printers | |\n|---|---|")
    print(f"| from its start to `started` | {start.started:.2f} s |")
    print(f"| from its start to a receipt out of each printer | {start.printed:.2f} s |")
    print(f"| resident after a rush of receipts | {start.megabytes:.0f} MB |")


def main() -> None:
    """Measure what was named, or both."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    named = set(sys.argv[1:]) or {"rates", "box"}
    if "rates" in named:
        show_rates()
    if "box" in named:
        show_box()


if __name__ == "__main__":
    main()
