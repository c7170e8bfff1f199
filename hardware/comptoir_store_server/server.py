"""The running store server: one sync thread, one worker per printer, one spool."""

import logging
import signal
import threading
import time
from types import FrameType

from comptoir_store_server import __version__
from comptoir_store_server.configuration import Configuration, load_configuration
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.reasons import Reason
from comptoir_store_server.spool import JobState, Spool
from comptoir_store_server.sync import SyncThread
from comptoir_store_server.times import utc_now
from comptoir_store_server.worker import Assignment, PrinterWorker

log = logging.getLogger(__name__)
HOUSEKEEPING = 5.0
#: A job on its way may end within this time when we are told to stop; then it becomes uncertain.
GRACE = 5.0
STOP_PATIENCE = 5.0


class StoreServer:
    """Puts the parts together and keeps house."""

    def __init__(self, folder: DataFolder, patience: Patience | None = None) -> None:
        self._folder = folder
        self._patience = patience or Patience()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._workers: dict[str, PrinterWorker] = {}
        self._address_locks: dict[str, threading.Lock] = {}
        self._spool = Spool(folder.spool)
        self._configuration = load_configuration(folder)
        self._health = HealthBoard(self._on_health_change)
        self._sync = SyncThread(
            folder, self._spool, self._health, self._configuration, self._apply, self._on_jobs
        )

    def run(self) -> None:
        """Work until told to stop."""
        for job_id in self._spool.recover(utc_now()):
            log.warning("uncertain_after_crash", extra={"job": job_id})
        self._apply(self._configuration)
        self._sync.start()
        log.info("started", extra={"version": __version__, "folder": self._folder.root})
        while not self._stopping.wait(HOUSEKEEPING):
            self._keep_house()
        self._end()

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Ask for a graceful end; also the signal handler."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        """End gracefully when the system or a person asks for it."""
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, self.stop)

    def _apply(self, configuration: Configuration) -> None:
        """One worker for each configured printer; a change counts from its next job on."""
        with self._lock:
            self._configuration = configuration
            self._health.keep_only(set(configuration.peripherals))
            for gone in set(self._workers) - set(configuration.peripherals):
                self._workers.pop(gone).retire()
            for peripheral_id in configuration.peripherals:
                self._put_to_work(peripheral_id, configuration)

    def _put_to_work(self, peripheral_id: str, configuration: Configuration) -> None:
        peripheral = configuration.peripherals[peripheral_id]
        address_lock = self._address_locks.setdefault(peripheral.address, threading.Lock())
        assignment = Assignment(peripheral, configuration.store, address_lock)
        if peripheral_id in self._workers:
            self._workers[peripheral_id].assign(assignment)
            return
        worker = PrinterWorker(assignment, self._spool, self._health, self._sync.wake, self._patience)
        self._workers[peripheral_id] = worker
        worker.start()

    def _on_jobs(self) -> None:
        with self._lock:
            for worker in self._workers.values():
                worker.wake()
        self._block_strays()

    def _on_health_change(self) -> None:
        self._sync.note_health_change()

    def _keep_house(self) -> None:
        now = utc_now()
        if self._spool.expire(now):
            self._sync.wake()
        self._block_strays()
        self._spool.forget_old(now)

    def _block_strays(self) -> None:
        """Say so when a job waits for a printer that is not, or not yet, in the configuration."""
        for peripheral_id in self._spool.waiting_peripherals() - set(self._configuration.peripherals):
            job = self._spool.next_waiting(peripheral_id)
            reason = Reason.UNKNOWN_PERIPHERAL.value
            if job and self._spool.move(job.id, JobState.BLOCKED, reason, utc_now()):
                self._sync.wake()

    def _end(self) -> None:
        log.info("stopping")
        with self._lock:
            workers = list(self._workers.values())
        for worker in workers:
            worker.retire()
        deadline = time.monotonic() + GRACE
        for worker in workers:
            worker.join(max(0.0, deadline - time.monotonic()))
        for worker in workers:
            worker.abort()
        for worker in workers:
            worker.join(STOP_PATIENCE)
        self._sync.stop()
        self._sync.join(STOP_PATIENCE)
        self._spool.close()
        log.info("stopped")
