"""The rows of an upload written by sqlite3 alone: nothing is read, asked or judged, but just as much is kept."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

from models.base import new_public_id

#: what an upload of receipts adds to, and what it changes
TABLES = ("journal_entry", "receipt")
PROGRESS = """
    UPDATE generation SET last_n = ?, ack_through = ?, missing = '[]', receipts = receipts + ?,
    last_receipt_number = ? WHERE id = ?
"""
Row = tuple[Any, ...]


def write_bare(database: Path, copy: Path, *, batches: int, batch: int, tills: int) -> float:
    """Seconds for so many batches in a copy of an office, each in a commit of its own, as durable as the office's.

    The rows are those that the office wrote last, with keys and ids of their own; tills take turns.
    """
    with closing(sqlite3.connect(copy, isolation_level=None)) as bare:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as source:
            source.backup(bare)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            bare.execute(f"PRAGMA {pragma}")
        inserts = {name: _insert(bare, name) for name in TABLES}
        above = bare.execute("SELECT max(id) FROM journal_entry").fetchone()[0]
        prepared = [
            {name: _again(bare, name, batch, above + number * batch, number % tills + 1) for name in TABLES}
            for number in range(batches)
        ]
        started = time.perf_counter()
        for number, rows in enumerate(prepared):
            last = above + (number + 1) * batch
            bare.execute("BEGIN IMMEDIATE")
            for name in TABLES:
                bare.executemany(inserts[name], rows[name])
            bare.execute(PROGRESS, (last, last, batch, f"1-1-{last}", number % tills + 1))
            bare.execute("COMMIT")
        seconds = time.perf_counter() - started
    for file in copy.parent.glob(f"{copy.name}*"):
        file.unlink()
    return seconds


def _insert(bare: sqlite3.Connection, name: str) -> str:
    marks = ", ".join("?" for _column in bare.execute(f"PRAGMA table_info({name})"))
    return f"INSERT INTO {name} VALUES ({marks})"


def _again(bare: sqlite3.Connection, name: str, count: int, above: int, till: int) -> list[Row]:
    """The last rows of a table once more, as this till would hand them in next."""
    found = bare.execute(f"SELECT * FROM {name} ORDER BY id DESC LIMIT {count}")
    columns = [column[0] for column in found.description]
    rows = []
    for key, row in enumerate(reversed(found.fetchall()), start=above + 1):
        new: dict[str, object] = {"id": key, "journal_entry_id": key, "n": key, "number": f"1-1-{key}"}
        new |= {"generation_id": till, "device_id": till}
        new |= {"entry_id": str(uuid4()), "public_id": new_public_id()}
        rows.append(tuple(new.get(column, value) for column, value in zip(columns, row, strict=True)))
    return rows
