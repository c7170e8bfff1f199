"""How each printer is and since when, told so that a hiccup is no alarm."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.reasons import Reason
from comptoir_store_server.times import utc_now, write_time

#: So many looks in a row must find nobody before a printer counts as unreachable.
MISSES = 3
#: A look that comes a little early is one all the same.
EARLY = 0.9


class Misses:
    """How often in a row nobody was met, counted once per look: a job that tries again at once counts not."""

    def __init__(self, interval: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.count = 0
        self._interval, self._clock = interval, clock
        self._counted_at = float("-inf")

    def note(self) -> int:
        """One more, if the last one is a look ago; returns how many there are."""
        now = self._clock()
        if now - self._counted_at >= self._interval * EARLY:
            self.count, self._counted_at = self.count + 1, now
        return self.count

    def succeed(self) -> None:
        """Somebody was there."""
        self.count, self._counted_at = 0, float("-inf")


class PrinterState(StrEnum):
    """The words of the health report."""

    ONLINE = "online"
    OFFLINE = "offline"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    BUSY = "busy"
    MUTE = "mute"
    UNREACHABLE = "unreachable"


STATE_OF = {
    Reason.PAPER_OUT: PrinterState.PAPER_OUT,
    Reason.COVER_OPEN: PrinterState.COVER_OPEN,
    Reason.BUSY: PrinterState.BUSY,
    Reason.NO_STATUS: PrinterState.MUTE,
    Reason.PATH_MISSING: PrinterState.UNREACHABLE,
}
NOBODY_THERE = (Reason.REFUSED, Reason.TIMEOUT, Reason.UNREACHABLE)


@dataclass(frozen=True)
class PrinterHealth:
    """One printer's state."""

    state: PrinterState
    reason: Reason | None
    since: datetime
    #: The level of a drawer's contact, where it can be read.
    contact: bool | None = None


class HealthBoard:
    """The workers write it, the sync thread and the status command read it."""

    def __init__(
        self,
        on_change: Callable[[], None],
        clock: Callable[[], datetime] = utc_now,
        between_looks: float = 0.0,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """``between_looks``: seconds within which all tries to find somebody are one."""
        self._between_looks, self._ticks = between_looks, ticks
        self._lock = threading.Lock()
        self._known: dict[str, PrinterHealth] = {}
        self._misses: dict[str, Misses] = {}
        self._on_change = on_change
        self._clock = clock

    def note_condition(self, peripheral_id: str, condition: Condition | None) -> None:
        """The printer was there; nothing means that it is mute."""
        if condition is None:
            self.note_reason(peripheral_id, Reason.NO_STATUS)
            return
        if condition.reason is not None:
            self.note_reason(peripheral_id, condition.reason)
            return
        state = PrinterState.PAPER_LOW if condition.paper_low else PrinterState.ONLINE
        self._note_there(peripheral_id, state, None)
        self._note_contact(peripheral_id, condition.drawer_contact)

    def _note_contact(self, peripheral_id: str, contact: bool | None) -> None:
        """Told soon: the office shows whether the drawer is open, and asks somebody who looks at it."""
        with self._lock:
            known = self._known.get(peripheral_id)
            if known is None or contact is None or known.contact == contact:
                return
            self._known[peripheral_id] = replace(known, contact=contact)
        self._on_change()

    def is_online(self, peripheral_id: str) -> bool:
        """Whether it was well when it was last looked at."""
        with self._lock:
            known = self._known.get(peripheral_id)
        return known is not None and known.state in (PrinterState.ONLINE, PrinterState.PAPER_LOW)

    def is_working(self, peripheral: Peripheral) -> bool:
        """Whether it would print now; a mute one does where the shop accepts that."""
        with self._lock:
            known = self._known.get(peripheral.id)
        is_mute = known is not None and known.state == PrinterState.MUTE
        return self.is_online(peripheral.id) or (is_mute and peripheral.confirm == "blind")

    def note_reason(self, peripheral_id: str, reason: Reason) -> None:
        """The printer cannot print for this reason."""
        if reason not in NOBODY_THERE:
            self._note_there(peripheral_id, STATE_OF.get(reason, PrinterState.OFFLINE), reason)
            return
        with self._lock:
            misses = self._misses_of(peripheral_id).note()
            known = self._known.get(peripheral_id)
        if misses < MISSES and known is not None:
            return  # it may be back at the next look
        state = PrinterState.UNREACHABLE if misses >= MISSES else PrinterState.OFFLINE
        self._set(peripheral_id, state, reason)

    def _misses_of(self, peripheral_id: str) -> Misses:
        return self._misses.setdefault(peripheral_id, Misses(self._between_looks, self._ticks))

    def _note_there(self, peripheral_id: str, state: PrinterState, reason: Reason | None) -> None:
        with self._lock:
            self._misses_of(peripheral_id).succeed()
        self._set(peripheral_id, state, reason)

    def _set(self, peripheral_id: str, state: PrinterState, reason: Reason | None) -> None:
        with self._lock:
            known = self._known.get(peripheral_id)
            if known is not None and (known.state, known.reason) == (state, reason):
                return
            since = known.since if known is not None and known.state == state else self._clock()
            contact = known.contact if known is not None else None
            self._known[peripheral_id] = PrinterHealth(state, reason, since, contact)
        self._on_change()

    def misses(self, peripheral_id: str) -> int:
        """How often in a row nobody was there."""
        with self._lock:
            return self._misses_of(peripheral_id).count

    def keep_only(self, peripheral_ids: set[str]) -> None:
        """Forget printers that are no longer configured."""
        with self._lock:
            for gone in set(self._known) - peripheral_ids:
                del self._known[gone]

    def report(self) -> list[dict[str, str]]:
        """One entry for each printer that was looked at."""
        with self._lock:
            known = dict(self._known)
        return [_entry(peripheral_id, health) for peripheral_id, health in sorted(known.items())]


def _entry(peripheral_id: str, health: PrinterHealth) -> dict[str, str]:
    entry = {"id": peripheral_id, "state": health.state.value, "since": write_time(health.since)}
    if health.reason:
        entry["reason"] = health.reason.value
    if health.contact is not None:
        entry["contact"] = "high" if health.contact else "low"
    return entry
