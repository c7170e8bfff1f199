"""The worker of a drawer on a serial line of its own: it opens now or never, and says nothing."""

import os
from pathlib import Path

from comptoir_store_server.connections import read_pulse
from comptoir_store_server.crew import NoLongerWaiting, PeripheralWorker
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.deliver import Confirm, Delivered, Target, Watch
from comptoir_store_server.delivery.drawer import pull_by_wire
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.drawer_desk import log_opening
from comptoir_store_server.reasons import Reason
from comptoir_store_server.spool import Job, JobState
from comptoir_store_server.times import utc_now


class DrawerWorker(PeripheralWorker):
    """Pulls one drawer."""

    def work(self) -> float:
        """Open what is asked for, else see whether the line is there."""
        spool = self.bench.spool
        spool.expire(utc_now())
        job = spool.next_waiting(self.id)
        if job is None:
            self.backoff.succeed()
            return self._look()
        if not job.is_drawer:
            self.move(job, JobState.FAILED, Reason.UNSUPPORTED_DOCUMENT)
            return 0.0
        return self._open(job)

    def _look(self) -> float:
        """Only by the file: a byte, on some drawers even an opened line, would open the drawer."""
        path = Path(self.assignment.peripheral.connection.path)
        if not path.exists():
            self.bench.health.note_reason(self.id, Reason.PATH_MISSING)
            return self.bench.patience.look_again
        if not os.access(path, os.R_OK | os.W_OK):
            self.bench.health.note_reason(self.id, Reason.NO_PERMISSION)
        else:
            self.bench.health.note_condition(self.id, Condition(None))
        return self.bench.patience.look

    def _open(self, job: Job) -> float:
        peripheral = self.assignment.peripheral
        pulse = read_pulse(job.document, peripheral.connection.pulse)
        watch = Watch(lambda: self.claim(job), lambda reason: None, self.is_stopping)
        try:
            target = Target(peripheral.connection, None, is_blind_allowed=True)
            outcome = pull_by_wire(target, pulse, self.bench.patience, watch)
        except Unavailable as problem:
            self.bench.health.note_reason(self.id, problem.reason)
            self.move(job, JobState.BLOCKED, problem.reason)
            return self.backoff.next_wait()
        except NoLongerWaiting:
            return 0.0
        self._conclude(job, outcome)
        return 0.0

    def _conclude(self, job: Job, outcome: Delivered) -> None:
        self.backoff.succeed()
        log_opening(self.bench, job, self.id, outcome.confirm)
        if outcome.confirm is None:
            self.move(job, JobState.UNCERTAIN, outcome.reason)
            return
        address = self.assignment.peripheral.address
        self.bench.spool.learn_printer(address, Confirm.BLIND.value, utc_now())
        self.move(job, JobState.PRINTED, None)
        self.bench.health.note_condition(self.id, Condition(None))
