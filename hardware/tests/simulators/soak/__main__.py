"""The full day: ``PYTHONPATH=tests/simulators python -m soak [jobs] [crashes]``, in the folder hardware."""

import sys
import tempfile
from pathlib import Path

from soak.day import FULL, Size, live_through


def main(words: list[str]) -> int:
    """Live through it and tell; the exit status says whether every job is on paper once or flagged."""
    jobs = int(words[0]) if words else FULL.jobs
    crashes = int(words[1]) if len(words) > 1 else FULL.crashes
    with tempfile.TemporaryDirectory() as folder:
        outcome = live_through(Size(jobs, crashes, FULL.seconds), Path(folder))
    verdict = outcome.verdict
    lines = [
        f"{jobs} jobs, {outcome.crashes} crashes, {outcome.seconds:.1f} s",
        *(f"{name}: {', '.join(faults)}" for name, faults in outcome.faults.items()),
        ", ".join(f"{count} {state}" for state, count in verdict.states.most_common()),
        f"{verdict.uncertain_but_whole} of the uncertain are whole on paper",
        f"untold: {verdict.untold}; lost: {verdict.lost}; doubled silently: {verdict.doubled}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if verdict.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
