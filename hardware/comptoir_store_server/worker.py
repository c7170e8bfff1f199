"""One worker per printer: takes its jobs in order, one at a time, and never prints one twice unseen."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from comptoir_store_server.backoff import Backoff
from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.deliver import (
    Confirm,
    Delivered,
    Stopped,
    Target,
    Watch,
    deliver,
    look_at,
)
from comptoir_store_server.delivery.line import Unavailable
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.printing.render import Rendered, UnsupportedDocument, render
from comptoir_store_server.reasons import Reason
from comptoir_store_server.spool import Job, JobState, Spool
from comptoir_store_server.times import utc_now

log = logging.getLogger(__name__)


class NoLongerWaiting(Exception):
    """The job was taken or ended by somebody else while we were on our way to the printer."""


@dataclass(frozen=True)
class Assignment:
    """Which printer a worker serves, for which store; one lock per address keeps connections single."""

    peripheral: Peripheral
    store: dict[str, Any]
    address_lock: threading.Lock


class PrinterWorker:
    """A thread that prints what waits for one printer, and looks at the printer when nothing does."""

    def __init__(
        self,
        assignment: Assignment,
        spool: Spool,
        health: HealthBoard,
        on_report: Callable[[], None],
        patience: Patience,
    ) -> None:
        self._assignment = assignment
        self._id = assignment.peripheral.id
        self._spool = spool
        self._health = health
        self._on_report = on_report
        self._patience = patience
        self._wake = threading.Event()
        self._retired = threading.Event()
        self._aborted = threading.Event()
        self._next_look = 0.0
        self._backoff = Backoff(patience.retry_first, patience.retry_longest)
        self._thread = threading.Thread(target=self._run, name=f"printer {self._id}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Something new may wait."""
        self._wake.set()

    def assign(self, assignment: Assignment) -> None:
        """From the next job on, serve the printer as it is configured now."""
        if assignment == self._assignment:
            return
        self._assignment = assignment
        self._next_look = 0.0
        self._backoff.succeed()
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

    def _run(self) -> None:
        while not self._retired.is_set():
            self._wake.clear()
            try:
                wait = self._work()
            except Exception:
                log.exception("worker_failed", extra={"printer": self._id})
                wait = self._patience.retry_longest
            self._wake.wait(max(0.0, wait))

    def _work(self) -> float:
        """Print, or look at the printer if nothing waits; returns how long there is nothing to do."""
        assignment = self._assignment
        wait = self._print_next(assignment)
        if wait is not None:
            return wait
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + self._look(assignment)
        return self._next_look - time.monotonic()

    def _look(self, assignment: Assignment) -> float:
        """See how the idle printer is; returns when to look again."""
        try:
            with assignment.address_lock:
                condition = look_at(self._target(assignment), self._patience)
        except Unavailable as problem:
            self._health.note_reason(self._id, problem.reason)
            return self._patience.look_again if self._health.misses(self._id) else self._patience.look
        self._health.note_condition(self._id, condition)
        return self._patience.look

    def _print_next(self, assignment: Assignment) -> float | None:
        """Print the oldest waiting job; returns the wait before the next try, or nothing if none waits."""
        self._spool.expire(utc_now())
        job = self._spool.next_waiting(self._id)
        if job is None:
            self._backoff.succeed()
            return None
        try:
            rendered = render(job.document, assignment.peripheral, assignment.store, utc_now())
        except UnsupportedDocument:
            self._move(job, JobState.FAILED, Reason.UNSUPPORTED_DOCUMENT)
            return 0.0
        except Exception:
            log.exception("layout_failed", extra={"job": job.id})
            self._move(job, JobState.FAILED, Reason.UNSUPPORTED_DOCUMENT)
            return 0.0
        return self._try_to_deliver(assignment, job, rendered)

    def _try_to_deliver(self, assignment: Assignment, job: Job, rendered: Rendered) -> float:
        try:
            with assignment.address_lock:
                data, target = rendered.data * job.copies, self._target(assignment)
                outcome = deliver(target, data, self._patience, self._watch(job))
        except Unavailable as problem:
            self._health.note_reason(self._id, problem.reason)
            self._move(job, JobState.BLOCKED, problem.reason)
            return min(self._backoff.next_wait(), self._seconds_left(job))
        except Stopped:
            self._move(job, JobState.UNCERTAIN, Reason.INTERRUPTED)
            return 0.0
        except NoLongerWaiting:
            return 0.0
        except Exception:
            self._give_up_unsure(job)
            raise
        self._backoff.succeed()
        self._conclude(assignment, job, outcome, rendered)
        return 0.0

    def _give_up_unsure(self, job: Job) -> None:
        """A fault of ours after the first byte left: say that we do not know."""
        now = self._spool.find(job.id)
        if now is not None and now.state == JobState.SENDING:
            self._move(job, JobState.UNCERTAIN, Reason.INTERRUPTED)

    def _seconds_left(self, job: Job) -> float:
        if job.expires_at is None:
            return self._patience.retry_longest
        return max(0.0, (job.expires_at - utc_now()).total_seconds()) + 0.01

    def _conclude(self, assignment: Assignment, job: Job, outcome: Delivered, rendered: Rendered) -> None:
        if outcome.confirm is None:
            self._move(job, JobState.UNCERTAIN, outcome.reason)
            return
        self._spool.learn_printer(assignment.peripheral.address, outcome.confirm.value, utc_now())
        self._move(job, JobState.PRINTED, rendered.note)
        if outcome.confirm == Confirm.BLIND:
            self._health.note_reason(self._id, Reason.NO_STATUS)
        else:
            self._health.note_condition(self._id, Condition(None))

    def _watch(self, job: Job) -> Watch:
        return Watch(
            on_start=lambda: self._claim(job),
            on_pause=lambda reason: self._note_pause(job, reason),
            is_stopping=self._aborted.is_set,
        )

    def _claim(self, job: Job) -> None:
        """From here on the job may be on paper: said on disk before the first byte leaves."""
        if not self._spool.claim(job.id, utc_now()):
            raise NoLongerWaiting
        log.info("job", extra={"job": job.id, "printer": self._id, "state": "sending"})
        self._on_report()

    def _note_pause(self, job: Job, reason: Reason | None) -> None:
        if reason is not None:
            self._health.note_reason(self._id, reason)
        self._move(job, JobState.SENDING, reason)

    def _move(self, job: Job, state: JobState, reason: Reason | None) -> None:
        if self._spool.move(job.id, state, reason.value if reason else None, utc_now()):
            facts = {"job": job.id, "printer": self._id, "state": state.value, "reason": reason or ""}
            log.info("job", extra=facts)
            self._on_report()

    def _target(self, assignment: Assignment) -> Target:
        peripheral = assignment.peripheral
        known = self._spool.known_printer(peripheral.address).confirm
        confirm = Confirm(known) if known in set(Confirm) else None
        return Target(peripheral.host, peripheral.port, confirm, peripheral.confirm == Confirm.BLIND)
