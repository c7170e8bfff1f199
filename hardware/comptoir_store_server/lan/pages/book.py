"""Reads the jobs of this shop for the pages, on a line of its own: nobody who prints waits for it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from comptoir_store_server.jobs import Job
from comptoir_store_server.spool_tables import COLUMNS, read_job
from comptoir_store_server.times import read_time

PAGE = 50
#: A job that waits for days tells its last steps.
MOST_STEPS = 60
#: So many are looked through for printers and tills that are gone, however many there are.
LATEST = 2000
#: group of states -> the states
STATE_GROUPS: dict[str, tuple[str, ...]] = {
    "waiting": ("queued", "sending", "blocked"),
    "printed": ("printed",),
    "uncertain": ("uncertain",),
    "lost": ("failed", "expired", "cancelled"),
}
LINE = (
    "place, id, json_extract(document, '$.kind'), json_extract(document, '$.receipt.number'),"
    " coalesce(json_extract(document, '$.duplicate'), 0) OR reprints, state, reason, peripheral_id,"
    " redirected_from, role, device_id, json_extract(document, '$.receipt.device.name'), copies,"
    " received_at, changed_at"
)
#: What opened a drawer: alone, or beside a paper that was no copy when it was first sent.
OPENS = (
    "(json_extract(document, '$.kind') = 'drawer' OR (json_extract(document, '$.open_drawer') AND"
    " (json_extract(document, '$.duplicate') IS NOT 1 OR"
    " (SELECT count(*) FROM course WHERE job_id = jobs.id AND state = 'sending') > 1)))"
)


@dataclass(frozen=True)
class Wish:
    """Which jobs somebody wants to see; an empty field filters nothing."""

    word: str = ""
    printer: str = ""
    till: str = ""
    #: one of STATE_GROUPS
    state: str = ""
    #: only those that came before this place
    before: int = 0

    @property
    def is_narrow(self) -> bool:
        """Whether it is not simply all of them."""
        return self != Wish()


class Line(NamedTuple):
    """A job as a line of a list."""

    place: int
    id: str
    kind: str
    number: str | None
    is_copy: int
    state: str
    reason: str | None
    peripheral_id: str
    redirected_from: str | None
    role: str
    device_id: str | None
    #: what the paper calls the till, for one that is gone
    device_name: str | None
    copies: int
    received_at: str
    changed_at: str

    @property
    def home_id(self) -> str:
        """The printer that was meant."""
        return self.redirected_from or self.peripheral_id

    @property
    def came_at(self) -> datetime | None:
        """When."""
        return read_time(self.received_at)


class Step(NamedTuple):
    """One step of a job's course."""

    state: str
    reason: str | None
    peripheral_id: str
    at: datetime | None


class Book:
    """The journal of one box."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True, timeout=2)
        try:
            yield db
        finally:
            db.close()

    def _read(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._open() as db:
            return db.execute(sql, values).fetchall()

    def lines(self, wish: Wish) -> tuple[list[Line], bool]:
        """The newest that fit, and whether there are older ones."""
        return self._lines(*_conditions(wish))

    def openings(self, before: int) -> tuple[list[Line], bool]:
        """What opened a drawer, or should have."""
        conditions, values = [OPENS], []
        if before:
            conditions.append("place < ?")
            values.append(before)
        return self._lines(conditions, values)

    def _lines(self, conditions: list[str], values: list[Any]) -> tuple[list[Line], bool]:
        where = " AND ".join(conditions) or "1"
        sql = f"SELECT {LINE} FROM jobs WHERE {where} ORDER BY place DESC LIMIT {PAGE + 1}"  # noqa: S608
        rows = [Line._make(row) for row in self._read(sql, *values)]
        return rows[:PAGE], len(rows) > PAGE

    def job(self, job_id: str) -> Job | None:
        """One job, whole."""
        rows = self._read(f"SELECT {COLUMNS} FROM jobs WHERE id = ?", job_id)  # noqa: S608
        return read_job(rows[0]) if rows else None

    def course(self, job_id: str) -> list[Step]:
        """Its last steps, the oldest first."""
        rows = self._read(
            "SELECT state, reason, peripheral_id, at FROM course WHERE job_id = ?"
            " ORDER BY place DESC LIMIT ?",
            job_id,
            MOST_STEPS,
        )
        return [
            Step(state, reason, peripheral_id, read_time(at))
            for state, reason, peripheral_id, at in reversed(rows)
        ]

    def original_of(self, job_id: str) -> str | None:
        """The job that this one puts on paper once more."""
        rows = self._read("SELECT id FROM jobs WHERE id = (SELECT reprint_of FROM jobs WHERE id = ?)", job_id)
        return str(rows[0][0]) if rows else None

    def copies_of(self, job_id: str) -> list[tuple[str, str, str]]:
        """Id, state and time of the jobs that put this one on paper once more."""
        return [
            (str(row[0]), str(row[1]), str(row[2]))
            for row in self._read(
                "SELECT id, state, received_at FROM jobs WHERE reprint_of = ? ORDER BY place", job_id
            )
        ]

    def printers_and_tills(self) -> tuple[list[str], list[str]]:
        """The ids of all that have a job among the latest."""
        rows = self._read(
            "SELECT coalesce(redirected_from, peripheral_id), device_id FROM jobs"
            " ORDER BY place DESC LIMIT ?",
            LATEST,
        )
        return sorted({str(row[0]) for row in rows}), sorted({str(row[1]) for row in rows if row[1]})


def _conditions(wish: Wish) -> tuple[list[str], list[Any]]:
    states = STATE_GROUPS.get(wish.state, ())
    asked: list[tuple[str, tuple[Any, ...]]] = []
    if wish.word:
        asked.append(("instr(lower(json_extract(document, '$.receipt.number')), lower(?))", (wish.word,)))
    if wish.printer:
        asked.append(("(peripheral_id = ? OR redirected_from = ?)", (wish.printer, wish.printer)))
    if wish.till:
        asked.append(("device_id = ?", (wish.till,)))
    if states:
        asked.append((f"state IN ({', '.join('?' * len(states))})", states))
    if wish.before:
        asked.append(("place < ?", (wish.before,)))
    return [condition for condition, _ in asked], [value for _, values in asked for value in values]
