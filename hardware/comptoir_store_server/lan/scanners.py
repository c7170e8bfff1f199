"""The desk at which a till waits for what is scanned."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from comptoir_store_server.health import HealthBoard
from comptoir_store_server.lan.calls import Answer, Call
from comptoir_store_server.lan.problems import Refused, invalid
from comptoir_store_server.scanners.tray import Closed, InvalidPlace, NotYours, Scan, Taken, Tray
from comptoir_store_server.times import write_time

#: As long as a till may wait, in seconds, and what it takes to write the answer.
LONGEST_WAIT, TO_ANSWER = 25.0, 5.0
#: At so many scanners tills may wait at once; each has a thread meanwhile.
MOST_WAITING = 8


class ScannerDesk:
    """Gives each till the scans of its own scanner."""

    def __init__(self, find: Callable[[str], Tray | None], health: HealthBoard) -> None:
        self._find = find
        self._health = health
        self._lock = threading.Lock()
        self._calls: Counter[str] = Counter()

    def events(self, call: Call) -> Answer:
        """What was scanned behind ``after``, waited for ``wait_s`` seconds."""
        scanner_id, wait = call.told[0], _read_wait(call.query.get("wait_s", "0"))
        tray = self._find(scanner_id)
        if tray is None:
            raise Refused("scanner_unknown")
        call.allow(wait + TO_ANSWER)
        with self._place(scanner_id, wait) as patience:
            taken = _take(tray, call, patience)
        if taken.is_nothing and patience < wait:
            raise Refused("busy", retry_after_s=1)
        return Answer(200, _body(taken) | self._state(scanner_id))

    @contextmanager
    def _place(self, scanner_id: str, wait: float) -> Iterator[float]:
        """How long one may wait here: not at all while tills wait at too many other scanners."""
        with self._lock:
            is_room = scanner_id in self._calls or len(self._calls) < MOST_WAITING
            if is_room:
                self._calls[scanner_id] += 1
        try:
            yield wait if is_room else 0.0
        finally:
            if is_room:
                self._leave(scanner_id)

    def _leave(self, scanner_id: str) -> None:
        with self._lock:
            self._calls[scanner_id] -= 1
            if not self._calls[scanner_id]:
                del self._calls[scanner_id]

    def _state(self, scanner_id: str) -> dict[str, str | None]:
        """Whether anything can be scanned at all, and since when."""
        known = next((each for each in self._health.report() if each["id"] == scanner_id), {})
        reason = {"reason": known["reason"]} if "reason" in known else {}
        return {"state": known.get("state"), "since": known.get("since"), **reason}


def _take(tray: Tray, call: Call, patience: float) -> Taken:
    try:
        return tray.take(call.caller.id, call.query.get("after"), patience)
    except NotYours as error:
        raise Refused("scanner_not_yours") from error
    except InvalidPlace as error:
        raise invalid("after", "Expected what an answer told as after") from error
    except Closed as error:
        raise Refused("busy", retry_after_s=1) from error


def _read_wait(told: str) -> float:
    try:
        wait = float(told)
    except ValueError:
        wait = -1.0
    if not 0 <= wait <= LONGEST_WAIT:
        raise invalid("wait_s", f"Expected seconds from 0 to {LONGEST_WAIT:.0f}")
    return wait


def _body(taken: Taken) -> dict[str, Any]:
    events = [_event(scan) for scan in taken.scans]
    return {"events": events, "after": taken.place, "missed": taken.missed}


def _event(scan: Scan) -> dict[str, str]:
    return {"id": scan.id, "code": scan.code, "at": write_time(scan.at)}
