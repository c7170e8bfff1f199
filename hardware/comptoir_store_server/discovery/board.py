"""What was found last, and whether the office has to hear of it."""

import threading
import time
from collections.abc import Callable
from typing import Any

from comptoir_store_server.discovery.found import Found

#: The office hears of it at least this often, in seconds, …
PERIOD = 900.0
#: … and news not more often than this.
SHORTEST = 10.0
MOST = 200


class DiscoveryBoard:
    """The finder writes it, the sync thread reads it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self._found: frozenset[Found] | None = None
        self._told: frozenset[Found] | None = None
        self._told_at = float("-inf")
        self.on_change: Callable[[], None] = lambda: None

    def update(self, found: list[Found]) -> None:
        """This is all that is there now."""
        with self._lock:
            is_news = self._found != frozenset(found)
            self._found = frozenset(found)
        if is_news:
            self.on_change()

    def take_due(self) -> dict[str, Any] | None:
        """What to tell the office now; asked once, it counts as told, whatever comes of it."""
        with self._lock:
            since = self._clock() - self._told_at
            is_news = self._found != self._told and since >= SHORTEST
            if self._found is None or not (is_news or since >= PERIOD):
                return None
            self._told, self._told_at = self._found, self._clock()
            found = sorted(self._found, key=lambda each: each.key)[:MOST]
        return {"found": [each.body() for each in found]}

    def forget_told(self) -> None:
        """The office did not hear it: tell it again, but not at once."""
        with self._lock:
            self._told = None
