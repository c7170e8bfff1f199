"""The crew of the box: one worker per peripheral, each in its own thread, so that none waits for another.

A kind of peripheral is driven by a subclass of `PeripheralWorker` that is registered in `server.WORKERS`
(``"scale": ScaleWorker``). It is made as ``Factory(assignment, bench)``; only `work` has to be written. The
jobs of its peripheral are found by ``bench.spool.next_waiting(peripheral id)``, begun by `claim` before
anything happens in the shop, and ended by `move`, whose ``result`` is told to the office with the state.
"""

import logging
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from comptoir_store_server.backoff import Backoff
from comptoir_store_server.configuration import Peripheral, Route
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.kept_papers import SentPaper
from comptoir_store_server.ledger import Ledger, Outcome
from comptoir_store_server.reasons import Reason
from comptoir_store_server.spool import Job, JobState, Spool
from comptoir_store_server.times import utc_now

log = logging.getLogger(__name__)


class NoLongerWaiting(Exception):
    """The job was taken or ended by somebody else while we were on our way."""


@dataclass(frozen=True)
class Drawer:
    """A drawer that a printer opens, and the tills that use it."""

    peripheral: Peripheral
    device_ids: frozenset[str]


@dataclass(frozen=True)
class Assignment:
    """Which peripheral a worker serves, for which store; one lock per address keeps connections single."""

    peripheral: Peripheral
    store: dict[str, Any]
    address_lock: threading.Lock
    #: All names under which this printer hangs here, its own among them.
    on_same_line: tuple[str, ...] = ()
    #: The drawers behind this printer.
    drawers: tuple[Drawer, ...] = ()
    #: Configured printers that may print in its place.
    stand_ins: tuple[Peripheral, ...] = ()
    #: Names of all peripherals here, for what is printed in another's place.
    names: dict[str, str] = field(default_factory=dict)
    #: Which till uses what, with the switches of each.
    routes: tuple[Route, ...] = ()

    @property
    def served_ids(self) -> tuple[str, ...]:
        """The printer and the drawers behind it: what one line serves."""
        return (self.peripheral.id, *(drawer.peripheral.id for drawer in self.drawers))

    def options_for(self, job: Job) -> dict[str, Any] | None:
        """The switches of the till's route; without a till, those of the only one that prints here."""
        routes = [route for route in self.routes if route.role == job.role]
        if job.device_id is not None:
            routes = [route for route in routes if route.device_id == job.device_id]
        else:
            home = job.redirected_from or job.peripheral_id
            routes = [route for route in routes if route.peripheral_id == home]
        return routes[0].options if len(routes) == 1 else None

    def drawer_for(self, device_id: str | None) -> Peripheral | None:
        """The drawer of this till if it hangs here; where the till is not told, the only one there is."""
        if device_id is not None:
            return next((each.peripheral for each in self.drawers if device_id in each.device_ids), None)
        return self.drawers[0].peripheral if len(self.drawers) == 1 else None


@dataclass(frozen=True)
class Bench:
    """What all workers share."""

    spool: Spool
    health: HealthBoard
    patience: Patience
    #: Something is to be told to the office.
    on_report: Callable[[], None]
    #: Something waits for the peripheral with this id.
    wake: Callable[[str], None]
    #: What is about to leave; it must not wait for anything.
    keep_paper: Callable[[SentPaper], None] = lambda paper: None


class PeripheralWorker(ABC):
    """A thread that does what waits for one peripheral, and looks how it is when nothing does."""

    def __init__(self, assignment: Assignment, bench: Bench) -> None:
        self.assignment = assignment
        self.id = assignment.peripheral.id
        self.bench = bench
        self.backoff = Backoff(bench.patience.retry_first, bench.patience.retry_longest)
        self._ledger = Ledger(bench.spool)
        self._disk = Backoff(bench.patience.retry_first, bench.patience.retry_longest)
        self._wake = threading.Event()
        self._retired = threading.Event()
        self._aborted = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"peripheral {self.id}", daemon=True)

    @abstractmethod
    def work(self) -> float:
        """Do what waits now, else look how the peripheral is; returns the seconds until there may be more."""

    def on_assigned(self) -> None:  # noqa: B027 - most have nothing to do
        """The configuration of the peripheral changed; `assignment` is the new one."""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Something new may wait."""
        self._wake.set()

    def assign(self, assignment: Assignment) -> None:
        """From the next job on, serve the peripheral as it is configured now."""
        if assignment == self.assignment:
            return
        self.assignment = assignment
        self.backoff.succeed()
        self.on_assigned()
        self._wake.set()

    def retire(self) -> None:
        """End after the job that is on its way."""
        self._retired.set()
        self._wake.set()

    def abort(self) -> None:
        """End now; a job on its way becomes uncertain."""
        self._aborted.set()
        self.retire()

    def join(self, timeout: float) -> None:
        """Wait for the end."""
        self._thread.join(timeout)

    def is_stopping(self) -> bool:
        """Whether a job on its way has to be given up now."""
        return self._aborted.is_set()

    def is_retired(self) -> bool:
        """Whether no new job may be begun."""
        return self._retired.is_set()

    def claim(self, job: Job) -> None:
        """From here on the job may have happened: on disk before the first byte. Raises NoLongerWaiting."""
        if not self._ledger.begin(job):
            raise NoLongerWaiting
        self._log(job, JobState.SENDING, None)
        self.bench.on_report()

    def move(
        self, job: Job, state: JobState, reason: Reason | None, result: dict[str, Any] | None = None
    ) -> None:
        """Set where the job stands and tell the office, with what it found out.

        Where the disk does not take it, it is written before the next job is begun.
        """
        self._say(Outcome(job, state, reason, utc_now(), result))

    def _say(self, outcome: Outcome) -> None:
        if self._ledger.note(outcome):
            self._log(outcome.job, outcome.state, outcome.reason)
            self.bench.on_report()

    def _log(self, job: Job, state: JobState, reason: Reason | None) -> None:
        facts = {"job": job.id, "peripheral": self.id, "state": state.value, "reason": reason or ""}
        log.info("job", extra=facts)

    def _run(self) -> None:
        while not self._retired.is_set():
            self._wake.clear()
            self._wake.wait(self._go_round())
        while not self._aborted.is_set() and (wait := self._settle()) is not None:
            self._aborted.wait(wait)

    def _go_round(self) -> float:
        """Returns the seconds until there may be more to do."""
        try:
            wait = self._settle()
            if wait is None:
                wait = self.work()
                self._disk.succeed()
        except sqlite3.Error as problem:
            wait = self._wait_for_disk(problem)
        except Exception:
            log.exception("worker_failed", extra={"peripheral": self.id})
            wait = self._settle() or self.bench.patience.retry_longest
        return max(0.0, wait)

    def _settle(self) -> float | None:
        """End on disk what was begun; nothing if all is written, else the wait before the next try."""
        try:
            for outcome in self._ledger.settle():
                self._log(outcome.job, outcome.state, outcome.reason)
                self.bench.on_report()
        except sqlite3.Error as problem:
            return self._wait_for_disk(problem)
        return None

    def _wait_for_disk(self, problem: sqlite3.Error) -> float:
        """Full, or held by another program: both pass."""
        log.warning("spool_not_writable", extra={"peripheral": self.id, "why": str(problem)})
        return self._disk.next_wait()
