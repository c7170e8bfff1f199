"""The clock of the office: in exactly one process it wakes what is to be done by the hour.

APScheduler only wakes deeds. What is to be done stands in the database, so that nothing is lost with the
process that did it: the next holder of the lease finds what has begun and what is due.
"""

import atexit
import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from services.delivery.prepared_snapshots import Awaited, prepare_snapshots
from services.delivery.snapshot_files import SnapshotFiles
from services.scheduler.daily_upkeep import do_daily_deeds
from services.scheduler.scheduler_lease import LEASE_SECONDS, Lease, lease_engine
from services.synchronization.window_openings import Known
from services.synchronization.window_runs import open_and_close_windows

#: how often the windows are looked at, and how often whether a daily deed is due
LOOK_SECONDS = 20.0
DAILY_LOOK_SECONDS = 900.0
log = logging.getLogger("comptoir.scheduler")


def _present() -> datetime:
    return datetime.now(UTC)


class Scheduler:
    """One per process; only the one that holds the lease does anything."""

    def __init__(
        self,
        engine: Engine,
        data: Path,
        *,
        lease_seconds: float = LEASE_SECONDS,
        look_seconds: float = LOOK_SECONDS,
        clock: Callable[[], datetime] = _present,
        further: Sequence[Callable[[], None]] = (),
    ) -> None:
        self._engine = engine
        self._book = lease_engine(engine, data)
        self.lease = Lease(self._book, lease_seconds)
        self._renew_seconds = lease_seconds / 3
        self._look_seconds = look_seconds
        self._files = SnapshotFiles(data / "snapshots")
        self._clock = clock
        #: what else is looked at as often as the windows
        self._further = further
        self._known: Known = {}
        self._timer: Any = None
        self._ended = threading.Event()

    def start(self) -> None:
        """Compete for the lease from a thread of its own, until `stop` or the end of the process."""
        threading.Thread(target=self._compete, name="scheduler", daemon=True).start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Let another process go on at once."""
        self._ended.set()
        self._rest()
        try:
            self.lease.release()
        except SQLAlchemyError:
            log.info("the lease was not given back; it runs out by itself")

    def look_at_windows(self) -> None:
        """Open and close what the hour says; then prepare what the tills of an opened window will fetch."""
        looked = open_and_close_windows(self._engine, self._clock(), self._known)
        awaited = [Awaited(stream, place) for _account, stream, place in sorted(looked.awaited)]
        prepare_snapshots(self._engine, self._files, awaited)

    def look_at_the_day(self) -> None:
        """Do what is done once a day, unless it was done."""
        do_daily_deeds(self._engine, self._book, self.lease.holder, self._clock())

    def _compete(self) -> None:
        while not self._ended.is_set():
            try:
                holds = self.lease.take()
            except SQLAlchemyError:
                log.warning("the lease on the scheduled work could not be asked for", exc_info=True)
                holds = self.lease.is_held
            if holds and self._timer is None:
                self._work()
            elif not holds:
                self._rest()
            self._ended.wait(self._renew_seconds)

    def _work(self) -> None:
        from apscheduler.schedulers.background import BackgroundScheduler  # only the one that works needs it

        self._files.clear()
        self._known.clear()
        timer = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for deed, seconds in (
            (self.look_at_windows, self._look_seconds),
            (self.look_at_the_day, DAILY_LOOK_SECONDS),
            *((deed, self._look_seconds) for deed in self._further),
        ):
            timer.add_job(
                self._wake,
                "interval",
                args=[deed],
                id=deed.__name__,
                seconds=seconds,
                next_run_time=_present(),
            )
        timer.start()
        self._timer = timer
        log.info("this process does the scheduled work", extra={"facts": {"holder": self.lease.holder}})

    def _wake(self, deed: Callable[[], None]) -> None:
        """Do a deed, unless the lease ran out meanwhile; what fails is tried again at the next turn."""
        if not self.lease.is_held:
            return
        try:
            deed()
        except Exception:
            log.exception("%s failed", deed.__name__)

    def _rest(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.shutdown(wait=False)
