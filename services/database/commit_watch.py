"""Whether anybody committed to the database since it was last looked at; only SQLite says so for next to nothing."""

import sqlite3
import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Engine, event

#: equal ones: nothing was committed in between
Revision = tuple[int, int]
T = TypeVar("T")
#: answers that are kept
ANSWERS = 256


class CommitWatch:
    """Tells whether anybody, in this process or another, committed to a database of SQLite.

    `PRAGMA data_version` changes on one connection whenever any other one commits; this one never writes, and
    all threads share it, for the numbers of two connections do not compare.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened = 0

    def revision(self) -> Revision | None:
        """Equal revisions: nothing was committed in between. None: nobody knows."""
        with self._lock:
            try:
                connection = self._connection or self._open()
                return self._opened, connection.execute("PRAGMA data_version").fetchall()[0][0]
            except (OSError, sqlite3.Error):
                self._close()
                return None

    def close(self) -> None:
        """Let go of the file; the next question opens it again."""
        with self._lock:
            self._close()

    def _open(self) -> sqlite3.Connection:
        if not self._path.is_file():
            raise FileNotFoundError(self._path)  # opening would make an empty one
        connection = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
        self._connection, self._opened = connection, self._opened + 1
        return connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Recall(Protocol):
    """Hand over what `read` found under this key, last time or now."""

    def __call__(self, key: Hashable, read: Callable[[], T], /) -> T: ...


def read_afresh(_key: Hashable, read: Callable[[], T], /) -> T:
    """Remember nothing."""
    return read()


class Unchanged:
    """What was read out of a database, for as long as nobody committed anything to it.

    The values are shared by all who ask: nobody may change them.
    """

    def __init__(self, watch: CommitWatch | None) -> None:
        self._watch = watch
        self._answers: dict[Hashable, tuple[Revision, Any]] = {}
        self._lock = threading.Lock()

    def revision(self) -> Revision | None:
        """To be asked before a transaction begins, or a commit in between would be missed."""
        return self._watch.revision() if self._watch else None

    def recall(self, revision: Revision | None, key: Hashable, read: Callable[[], T]) -> T:
        """What `read` found under this key at this revision; at None it is read each time."""
        if revision is None:
            return read()
        told = self._answers.get(key)
        if told is not None and told[0] == revision:
            answer: T = told[1]
            return answer
        answer = read()
        with self._lock:
            self._answers.pop(key, None)
            if len(self._answers) >= ANSWERS:
                del self._answers[next(iter(self._answers))]
            self._answers[key] = revision, answer
        return answer


def watch_commits(engine: Engine) -> CommitWatch | None:
    """A watch over the database of an engine; None where it cannot be had cheaply (PostgreSQL)."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    watch = CommitWatch(Path(engine.url.database).absolute())
    event.listen(engine, "engine_disposed", lambda _engine: watch.close())
    return watch
