"""The spool: every print job on disk with its state; nothing is lost, nothing printed twice unseen."""

import json
import logging
import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from comptoir_store_server.database import Database
from comptoir_store_server.jobs import ENDED, WAITING, Job, JobState, KnownPrinter, Report
from comptoir_store_server.policies import expiry_for, is_printed_again
from comptoir_store_server.reasons import Reason
from comptoir_store_server.spool_tables import (
    AGAIN,
    AND_DRAWER,
    AND_PAPER,
    COLUMNS,
    COUNT,
    IN_LINE,
    LAN_FACTS,
    LAST_PAPER,
    LATER,
    PRINT_AGAIN,
    REFUSE,
    SCHEMA,
    Statement,
    admission,
    change,
    insertion,
    read_job,
    repetition,
)
from comptoir_store_server.times import write_time

__all__ = ["Job", "JobState", "KnownPrinter", "Report", "Spool"]
log = logging.getLogger(__name__)
#: An id is remembered at least this long after its job ended.
KEPT = timedelta(days=35)


class Spool:
    """Jobs and reports in one SQLite file; each method is one durable transaction."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, SCHEMA, LATER)
        self._lock = self._database.lock
        self._version = self._database.version()

    def is_changed_elsewhere(self) -> bool:
        """Whether another program, the command `test-print` for one, wrote since we looked last."""
        before, self._version = self._version, self._database.version()
        return before != self._version

    def tidy(self) -> None:
        """To be called now and then by somebody for whom nobody waits."""
        self._database.tidy()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _write(self, statements: Iterable[Statement]) -> None:
        self._database.write(lambda: self._change(statements))

    def _change(self, statements: Iterable[Statement]) -> None:
        for sql, values in statements:
            self._database.change(sql, *values)

    def _read(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._database.read(sql, *values)

    def accept(self, jobs: list[dict[str, Any]], offset_s: float, now: datetime) -> list[str]:
        """Put leased jobs on disk. A known id is not taken again: its state is told once more.

        One that cannot be read is told as failed, so that it neither holds up the others nor comes again.
        """
        new = [job for job in jobs if not self._read("SELECT 1 FROM jobs WHERE id = ?", job["id"])]
        again = [job for job in jobs if job not in new]
        admitted = {str(job["id"]): admission(job, offset_s, now) for job in new}
        self._write([*admitted.values(), *(repetition(job["id"]) for job in again)])
        return [job_id for job_id, (sql, _) in admitted.items() if sql != REFUSE]

    def take(
        self, job: dict[str, Any], fingerprint: str, now: datetime, cancelled_for: str | None = None
    ) -> bool:
        """Put a till's own job on disk, ended at once where a reason is given; False if its id is known."""
        job_id = job["id"]
        statements = [insertion(job, 0.0, now, fingerprint)]
        if cancelled_for is not None:
            statements += change(job_id, JobState.CANCELLED, cancelled_for, write_time(now), None)
        return self._database.write(lambda: self.find(job_id) is None and self._put(statements))

    def _put(self, statements: Iterable[Statement]) -> bool:
        self._change(statements)
        return True

    def print_again(self, job_id: str, now: datetime) -> bool:
        """Somebody looked and wants an uncertain paper once more, as a copy; False if it is not uncertain.

        A drawer never opens once more.
        """
        with self._lock:
            job = self.find(job_id)
            if job is None or job.state != JobState.UNCERTAIN or job.is_drawer:
                return False
            expires = expiry_for(job.role, job.document, None, now)
            self._write([(PRINT_AGAIN, (write_time(now), write_time(expires), job_id))])
        return True

    def discard(self, job_id: str, now: datetime) -> bool:
        """Somebody looked and wants no more of an uncertain job; False if it is not uncertain."""
        return self._call_off(job_id, (JobState.UNCERTAIN,), "discarded", now)

    def cancel(self, job_id: str, now: datetime) -> bool:
        """Somebody at the box takes back what waits; False if it does not wait any more."""
        return self._call_off(job_id, WAITING, Reason.CANCELLED_AT_BOX.value, now)

    def _call_off(self, job_id: str, states: Collection[JobState], reason: str, now: datetime) -> bool:
        with self._lock:
            job = self.find(job_id)
            if job is None or job.state not in states:
                return False
            self._write(change(job_id, JobState.CANCELLED, reason, write_time(now), None))
        return True

    def waiting_count(self) -> int:
        """How many jobs wait."""
        return int(self._read("SELECT count(*) FROM jobs WHERE state IN ('queued', 'blocked')")[0][0])

    def waiting_for(self, peripheral_id: str) -> int:
        """How many jobs wait for this peripheral."""
        sql = f"SELECT count(*) FROM {IN_LINE} AND peripheral_id = ?"  # noqa: S608
        return int(self._read(sql, peripheral_id)[0][0])

    def lines(self) -> dict[str, int]:
        """How many jobs wait for each peripheral for which any waits."""
        sql = f"SELECT peripheral_id, count(*) FROM {IN_LINE} GROUP BY peripheral_id"  # noqa: S608
        return {str(peripheral_id): int(count) for peripheral_id, count in self._read(sql)}

    def next_waiting(self, peripheral_id: str) -> Job | None:
        """The oldest job that waits for this printer."""
        rows = self._read(
            f"SELECT {COLUMNS} FROM jobs WHERE state IN ('queued', 'blocked') AND peripheral_id = ?"  # noqa: S608
            " ORDER BY place LIMIT 1",
            peripheral_id,
        )
        return read_job(rows[0]) if rows else None

    def next_drawer(self, peripheral_ids: Collection[str]) -> Job | None:
        """The oldest drawer job that waits for one of these; it goes before any paper."""
        jobs = [job for each in peripheral_ids for job in self._waiting(each, AND_DRAWER)]
        return min(jobs, key=lambda job: job.received_at, default=None)

    def next_paper(self, peripheral_id: str) -> Job | None:
        """The oldest waiting job that is more than a drawer's pulse."""
        jobs = self._waiting(peripheral_id, AND_PAPER)
        return jobs[0] if jobs else None

    def waiting(self, peripheral_id: str) -> list[Job]:
        """All jobs that wait for this peripheral, the oldest first."""
        return self._waiting(peripheral_id, "ORDER BY place")

    def _waiting(self, peripheral_id: str, condition: str) -> list[Job]:
        rows = self._read(
            f"SELECT {COLUMNS} FROM jobs WHERE state IN ('queued', 'blocked') AND peripheral_id = ?"  # noqa: S608
            f" {condition}",
            peripheral_id,
        )
        return [read_job(row) for row in rows]

    def redirect(self, job_id: str, stand_in_id: str) -> bool:
        """Let a waiting job be printed by the stand-in, once in its life; False if it may not."""
        return self._rehang(
            "peripheral_id = ?, redirected_from = peripheral_id, was_redirected = 1",
            "was_redirected = 0 AND peripheral_id != ?",
            stand_in_id,
            job_id,
            stand_in_id,
        )

    def bring_home(self, job_id: str) -> bool:
        """Give a waiting job back to the printer it was meant for; False if it does not wait elsewhere."""
        return self._rehang(
            "peripheral_id = redirected_from, redirected_from = NULL", "redirected_from IS NOT NULL", job_id
        )

    def _rehang(self, change: str, condition: str, *values: str) -> bool:
        """One statement, so that a crash leaves the job with the one printer or the other."""
        sql = f"UPDATE jobs SET {change} WHERE id = ? AND state IN ('queued', 'blocked') AND {condition}"  # noqa: S608
        return self._database.write(lambda: self._database.change(sql, *values)) == 1

    def find(self, job_id: str) -> Job | None:
        """The job with this id, if it ever came."""
        rows = self._read(f"SELECT {COLUMNS} FROM jobs WHERE id = ?", job_id)  # noqa: S608
        return read_job(rows[0]) if rows else None

    def waiting_peripherals(self) -> set[str]:
        """Which printers something waits for."""
        rows = self._read(f"SELECT DISTINCT peripheral_id FROM {IN_LINE}")  # noqa: S608
        return {str(row[0]) for row in rows}

    def move(
        self,
        job_id: str,
        state: JobState,
        reason: str | None,
        now: datetime,
        result: dict[str, Any] | None = None,
    ) -> bool:
        """Set the state and note it for the office, together; False if nothing changed."""
        told = json.dumps(result, ensure_ascii=False) if result is not None else None
        return self._database.write(lambda: self._move(job_id, state, reason, write_time(now), told))

    def _move(self, job_id: str, state: JobState, reason: str | None, at: str, told: str | None) -> bool:
        job = self.find(job_id)
        if job is None or job.state in ENDED or (job.state, job.reason) == (state, reason):
            return False
        state, reason = _told_of_reprint(job, state, reason)
        return self._put(change(job_id, state, reason, at, told))

    def claim(self, job_id: str, now: datetime) -> bool:
        """Set a waiting job to sending; False if it does not wait any more or its time is over."""
        return self._database.write(lambda: self._claim(job_id, now))

    def _claim(self, job_id: str, now: datetime) -> bool:
        job = self.find(job_id)
        if job is None or job.state not in WAITING or (job.expires_at and job.expires_at <= now):
            return False
        return self._move(job_id, JobState.SENDING, None, write_time(now), None)

    def recover(self, now: datetime) -> list[str]:
        """After a crash: what was being sent may be on paper, so it becomes uncertain, never simply queued.

        A slip is printed once more, marked as a copy. Returns what became uncertain.
        """
        rows = self._read(f"SELECT {COLUMNS} FROM jobs WHERE state = 'sending' ORDER BY place")  # noqa: S608
        jobs = [read_job(row) for row in rows]
        again = [job for job in jobs if is_printed_again(job.role, job.document, job.reprints)]
        unsure = [job.id for job in jobs if job not in again]
        at = write_time(now)

        def settle() -> None:
            self._change([(AGAIN, (at, job.id)) for job in again])
            for job_id in unsure:
                self._move(job_id, JobState.UNCERTAIN, "interrupted", at, None)

        self._database.write(settle)
        return unsure

    def expire(self, now: datetime) -> list[str]:
        """End the waiting jobs whose time is over."""
        at = write_time(now)
        return self._database.write(lambda: self._expire(at)) if self._overdue(at) else []

    def _expire(self, at: str) -> list[str]:
        """Looked at once more within the transaction: what was begun meanwhile waits no more."""
        late = self._overdue(at)
        for job_id in late:
            self._move(job_id, JobState.EXPIRED, None, at, None)
        return late

    def _overdue(self, at: str) -> list[str]:
        rows = self._read(f"SELECT id FROM {IN_LINE} AND expires_at <= ?", at)  # noqa: S608
        return [str(row[0]) for row in rows]

    def unreported(self, limit: int = 50) -> list[Report]:
        """The oldest changes that the office has not acknowledged."""
        rows = self._read(
            f"SELECT place, job_id, status, reason, at, result, printed_on, {LAN_FACTS} FROM reports"  # noqa: S608
            " ORDER BY place LIMIT ?",
            limit,
        )
        return [Report(*row) for row in rows]

    def unreported_count(self) -> int:
        """How many changes the office has not acknowledged."""
        return int(self._read("SELECT count(*) FROM reports")[0][0])

    def acknowledge(self, reports: list[Report]) -> None:
        """The office has these."""
        self._write([("DELETE FROM reports WHERE place = ?", (report.place,)) for report in reports])

    def counts(self) -> dict[str, int]:
        """How many jobs stand where."""
        return {str(state): int(count) for state, count in self._read(COUNT)}

    def oldest_waiting_at(self) -> str | None:
        """Since when the oldest waiting job waits."""
        rows = self._read("SELECT min(received_at) FROM jobs WHERE state IN ('queued', 'blocked')")
        return str(rows[0][0]) if rows[0][0] else None

    def forget_old(self, now: datetime) -> None:
        """Drop jobs that ended long ago and are acknowledged."""
        before = write_time(now - KEPT)
        ended = "state NOT IN ('queued', 'blocked', 'sending') AND changed_at < ?"
        unsent = "id NOT IN (SELECT job_id FROM reports)"
        self._write([(f"DELETE FROM jobs WHERE {ended} AND {unsent}", (before,))])  # noqa: S608

    def may_be_cut_off(self, peripheral_ids: Collection[str]) -> bool:
        """Whether the last paper on the line of these printers may have ended in the middle of a command."""
        last = [row for each in peripheral_ids for row in self._read(LAST_PAPER, each)]
        return bool(last) and max(last)[1] != JobState.PRINTED.value

    def known_printer(self, address: str) -> KnownPrinter:
        """What was learned about the printer at this address."""
        sql = "SELECT confirm, last_success_at, seen_as FROM printers WHERE address = ?"
        rows = self._read(sql, address)
        return KnownPrinter(*rows[0]) if rows else KnownPrinter(None, None)

    def learn_printer(self, address: str, confirm: str, now: datetime, seen_as: str | None = None) -> None:
        """Remember how this printer confirmed, when, and which printer it was, where that can be told."""
        sql = (
            "INSERT INTO printers (address, confirm, last_success_at, seen_as) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (address) DO UPDATE SET confirm = excluded.confirm,"
            " last_success_at = excluded.last_success_at, seen_as = coalesce(excluded.seen_as, seen_as)"
        )
        try:
            self._write([(sql, (address, confirm, write_time(now), seen_as))])
        except sqlite3.Error as problem:  # the next job teaches it again; this one's end is worth more
            log.warning("lesson_not_written", extra={"address": address, "why": str(problem)})

    def forget_printer(self, address: str) -> None:
        """Another printer hangs at this address, or this one speaks no more: the next job learns anew."""
        self._write([("UPDATE printers SET confirm = NULL, seen_as = NULL WHERE address = ?", (address,))])


def _told_of_reprint(job: Job, state: JobState, reason: str | None) -> tuple[JobState, str | None]:
    """A second paper is never kept quiet; and what cannot be printed again may still be there once."""
    if not job.reprints or state not in ENDED:
        return state, reason
    return (state, "reprinted") if state == JobState.PRINTED else (JobState.UNCERTAIN, "interrupted")
