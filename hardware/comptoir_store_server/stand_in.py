"""The desk that gives a dead printer's jobs to its stand-in, and takes them back where that fails."""

import logging
import sqlite3
import time

from comptoir_store_server.crew import Assignment, Bench
from comptoir_store_server.spool import Job

log = logging.getLogger(__name__)
#: Papers that may come out elsewhere; a test says something only on the printer that is tested.
REDIRECTED = frozenset({"receipt", "pickup", "assembly", "report", "text", "pdf"})


class StandInDesk:
    """Of one printer: knows since when it cannot print, and moves what waits for it."""

    def __init__(self, bench: Bench, peripheral_id: str) -> None:
        self._bench = bench
        self._id = peripheral_id
        self._unavailable_since: float | None = None

    def note_working(self) -> None:
        """The printer prints: what comes from now on stays here."""
        self._unavailable_since = None

    def note_unavailable(self) -> None:
        """The printer cannot print now."""
        if self._unavailable_since is None:
            self._unavailable_since = time.monotonic()

    def seconds_left(self, assignment: Assignment) -> float:
        """How long until the stand-in takes over, for the wait before the next try."""
        left = self._left()
        return left + 0.01 if assignment.stand_ins and left > 0 else self._bench.patience.retry_longest

    def _left(self) -> float:
        if self._unavailable_since is None:
            return self._bench.patience.stand_in
        return self._unavailable_since + self._bench.patience.stand_in - time.monotonic()

    def send_away(self, assignment: Assignment) -> None:
        """Move what waits here, once this printer has been unable to print for longer than our patience.

        A job is redirected once in its life: if its stand-in fails too, it goes home and stays there.
        """
        if self._left() > 0:
            return
        try:
            self._send_away(assignment)
        except sqlite3.Error as problem:  # asked again soon; a job on its way must not end for it
            log.warning("spool_not_writable", extra={"peripheral": self._id, "why": str(problem)})

    def _send_away(self, assignment: Assignment) -> None:
        stand_in = self._find_working(assignment)
        for job in self._bench.spool.waiting(self._id):
            if job.redirected_from is not None:
                self._bring_home(job, job.redirected_from)
            elif stand_in is not None and _may_be_redirected(job):
                self._redirect(job, stand_in)

    def _find_working(self, assignment: Assignment) -> str | None:
        for stand_in in assignment.stand_ins:
            if self._bench.health.is_working(stand_in):
                return stand_in.id
        return None

    def _redirect(self, job: Job, stand_in_id: str) -> None:
        if self._bench.spool.redirect(job.id, stand_in_id):
            log.info("redirected", extra={"job": job.id, "printer": self._id, "to": stand_in_id})
            self._bench.wake(stand_in_id)

    def _bring_home(self, job: Job, home_id: str) -> None:
        if self._bench.health.is_online(home_id) and self._bench.spool.bring_home(job.id):
            log.info("brought_home", extra={"job": job.id, "printer": self._id, "to": home_id})
            self._bench.wake(home_id)


def _may_be_redirected(job: Job) -> bool:
    return not job.was_redirected and job.document.get("kind") in REDIRECTED
