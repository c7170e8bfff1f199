"""`python -m bench.sync`: what tills do all day, measured side by side; bench/README.md says what is to be reached.

Names of measurements may be given.
"""

import sys
import tempfile
from pathlib import Path

from bench.sync import forced, journal, publishing, pulls, snapshots

MEASUREMENTS = {
    "pulls": pulls.measure,
    "snapshots": snapshots.measure,
    "journal": journal.measure,
    "publishing": publishing.measure,
    "forced": forced.measure,
}


def main() -> None:
    """Measure and print."""
    for name in sys.argv[1:] or MEASUREMENTS:
        with tempfile.TemporaryDirectory(prefix="comptoir-bench-") as folder:
            print(f"-- {name}", flush=True)
            MEASUREMENTS[name](Path(folder))


if __name__ == "__main__":
    main()
