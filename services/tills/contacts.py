"""When each till and store server was last heard: kept in memory, written in batches to a file of its own.

A poll must never wait for the disk. Contacts are not business data: losing the last seconds of them in a
crash costs nothing, so the file is written lazily and is safe to delete (ADR 0004).
"""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

FLUSH_SECONDS = 10.0
#: who was not heard for so long is news, which other workers read as soon as it is written
NEWS_AFTER_SECONDS = 60.0
#: the pause after each batch, so that a morning's first calls are written together
PAUSE_SECONDS = 0.2
BOOK = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=NORMAL;
CREATE TABLE IF NOT EXISTS contact (key TEXT PRIMARY KEY, at REAL NOT NULL, address TEXT);
"""


class Contact(NamedTuple):
    """When a caller was last heard, and from which address."""

    at: datetime
    address: str | None = None


class Contacts:
    """The book of last contacts. Keys are `device:<id>` and `store_server:<id>` (integer keys)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fresh: dict[str, tuple[float, str | None]] = {}
        self._unwritten: set[str] = set()
        self._lock = threading.Lock()
        #: pages read through one connection that stays open, one after the other
        self._reading = threading.Lock()
        self._book: sqlite3.Connection | None = None
        self._file = 0
        self._wake = threading.Event()
        self._closed = threading.Event()
        self._writer: threading.Thread | None = None

    def heard(self, key: str, now: datetime, address: str | None = None) -> None:
        """Note a contact; costs a dictionary entry."""
        at, before = now.timestamp(), self._fresh.get(key)
        self._fresh[key] = (at, address)
        self._unwritten.add(key)
        if self._writer is None:
            self._start_writer()
        if before is None or at - before[0] > NEWS_AFTER_SECONDS:
            self._wake.set()

    def last(self, keys: Iterable[str]) -> dict[str, Contact]:
        """The last contact of each key that was ever heard."""
        wanted = list(keys)
        rows = self._read(wanted)
        for key in wanted:
            fresh = self._fresh.get(key)
            if fresh and (key not in rows or fresh[0] >= rows[key][0]):
                rows[key] = fresh
        return {key: Contact(datetime.fromtimestamp(at, UTC), address) for key, (at, address) in rows.items()}

    def heard_since(self, keys: Collection[str], moment: datetime) -> set[str]:
        """Those of the keys that were heard at this moment or later."""
        begin, fresh, never = moment.timestamp(), self._fresh, (0.0, None)
        heard = {key for key in keys if fresh.get(key, never)[0] >= begin}
        rest = [key for key in keys if key not in heard]
        return heard.union(key for key in self._read(rest, begin))

    def flush(self) -> None:
        """Write what is new; called by the writer thread and at exit."""
        with self._lock:
            keys, self._unwritten = self._unwritten, set()
            if not keys:
                return
            try:
                with closing(self._open()) as book, book:
                    book.executemany(
                        "INSERT INTO contact (key, at, address) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE "
                        "SET at = excluded.at, address = excluded.address WHERE excluded.at >= contact.at",
                        [(key, *self._fresh[key]) for key in keys],
                    )
            except sqlite3.DatabaseError as fault:
                self._unwritten |= keys  # the disk is full or busy: try again at the next turn
                self._begin_anew_if_damaged(fault)

    def _read(self, keys: list[str], begin: float = 0.0) -> dict[str, tuple[float, str | None]]:
        if not keys:
            return {}
        wanted = json.dumps(keys)
        try:
            with self._reading:
                found = self._open_for_reading().execute(
                    "SELECT key, at, address FROM contact "
                    "WHERE at >= ? AND key IN (SELECT value FROM json_each(?))",
                    (begin, wanted),
                )
                return {key: (at, address) for key, at, address in found}
        except FileNotFoundError:
            return {}
        except sqlite3.DatabaseError as fault:
            self._begin_anew_if_damaged(fault)
            return {}

    def _open_for_reading(self) -> sqlite3.Connection:
        """The connection that stays open, unless somebody put another file in the place of ours."""
        file = self.path.stat().st_ino
        if self._book is None or file != self._file:
            if self._book is not None:
                self._book.close()
            self._book, self._file = self._open(), file
        return self._book

    def _begin_anew_if_damaged(self, fault: sqlite3.DatabaseError) -> None:
        """A book that cannot be read any more is put away: it holds nothing that the next contacts do not say."""
        self._close_book()
        if not isinstance(fault, sqlite3.OperationalError):
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def _open(self) -> sqlite3.Connection:
        self.path.touch(mode=0o600)
        book = sqlite3.connect(self.path, timeout=5, isolation_level="IMMEDIATE", check_same_thread=False)
        try:
            book.executescript(BOOK)
        except sqlite3.DatabaseError:
            book.close()
            raise
        return book

    def _start_writer(self) -> None:
        with self._lock:
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_for_ever, name="contacts", daemon=True)
                self._writer.start()

    def _write_for_ever(self) -> None:
        while not self._closed.wait(PAUSE_SECONDS):
            self._wake.wait(FLUSH_SECONDS)
            self._wake.clear()
            self.flush()

    def close(self) -> None:
        """Stop the writer and keep what it had not written."""
        self._closed.set()
        self._wake.set()
        self.flush()
        self._close_book()

    def _close_book(self) -> None:
        with self._reading:
            book, self._book = self._book, None
            if book is not None:
                book.close()
