"""An hour that passes in seconds, for tills of software and for the store server's own program."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.contract.box import Box

CLOCK = "COMPTOIR_TEST_CLOCK"
#: The store server as installed, on a clock that is told how many seconds it is behind this computer's.
ON_THIS_CLOCK = f"""
import os, sys
from datetime import timedelta
from pathlib import Path
from comptoir_store_server import times
told, real = Path(os.environ["{CLOCK}"]), times.utc_now
times.utc_now = lambda: real() + timedelta(seconds=float(told.read_text()))
from comptoir_store_server.command import main
sys.exit(main())
"""


class Hour:
    """Begins an hour ago, goes like any clock, is moved on by leaps, and ends now."""

    def __init__(self, file: Path) -> None:
        self._file, self._behind = file, timedelta(hours=1)
        self._tell()

    @property
    def file(self) -> Path:
        """Where other programs read it."""
        return self._file

    @property
    def is_over(self) -> bool:
        """Whether this clock shows what all others show."""
        return not self._behind

    def now(self) -> datetime:
        """What this clock shows."""
        return datetime.now(UTC) - self._behind

    def pass_by(self, minutes: int) -> None:
        """Move it on."""
        self._behind = max(timedelta(0), self._behind - timedelta(minutes=minutes))
        self._tell()

    def _tell(self) -> None:
        beside = self._file.with_suffix(".new")
        beside.write_text(str(-self._behind.total_seconds()))
        beside.replace(self._file)


class BoxOnClock(Box):
    """A store server whose clock is that hour's (`CLOCK` in the environment names its file)."""

    program = (sys.executable, "-c", ON_THIS_CLOCK)
