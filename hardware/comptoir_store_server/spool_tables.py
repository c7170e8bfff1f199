"""The tables of the spool, and the statements that are longer than a line."""

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from comptoir_store_server.jobs import ENDED, Job, JobState
from comptoir_store_server.policies import expiry_for
from comptoir_store_server.reasons import Reason
from comptoir_store_server.times import read_time, write_time

log = logging.getLogger(__name__)
Statement = tuple[str, tuple[Any, ...]]
SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    place INTEGER PRIMARY KEY AUTOINCREMENT,  -- first come, first printed
    id TEXT NOT NULL UNIQUE,                  -- made by the till: the idempotency key
    peripheral_id TEXT NOT NULL,
    role TEXT NOT NULL,
    document TEXT NOT NULL,
    copies INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    expires_at TEXT,
    received_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    device_id TEXT,                           -- the till that wants it, where the office says so
    redirected_from TEXT,                     -- the printer in whose place it is printed
    was_redirected INTEGER NOT NULL DEFAULT 0, -- once only: nothing goes to and fro
    reprints INTEGER NOT NULL DEFAULT 0,      -- how often it was begun anew after a crash
    fingerprint TEXT,                         -- of what was asked for in the shop's own network
    reprint_of TEXT,                          -- the job that it puts on paper once more
    asked_at TEXT                             -- when it was wanted, where the office says so
);
DROP INDEX IF EXISTS jobs_waiting;
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state);
-- Who looks what to do next looks at what waits, however much was printed in this month.
CREATE INDEX IF NOT EXISTS jobs_in_line ON jobs (peripheral_id, place, expires_at)
    WHERE state IN ('queued', 'blocked');
CREATE INDEX IF NOT EXISTS drawers_in_line ON jobs (peripheral_id, place)
    WHERE state IN ('queued', 'blocked') AND json_extract(document, '$.kind') = 'drawer';
CREATE INDEX IF NOT EXISTS jobs_ended ON jobs (changed_at)
    WHERE state NOT IN ('queued', 'blocked', 'sending');
