"""The till's durable memory: one SQLite file, written through to the disk before anything counts as done."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pending_activation (key TEXT PRIMARY KEY, secret TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS activation (
  id INTEGER PRIMARY KEY, secret TEXT NOT NULL, next_secret TEXT, answer TEXT NOT NULL,
  standing TEXT NOT NULL DEFAULT 'active', receipts INTEGER NOT NULL DEFAULT 0,
  ack_through INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS stream (
  name TEXT PRIMARY KEY, cursor TEXT, applied_at TEXT,
  pulling INTEGER NOT NULL DEFAULT 0, replaces INTEGER NOT NULL DEFAULT 0, page_cursor TEXT);
CREATE TABLE IF NOT EXISTS staged (
  seq INTEGER PRIMARY KEY, stream TEXT NOT NULL,
  op TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, data TEXT);
CREATE TABLE IF NOT EXISTS object (
  stream TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL,
  PRIMARY KEY (stream, type, id));
CREATE TABLE IF NOT EXISTS acknowledgement (stream TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entry (
  activation_id INTEGER NOT NULL REFERENCES activation(id), n INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL, body TEXT NOT NULL, made_at TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'waiting', flags TEXT NOT NULL DEFAULT '[]', settled_at TEXT,
  PRIMARY KEY (activation_id, n));
CREATE INDEX IF NOT EXISTS entry_status ON entry (status);
"""


class Memory:
    """All that must survive a power cut."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._db = sqlite3.connect(
            folder / "till.sqlite3", timeout=30, isolation_level=None, check_same_thread=False
        )
        self._db.row_factory = sqlite3.Row
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; on the disk when it ends. One inside another joins it."""
        with self._lock:
            if self._db.in_transaction:
                yield self._db
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """What a question to the memory finds."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first thing that a question finds."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def fact(self, key: str, default: Any = None) -> Any:
        """A remembered fact."""
        found = self.row("SELECT value FROM fact WHERE key = ?", key)
        return json.loads(found["value"]) if found else default

    def remember(self, key: str, value: Any) -> None:
        """Keep a fact, durably."""
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (key, json.dumps(value)))

    def close(self) -> None:
        """Put the file away."""
        with self._lock:
            self._db.close()
