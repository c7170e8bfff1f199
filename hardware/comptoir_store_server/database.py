"""One SQLite file of this box: on disk before anybody is told so, and one commit for all who come at once."""

import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")
#: Another program, the command `test-print` for one, may write for so long, in seconds.
PATIENCE = 10.0
#: Pages in the log before the file, 40 MB, from which on whoever writes brings them in: if nobody tidies.
MOST_BEHIND = 10_000


class Turn(Generic[T]):
    """What one caller wants done, and what came of it."""

    def __init__(self, deed: Callable[[], T]) -> None:
        self._deed = deed
        self.is_done = False
        self._found: T | None = None
        self._error: Exception | None = None

    def act(self) -> None:
        """Do it, within a transaction; what goes wrong is for whoever began that."""
        self._found = self._deed()

    def end(self, error: Exception | None = None) -> None:
        """It is on disk, or it never will be."""
        self._error, self.is_done = error, True

    def result(self) -> T:
        """What it found; raises what went wrong."""
        if self._error is not None:
            raise self._error
        return self._found  # type: ignore[return-value]


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=PATIENCE)


class Database:
    """Tables in one file, for all threads of this program, and beside other programs."""

    def __init__(self, path: Path, schema: str, later: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """``later``: columns by table that came after the first version of the schema."""
        #: Who reads and then writes holds it meanwhile.
        self.lock = threading.RLock()
        self._path = path
        self._db = _open(path)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute(f"PRAGMA wal_autocheckpoint = {MOST_BEHIND}")
        self._db.executescript(schema)
        self._add_columns(later or {})
        path.chmod(0o600)
        #: Whoever only reads does not wait until the disk has what others write.
        self._reading, self._reading_lock = _open(path), threading.Lock()
        self._gate = threading.Lock()
        self._waiting: list[Turn[Any]] = []
        self._writer: int | None = None

    def _add_columns(self, later: Mapping[str, Mapping[str, str]]) -> None:
        for table, columns in later.items():
            present = {row[1] for row in self._db.execute(f"PRAGMA table_info({table})")}
            for name in set(columns) - present:
                self._db.execute(f"ALTER TABLE {table} ADD COLUMN {name} {columns[name]}")

    def close(self) -> None:
        """Let go of the file."""
        with self._reading_lock:
            self._reading.close()
        with self.lock:
            self._db.close()

    def tidy(self) -> None:
        """Bring into the file what so far stands in the log before it; nobody who reads or writes waits.

        Else every fiftieth till would: SQLite does it in the commit that makes the log long.
        """
        with closing(_open(self._path)) as beside:
            beside.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def version(self) -> int:
        """Changes whenever another program has written."""
        with self.lock:
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def read(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows; within a deed also what it wrote itself, else only what is on disk."""
        if self._writer == threading.get_ident():
            return self._db.execute(sql, values).fetchall()
        with self._reading_lock:
            return self._reading.execute(sql, values).fetchall()

    def change(self, sql: str, *values: Any) -> int:
        """One statement of a deed; how many rows it changed."""
        assert self._writer == threading.get_ident(), "only within a deed"
        return self._db.execute(sql, values).rowcount

    def write(self, deed: Callable[[], T]) -> T:
        """Do it in a transaction, which is on disk when this returns, or not done at all when it raises.

        Deeds that wait for their turn share one commit, so that eight tills wait once for the disk and not
        eight times. A deed may be begun anew, so it may do nothing but read and write here.
        """
        if self._writer == threading.get_ident():
            return deed()
        turn = Turn(deed)
        with self._gate:
            self._waiting.append(turn)
        with self.lock:
            if not turn.is_done:
                self._do(self._take_waiting(turn))
        return turn.result()

    def _take_waiting(self, own: Turn[Any]) -> list[Turn[Any]]:
        with self._gate:
            waiting, self._waiting = self._waiting, []
        return waiting if own in waiting else [*waiting, own]

    def _do(self, turns: list[Turn[Any]]) -> None:
        """All in one transaction; if one of them fails, each in its own."""
        try:
            self._commit(turns)
        except Exception as error:
            if len(turns) == 1:
                turns[0].end(error)
            else:
                for turn in turns:
                    self._do([turn])

    def _commit(self, turns: list[Turn[Any]]) -> None:
        self._writer = threading.get_ident()
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for turn in turns:
                turn.act()
            self._db.execute("COMMIT")
        finally:
            self._writer = None
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        for turn in turns:
            turn.end()
