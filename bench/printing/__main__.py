"""`python -m bench.printing`: what printing costs, each figure beside what is asked of it.

`rates`: one thread without a printer; all ways take turns on the same five hundred receipts, medians of nine
rounds. `box`: a real store server with four printers on loopback and no office, with and without an A4 printer,
medians of five starts. `lan`: eight tills on lines that they keep open, plain and encrypted; the first byte of a
receipt at its printer, and papers taken on disk as fast as can be, medians of five boxes. What is measured lies in
`hardware/tests/measurements`: the two programs import nothing of each other.
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
