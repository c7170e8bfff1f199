"""How much one till may ask for, so that one that went mad leaves the others their share."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

#: So many callers are remembered; then those that have their full allowance are forgotten.
REMEMBERED = 1024


@dataclass(frozen=True)
class Allowance:
    """So many at once, and so many a second."""

    at_once: float
    per_second: float


@dataclass(frozen=True)
class Limits:
    """What counts for whom."""

    address: Allowance = Allowance(2000, 1000)
    key: Allowance = Allowance(400, 200)
    wrong_keys: Allowance = Allowance(20, 0.5)
    #: Papers that wait for one peripheral; a till that prints into the void is told so.
    waiting_jobs: int = 1000


class Buckets:
    """One bucket for each caller, filled again as time goes by."""

    def __init__(self, allowance: Allowance, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowance = allowance
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, float]] = {}

    def take(self, caller: str) -> float:
        """Take one; returns nothing (0.0), or the seconds until there is one again."""
        with self._lock:
            now = self._clock()
            left = self._left(caller, now)
            if left < 1:
                return (1 - left) / self._allowance.per_second
            if len(self._known) >= REMEMBERED:
                self._forget(now)
            self._known[caller] = (left - 1, now)
            return 0.0

    def peek(self, caller: str) -> float:
        """As `take`, but nothing is taken."""
        with self._lock:
            left = self._left(caller, self._clock())
            return 0.0 if left >= 1 else (1 - left) / self._allowance.per_second

    def _left(self, caller: str, now: float) -> float:
        left, since = self._known.get(caller, (self._allowance.at_once, now))
        return min(self._allowance.at_once, left + (now - since) * self._allowance.per_second)

    def _forget(self, now: float) -> None:
        full = [each for each in self._known if self._left(each, now) >= self._allowance.at_once]
        for each in full or list(self._known)[: REMEMBERED // 2]:
            del self._known[each]


class Crowd:
    """How many connections are open, in all and from one address."""

    def __init__(self, in_all: int = 256, from_one: int = 64) -> None:
        self._in_all, self._from_one = in_all, from_one
        self._lock = threading.Lock()
        self._here: dict[str, int] = {}

    def enter(self, address: str) -> bool:
        """One more; False if there is no room."""
        with self._lock:
            count = self._here.get(address, 0)
            if count >= self._from_one or sum(self._here.values()) >= self._in_all:
                return False
            self._here[address] = count + 1
            return True

    def leave(self, address: str) -> None:
        """One less."""
        with self._lock:
            count = self._here.get(address, 0) - 1
            if count > 0:
                self._here[address] = count
            else:
                self._here.pop(address, None)
