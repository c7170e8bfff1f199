"""`python -m bench.sync`: what tills do all day, measured side by side; bench/README.md says what is to be reached.

Names of measurements may be given: pulls.
"""

import sys
import tempfile
from pathlib import Path

from bench.sync import pulls

MEASUREMENTS = {"pulls": pulls.measure}


def main() -> None:
    """Measure and print."""
    for name in sys.argv[1:] or MEASUREMENTS:
        with tempfile.TemporaryDirectory(prefix="comptoir-bench-") as folder:
            print(f"-- {name}", flush=True)
            MEASUREMENTS[name](Path(folder))


if __name__ == "__main__":
    main()
