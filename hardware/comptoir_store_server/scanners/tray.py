"""What was scanned and waits for the one till that the scanner belongs to; kept in memory, for a minute."""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from comptoir_store_server.times import utc_now

#: A till that was away for longer is at another sale: what was scanned before is not for that.
FRESH = 60.0
#: Nobody scans more within a minute and looks up in between.
MOST = 100


class NotYours(Exception):
    """The scanner belongs to another till, or to none."""


class Closed(Exception):
    """Nothing is scanned here any more."""


class InvalidPlace(Exception):
    """Nobody was told this place by us."""


@dataclass(frozen=True)
class Scan:
    """One code, its number in the order of scanning."""

    number: int
    #: Its place.
    id: str
    code: str
    at: datetime
    #: By the clock that nobody sets.
    heard: float


@dataclass(frozen=True)
class Taken:
    """What a till gets: the scans, the place behind the last of them, and how many it came too late for."""

    scans: tuple[Scan, ...]
    place: str
    missed: int

    @property
    def is_nothing(self) -> bool:
        """Nothing to tell."""
        return not self.scans and not self.missed


class Tray:
    """The scans of one scanner. Places in it are told as ``<epoch>-<number>``: a new holder, or a box that
    started anew, begins another epoch, in which nothing of the last one is."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._holder: str | None = None
        self._is_closed = False
        self._turn = 0
        self._waiting = 0
        self._begin_epoch()

    def _begin_epoch(self) -> None:
        self._epoch = secrets.token_hex(4)
        self._last = 0
        self._scans: deque[Scan] = deque(maxlen=MOST)

    @property
    def _place(self) -> str:
        return f"{self._epoch}-{self._last}"

    @property
    def holder(self) -> str | None:
        """The till that the scanner belongs to."""
        with self._changed:
            return self._holder

    @property
    def waiting(self) -> int:
        """How many calls wait here."""
        with self._changed:
            return self._waiting

    def hand_to(self, holder: str | None) -> None:
        """From now on it is this till's: the one before gets nothing more, and this one nothing of before."""
        with self._changed:
            if holder != self._holder:
                self._holder = holder
                self._begin_epoch()
                self._changed.notify_all()

    def put(self, code: str) -> bool:
        """Somebody scanned; False if the scanner belongs to nobody."""
        with self._changed:
            if self._holder is None:
                return False
            self._last += 1
            self._scans.append(Scan(self._last, self._place, code, utc_now(), self._clock()))
            self._changed.notify_all()
            return True

    def close(self) -> None:
        """Nothing more is scanned here: whoever waits is let go."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def take(self, till_id: str, after: str | None, wait_s: float) -> Taken:
        """What was scanned after this place, waited for; without a place, what is scanned from now on.

        A till that calls again ends its call before, which may hang on a line that is long dead. Raises
        NotYours, also when the scanner is taken over meanwhile, Closed and InvalidPlace.
        """
        with self._changed:
            self._check(till_id)
            if self._is_closed:
                raise Closed
            place = self._read_place(after)
            self._turn += 1
            turn, until = self._turn, self._clock() + wait_s
            self._changed.notify_all()
            while True:
                taken = self._taken(place)
                left = until - self._clock()
                if not taken.is_nothing or left <= 0 or turn != self._turn or self._is_closed:
                    return taken
                self._wait(left)
                self._check(till_id)

    def _wait(self, seconds: float) -> None:
        self._waiting += 1
        try:
            self._changed.wait(seconds)
        finally:
            self._waiting -= 1

    def _check(self, till_id: str) -> None:
        if self._holder != till_id:
            raise NotYours

    def _read_place(self, after: str | None) -> int:
        """The number in it; one of another epoch is before all of this one."""
        if after is None:
            return self._last
        epoch, dash, number = after.partition("-")
        if not dash or not epoch or len(after) > 40 or not (number.isascii() and number.isdigit()):
            raise InvalidPlace
        if epoch != self._epoch:
            return 0
        if int(number) > self._last:
            raise InvalidPlace
        return int(number)

    def _taken(self, place: int) -> Taken:
        since = self._clock() - FRESH
        scans = tuple(scan for scan in self._scans if scan.number > place and scan.heard >= since)
        return Taken(scans, self._place, self._last - place - len(scans))
