"""The tests that the office offers for what does not print: weigh, scan, reach; one worker each."""

import logging
import time
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.crew import Assignment, Bench, NoLongerWaiting, PeripheralWorker
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.reasons import Reason
from comptoir_store_server.spool import Job, JobState
from comptoir_store_server.times import utc_now

log = logging.getLogger(__name__)
#: How long somebody may stand there with the goods in hand, in seconds.
USUAL_WAIT, LONGEST_WAIT = 15.0, 120.0


class NoResult(Exception):
    """It is there and answers, but the test found nothing out."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Probe:
    """One test that was asked for."""

    name: str
    wait_s: float
    #: The keyboard as which a scanner's keys are read, whatever it is set to here.
    read_as: str | None = None


def read_probe(document: dict[str, Any]) -> Probe | None:
    """The test that a document asks for; nothing if it is no test of this sort."""
    if document.get("kind") != "probe":
        return None
    told = document.get("wait_s")
    wait = told if isinstance(told, int | float) and not isinstance(told, bool) else USUAL_WAIT
    read_as = document.get("read_as")
    return Probe(
        str(document.get("probe")),
        min(max(float(wait), 0.0), LONGEST_WAIT),
        read_as if isinstance(read_as, str) else None,
    )


class ProbeWorker(PeripheralWorker):
    """Does the tests that wait for one peripheral, and looks from time to time whether it is there."""

    #: The one test that this kind knows.
    probe: ClassVar[str]

    def __init__(self, assignment: Assignment, bench: Bench) -> None:
        super().__init__(assignment, bench)
        self._next_look = 0.0
        self._served: Peripheral | None = None

    @abstractmethod
    def serve(self, peripheral: Peripheral) -> None:
        """From now on it is configured like this; called in our own thread."""

    @abstractmethod
    def try_out(self, probe: Probe) -> dict[str, Any]:
        """Do the test; raises Unavailable if it is not to be reached, NoResult if it is."""

    @abstractmethod
    def look(self) -> float:
        """See whether it is there (raises Unavailable); returns when to look again, in seconds."""

    def let_go(self) -> None:
        """The worker ends: close what is open."""

    def on_assigned(self) -> None:
        """Look at once how it is at its new place."""
        self._next_look = 0.0

    def work(self) -> float:
        """The oldest test, else a look."""
        assignment = self.assignment
        if assignment.peripheral != self._served:
            self.serve(assignment.peripheral)
            self._served = assignment.peripheral
        self.bench.spool.expire(utc_now())
        job = self.bench.spool.next_waiting(self.id)
        if job is not None:
            self._do(job)
            return 0.0
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + self._look_once()
        return self._next_look - time.monotonic()

    def _run(self) -> None:
        super()._run()
        self.let_go()

    def _look_once(self) -> float:
        patience = self.bench.patience
        try:
            with self._alone():
                wait = self.look()
        except Unavailable as problem:
            self.bench.health.note_reason(self.id, problem.reason)
            return patience.look_again if self.bench.health.misses(self.id) else patience.look
        self._note_there()
        return wait

    def _do(self, job: Job) -> None:
        probe = read_probe(job.document)
        if probe is None or probe.name != self.probe:
            self.move(job, JobState.FAILED, Reason.UNSUPPORTED_DOCUMENT)
            return
        try:
            with self._alone():
                self.claim(job)
                result = self.try_out(probe)
        except NoLongerWaiting:
            return
        except NoResult as problem:
            self._note_there()
            self.move(job, JobState.FAILED, problem.reason)
        except Unavailable as problem:
            self.bench.health.note_reason(self.id, problem.reason)
            self.move(job, JobState.FAILED, problem.reason)
        except Exception:
            log.exception("probe_failed", extra={"job": job.id})
            self.move(job, JobState.FAILED, Reason.INTERRUPTED)
        else:
            self._note_there()
            self.move(job, JobState.PRINTED, None, result)

    def _note_there(self) -> None:
        self.bench.health.note_condition(self.id, Condition(None))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One connection at a time to one address."""
        lock = self.assignment.address_lock
        if not lock.acquire(timeout=self.bench.patience.connect):
            raise Unavailable(Reason.BUSY)
        try:
            yield
        finally:
            lock.release()
