"""The papers as they left the box, kept for a while so that somebody can look at exactly what was sent."""

import json
import logging
import queue
import sqlite3
import threading
import zlib
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from comptoir_store_server.times import read_time, utc_now, write_time

log = logging.getLogger(__name__)
#: As long as the jobs themselves are remembered.
KEPT = timedelta(days=35)
#: All papers together, as they lie on disk; then the oldest go.
MOST_BYTES = 64 * 1024 * 1024
#: So many wait to be written at most: printing never waits for this.
WAITING = 64
TIDY = timedelta(hours=1)
#: After a fault of the disk, in seconds.
TRY_AGAIN = 15.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS papers (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL,
    at TEXT NOT NULL,
    medium TEXT NOT NULL,
    printer TEXT NOT NULL,
    copies INTEGER NOT NULL,
    dots INTEGER NOT NULL,
    slots TEXT NOT NULL,                      -- code page -> number, as JSON: how the printer reads letters
    packed BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS papers_of_job ON papers (job_id, place);
"""
COLUMNS = "place, job_id, at, medium, printer, copies, dots, slots, packed"


class Medium(StrEnum):
    """What the bytes are."""

    ROLL = "roll"
    PDF = "pdf"


@dataclass(frozen=True)
class SentPaper:
    """The bytes of one copy, just before the first of them leaves."""

    job_id: str
    medium: Medium
    #: The name of what prints it.
    printer: str
    data: bytes = field(repr=False)
    copies: int = 1
    #: How wide the roll is, and by which number the printer knows each code page.
    dots: int = 576
    slots: Mapping[str, int] = field(default_factory=dict)
    at: datetime = field(default_factory=utc_now)
    #: Where it lies among the papers that are kept.
    place: int = 0


class PaperShelf:
    """Writes behind the printers' back in a file and a thread of its own; `keep` never waits."""

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._most = most_bytes
        self._queue: queue.Queue[SentPaper | None] = queue.Queue(WAITING)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="papers", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def keep(self, paper: SentPaper) -> None:
        """Soon on disk; left out if the disk cannot follow."""
        try:
            self._queue.put_nowait(paper)
        except queue.Full:
            log.warning("paper_not_kept", extra={"job": paper.job_id})

    def close(self) -> None:
        """Write what waits, and end."""
        self._closing.set()
        if self._thread.is_alive():
            with suppress(queue.Full):
                self._queue.put(None, timeout=10)
            self._thread.join(10)

    def _run(self) -> None:
        """Opened anew after a fault: a full disk may have room again."""
        while True:
            try:
                with closing(self._open()) as db:
                    return self._write_forever(_Shelf(db, self._most))
            except sqlite3.Error:
                log.exception("papers_not_kept")
            if self._closing.wait(TRY_AGAIN):
                return None

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None, timeout=10)
        self._path.chmod(0o600)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.executescript(SCHEMA)
        return db

    def _write_forever(self, shelf: "_Shelf") -> None:
        tidied = None
        while True:
            try:
                paper = self._queue.get(timeout=TIDY.total_seconds())
            except queue.Empty:
                paper = None
            else:
                if paper is None:
                    return
                _put(shelf, paper)
            now = utc_now()
            if tidied is None or now - tidied >= TIDY:
                shelf.forget_before(now - KEPT)
                tidied = now


def _put(shelf: "_Shelf", paper: SentPaper) -> None:
    try:
        shelf.put(paper)
    except sqlite3.Error:  # the disk is full, say: the next one may find room
        log.exception("paper_not_kept", extra={"job": paper.job_id})


class _Shelf:
    """What lies on disk, never more than it may be."""

    def __init__(self, db: sqlite3.Connection, most: int) -> None:
        self._db, self._most = db, most
        self._size = self._measure()

    def _measure(self) -> int:
        return int(self._db.execute("SELECT coalesce(sum(length(packed)), 0) FROM papers").fetchone()[0])

    def put(self, paper: SentPaper) -> None:
        """One more; the oldest make room."""
        packed = zlib.compress(paper.data, 6)
        if len(packed) > self._most:
            return
        while self._size + len(packed) > self._most:
            self._drop_oldest()
        slots = json.dumps(dict(paper.slots), sort_keys=True)
        told = (paper.job_id, write_time(paper.at), paper.medium.value, paper.printer)
        self._db.execute(
            "INSERT INTO papers (job_id, at, medium, printer, copies, dots, slots, packed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*told, paper.copies, paper.dots, slots, packed),
        )
        self._size += len(packed)

    def _drop_oldest(self) -> None:
        """A few at once: each deletion is a write."""
        self._db.execute(
            "DELETE FROM papers WHERE place IN (SELECT place FROM papers ORDER BY place LIMIT 50)"
        )
        self._size = self._measure()

    def forget_before(self, moment: datetime) -> None:
        """What is too old goes."""
        self._db.execute("DELETE FROM papers WHERE at < ?", (write_time(moment),))
        self._size = self._measure()


def find_papers(path: Path, job_id: str) -> list[SentPaper]:
    """What was sent for this job, the oldest first, read without disturbing whoever writes."""
    return _read(path, "job_id = ?", job_id)


def find_paper(path: Path, job_id: str, place: int) -> SentPaper | None:
    """One of them."""
    papers = _read(path, "job_id = ? AND place = ?", job_id, place)
    return papers[0] if papers else None


def _read(path: Path, condition: str, *values: object) -> list[SentPaper]:
    if not path.exists():
        return []
    sql = f"SELECT {COLUMNS} FROM papers WHERE {condition} ORDER BY place"  # noqa: S608
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=2)) as db:
        return [_paper(row) for row in db.execute(sql, values)]


def _paper(row: tuple[object, ...]) -> SentPaper:
    place, job_id, at, medium, printer, copies, dots, slots, packed = row
    assert isinstance(place, int)
    assert isinstance(copies, int)
    assert isinstance(dots, int)
    assert isinstance(packed, bytes)
    moment = read_time(at)
    assert moment is not None
    return SentPaper(
        str(job_id), Medium(str(medium)), str(printer), zlib.decompress(packed), copies, dots,
        json.loads(str(slots)), moment, place,
    )  # fmt: skip
