"""A scanner in our hand: nobody else hears it until we let go."""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager

from comptoir_store_server.scanners.bell import Bell
from comptoir_store_server.scanners.codes import LONGEST
from comptoir_store_server.scanners.sources import Source


class Grip:
    """One scanner that is open, and the code that it is in the middle of."""

    def __init__(self, source: Source, layout: str | None) -> None:
        self.source = source
        self._layout = layout
        self._reader = source.new_reader()

    def hear(self, bell: Bell, seconds: float) -> list[str]:
        """The next codes; none when somebody rings or it takes too long. Raises LineLost."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            patience = self._reader.patience if self._reader.is_begun else left
            ready = select.select([self.source.fileno(), bell.fileno()], [], [], patience)[0]
            if bell.fileno() in ready:
                return []
            codes = self._reader.feed(self.source.read()) if ready else self._reader.end()
            # what has no end is a key that is stuck, or noise
            if sound := [code for code in codes if len(code) < LONGEST]:
                return sound
        return []

    @contextmanager
    def read_as(self, layout: str | None) -> Iterator[None]:
        """While this lasts its keys are those of this keyboard; a code that was begun before is forgotten."""
        self._reader.forget()
        self.source.read_as(layout)
        try:
            yield
        finally:
            self.source.read_as(self._layout)

    def close(self) -> None:
        """Let go of it."""
        self.source.close()
