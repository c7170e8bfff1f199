"""Of one worker: what it has begun, and what came of it that the spool could not take down just then."""

import logging
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comptoir_store_server.reasons import Reason
from comptoir_store_server.spool import Job, JobState, Spool
from comptoir_store_server.times import utc_now

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """Where a job stands, since when."""

    job: Job
    state: JobState
    reason: Reason | None
    at: datetime
    result: dict[str, Any] | None = None


class Ledger:
    """A disk that is full for a moment must not leave a job on its way for good.

    A job that was begun stays `sending` on disk until its outcome is there, so that nobody else takes it.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._begun: dict[str, Job] = {}
        self._outcomes: dict[str, Outcome] = {}

    @property
    def is_open(self) -> bool:
        """Whether something is begun and not yet ended on disk."""
        return bool(self._begun)

    def begin(self, job: Job) -> bool:
        """False if it does not wait any more. Noted here first: what failed may be on disk all the same."""
        self._begun[job.id] = job
        is_ours = self._spool.claim(job.id, utc_now())
        if not is_ours:
            del self._begun[job.id]
        return is_ours

    def note(self, outcome: Outcome) -> bool:
        """False if that is no news, or is written later; what was never begun is simply tried anew."""
        try:
            is_news = self._write(outcome)
        except sqlite3.Error:
            if outcome.job.id not in self._begun:
                raise
            log.exception("outcome_not_written", extra={"job": outcome.job.id, "state": outcome.state.value})
            if outcome.state != JobState.SENDING:
                self._outcomes.setdefault(outcome.job.id, outcome)
            return False
        return is_news

    def _write(self, outcome: Outcome) -> bool:
        reason = outcome.reason.value if outcome.reason else None
        is_news = self._spool.move(outcome.job.id, outcome.state, reason, outcome.at, outcome.result)
        if outcome.state != JobState.SENDING:
            self._begun.pop(outcome.job.id, None)
            self._outcomes.pop(outcome.job.id, None)
        return is_news

    def settle(self) -> list[Outcome]:
        """Between two jobs: write what is still to be written, and return it. Raises sqlite3.Error."""
        written = []
        for job_id, job in list(self._begun.items()):
            outcome = self._outcomes.get(job_id) or self._find_left(job)
            if outcome is None:
                del self._begun[job_id]
            elif self._write(outcome):
                written.append(outcome)
        return written

    def _find_left(self, job: Job) -> Outcome | None:
        """A fault of ours came between: nobody knows what is on paper, unless it never was begun on disk."""
        now = self._spool.find(job.id)
        if now is None or now.state != JobState.SENDING:
            return None
        return Outcome(job, JobState.UNCERTAIN, Reason.INTERRUPTED, utc_now())