CREATE TABLE IF NOT EXISTS reports (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    at TEXT NOT NULL,
    result TEXT,                              -- what a test found out, as JSON
    printed_on TEXT                           -- the stand-in that has it
);
CREATE TABLE IF NOT EXISTS printers (
    address TEXT PRIMARY KEY,
    confirm TEXT,                             -- what this printer was seen to answer
    last_success_at TEXT,
    seen_as TEXT                              -- which printer that was: hardware address, or what USB tells
);
CREATE TABLE IF NOT EXISTS course (           -- every step of a job, for the box's own page
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    peripheral_id TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS course_of_job ON course (job_id, place);
-- How the last paper on a line ended is asked before the next one.
CREATE INDEX IF NOT EXISTS course_on_line ON course (peripheral_id, place)
    WHERE state IN ('sending', 'printed', 'uncertain');
CREATE TRIGGER IF NOT EXISTS job_came AFTER INSERT ON jobs BEGIN
    INSERT INTO course (job_id, state, reason, peripheral_id, at)
    VALUES (NEW.id, NEW.state, NEW.reason, NEW.peripheral_id, NEW.received_at);
END;
CREATE TRIGGER IF NOT EXISTS job_moved AFTER UPDATE OF state, reason, peripheral_id ON jobs
WHEN (OLD.state, OLD.reason, OLD.peripheral_id) IS NOT (NEW.state, NEW.reason, NEW.peripheral_id) BEGIN
    INSERT INTO course (job_id, state, reason, peripheral_id, at)
    VALUES (NEW.id, NEW.state, NEW.reason, NEW.peripheral_id,
        CASE WHEN OLD.peripheral_id = NEW.peripheral_id THEN NEW.changed_at
        ELSE strftime('%Y-%m-%dT%H:%M:%fZ', 'now') END);
END;
CREATE TRIGGER IF NOT EXISTS job_forgotten AFTER DELETE ON jobs BEGIN
    DELETE FROM course WHERE job_id = OLD.id;
END;
"""
#: Columns that came later, for a spool that an older version made.
LATER = {
    "jobs": {
        "device_id": "TEXT",
        "redirected_from": "TEXT",
        "was_redirected": "INTEGER NOT NULL DEFAULT 0",
        "reprints": "INTEGER NOT NULL DEFAULT 0",
        "fingerprint": "TEXT",
        "reprint_of": "TEXT",
        "asked_at": "TEXT",
    },
    "reports": {"result": "TEXT", "printed_on": "TEXT"},
    "printers": {"seen_as": "TEXT"},
}
AND_DRAWER = "AND json_extract(document, '$.kind') = 'drawer' ORDER BY place LIMIT 1"
AND_PAPER = "AND json_extract(document, '$.kind') IS NOT 'drawer' ORDER BY place LIMIT 1"
#: What a crash caught half-way waits once more, to be printed as a copy.
AGAIN = (
    "UPDATE jobs SET state = 'queued', reason = NULL, reprints = reprints + 1, changed_at = ?"
    " WHERE id = ? AND state = 'sending'"
)
#: What waits, found without a look at the documents.
IN_LINE = "jobs INDEXED BY jobs_in_line WHERE state IN ('queued', 'blocked')"
#: How the last paper ended that was begun on a printer; what opens a drawer besides says nothing of it.
LAST_PAPER = (
    "SELECT course.place, course.state FROM course INDEXED BY course_on_line"
    " JOIN jobs ON jobs.id = course.job_id"
    " WHERE course.state IN ('sending', 'printed', 'uncertain') AND course.peripheral_id = ?"
    " AND json_extract(jobs.document, '$.kind') IS NOT 'drawer' ORDER BY course.place DESC LIMIT 1"
)
COUNT = "SELECT state, count(*) FROM jobs GROUP BY state"
COLUMNS = (
    "id, peripheral_id, role, document, copies, state, reason, expires_at, received_at, device_id,"
    " redirected_from, was_redirected, reprints, changed_at, fingerprint, asked_at"
)
INSERT_REPORT = (
    "INSERT INTO reports (job_id, status, reason, at, result, printed_on)"
    " SELECT id, ?, ?, ?, ?, CASE WHEN redirected_from IS NULL THEN NULL ELSE peripheral_id END"
    " FROM jobs WHERE id = ?"
)
#: The ends of the calendar, and a year that is near to neither.
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
MIDDLE = 5000
#: Told of a job that is not on disk.
REFUSE = "INSERT INTO reports (job_id, status, reason, at) VALUES (?, ?, ?, ?)"
#: More of one paper than anybody lets the office ask for.
MOST_COPIES = 50
#: A longer document stays here; the office needs it only to print it again.
LONGEST_DOCUMENT = 32 * 1024
_OVER = ", ".join(f"'{state.value}'" for state in ENDED)
#: What the office has to be told of a job that it does not know; the document only with its end.
LAN_FACTS = (
    "(SELECT json_object('device_id', device_id, 'role', role, 'kind', json_extract(document, '$.kind'),"  # noqa: S608
    " 'peripheral_id', coalesce(redirected_from, peripheral_id), 'copies', copies,"
    " 'received_at', received_at, 'reprint_of', reprint_of,"
    " 'receipt_number', CASE json_type(document, '$.receipt.number') WHEN 'text'"
    " THEN substr(json_extract(document, '$.receipt.number'), 1, 40) END,"
    " 'opens_drawer', CASE WHEN json_extract(document, '$.open_drawer') IS 1"
    " AND json_extract(document, '$.duplicate') IS NOT 1 THEN json('true') END,"
    f" 'document', CASE WHEN reports.status IN ({_OVER}) AND length(document) <= {LONGEST_DOCUMENT}"
    " AND json_extract(document, '$.kind') IS NOT 'pdf' THEN json(document) END)"
    " FROM jobs WHERE jobs.id = reports.job_id AND fingerprint IS NOT NULL)"
)
#: A copy that a person asked for.
PRINT_AGAIN = (
    "UPDATE jobs SET state = 'queued', reason = NULL, changed_at = ?, expires_at = ?,"
    " document = json_set(document, '$.duplicate', json('true')) WHERE id = ?"
)


def change(job_id: str, state: JobState, reason: str | None, at: str, told: str | None) -> list[Statement]:
    """Set where a job stands, and note it for the office."""
    return [
        (
            "UPDATE jobs SET state = ?, reason = ?, changed_at = ? WHERE id = ?",
            (state.value, reason, at, job_id),
        ),
        (INSERT_REPORT, (state.value, reason, at, told, job_id)),
    ]


def admission(job: dict[str, Any], offset_s: float, now: datetime) -> Statement:
    """Put a leased job on disk; the office is told of one that cannot be read."""
    try:
        _check(job)
        sql, values = insertion(job, offset_s, now)
        "".join(each for each in values if isinstance(each, str)).encode()  # half a letter is a ValueError
    except (TypeError, ValueError, OverflowError, RecursionError) as problem:
        log.error("job_unreadable", extra={"job": job["id"], "why": repr(problem)[:200]})
        failed = (JobState.FAILED.value, Reason.UNREADABLE_JOB.value)
        return REFUSE, (job["id"], *failed, write_time(now))
    return sql, values


def _check(job: dict[str, Any]) -> None:
    """Raises ValueError if a member that nothing can be printed without is none."""
    copies = job.get("copies")
    is_count = copies is None or (isinstance(copies, int) and copies <= MOST_COPIES)
    is_placed = isinstance(job.get("peripheral_id"), str)
    if not (is_count and is_placed and isinstance(job.get("document"), dict)):
        raise ValueError("document, peripheral_id or copies")


def insertion(
    job: dict[str, Any], offset_s: float, now: datetime, fingerprint: str | None = None
) -> Statement:
    """Put a leased job on disk, or with its fingerprint that of a till; nothing if its id is known."""
    document = job["document"]
    expires = _by_our_clock(job.get("expires_at"), offset_s)
    asked = _by_our_clock(job.get("asked_at"), offset_s)
    role = str(job.get("role") or "")
    values = (
        job["id"],
        job["peripheral_id"],
        role,
        json.dumps(document, ensure_ascii=False),
        max(1, int(job.get("copies") or 1)),
        JobState.QUEUED.value,
        write_time(expiry_for(role, document, expires, now)),
        write_time(now),
        write_time(now),
        str(job["device_id"]) if job.get("device_id") else None,
        job.get("reprint_of"),
        fingerprint,
        write_time(asked) if asked is not None else None,
    )
    sql = (
        "INSERT OR IGNORE INTO jobs (id, peripheral_id, role, document, copies, state, expires_at,"
        " received_at, changed_at, device_id, reprint_of, fingerprint, asked_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    return sql, values


def _by_our_clock(told: object, offset_s: float) -> datetime | None:
    """What the office wrote by its clock; what no calendar has is as early, or as late, as one may be."""
    moment = read_time(told)
    try:
        return None if moment is None else moment.astimezone(UTC) - timedelta(seconds=offset_s)
    except OverflowError:
        return EARLIEST if moment is not None and moment.year < MIDDLE else LATEST


def repetition(job_id: str) -> Statement:
    """Tell the office once more where a job stands that it leased to us a second time."""
    sql = (
        "INSERT INTO reports (job_id, status, reason, at, printed_on)"
        " SELECT id, state, reason, changed_at,"
        " CASE WHEN redirected_from IS NULL THEN NULL ELSE peripheral_id END"
        " FROM jobs WHERE id = ? AND state != 'queued'"
    )
    return sql, (job_id,)


def read_job(row: tuple[Any, ...]) -> Job:
    """A job from its columns."""
    job_id, peripheral_id, role, document, copies, state, reason, expires_at, received_at = row[:9]
    device_id, redirected_from, was_redirected, reprints, changed_at, fingerprint, asked_at = row[9:]
    received = read_time(received_at)
    assert received is not None
    return Job(
        id=job_id,
        peripheral_id=peripheral_id,
        role=role,
        document=json.loads(document) | ({"duplicate": True} if reprints else {}),
        copies=copies,
        state=JobState(state),
        reason=reason,
        expires_at=read_time(expires_at),
        received_at=received,
        device_id=device_id,
        redirected_from=redirected_from,
        was_redirected=bool(was_redirected),
        reprints=reprints,
        changed_at=read_time(changed_at),
        fingerprint=fingerprint,
        asked_at=read_time(asked_at),
    )
