"""`python -m bench.printing`: receipts per second beside python-escpos, and the store server's start and size.

The first is one thread without a printer; all ways take turns on the same five hundred receipts, medians of nine
rounds. The second starts a real store server with four printers on loopback and no office, medians of five starts.
`rates` or `box` narrows it. What is measured lies in `hardware/tests/measurements`: the two programs import
nothing of each other.
"""

import subprocess
import sys
from pathlib import Path

PLACE = Path(__file__).resolve().parents[2] / "hardware" / "tests"


def main() -> int:
    """Measure what was named, or both."""
    return subprocess.run(
        [sys.executable, "-m", "measurements", *sys.argv[1:]], cwd=PLACE, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
