"""The queue of those who write to SQLite: first within the process, then among processes, and never for ever."""

import fcntl
import os
import threading
from pathlib import Path
from time import monotonic

from sqlalchemy.exc import TimeoutError as QueueTimeout


class WriteQueue:
    """A lock of the process, and behind it a lock on a file beside the database that all processes share."""

    def __init__(self, database: str) -> None:
        self._file = Path(database).with_suffix(".writers")
        self._ours = threading.Lock()
        self._waiter: _Waiter | None = None

    def enter(self, seconds: float) -> int:
        """Wait for one's turn; what comes back is given to `leave`. Raises QueueTimeout when it takes too long."""
        until = monotonic() + seconds
        if not self._ours.acquire(timeout=seconds):
            raise QueueTimeout("the queue of writers did not move")
        try:
            return self._lock_file(until)
        except BaseException:  # also when no file can be opened just now: let the next in the queue try
            self._ours.release()
            raise

    def leave(self, lock: int) -> None:
        """Let the next one write."""
        os.close(lock)
        self._ours.release()

    def _lock_file(self, until: float) -> int:
        lock = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return self._wait_for_others(lock, until)
        except BaseException:
            os.close(lock)
            raise
        return lock

    def _wait_for_others(self, lock: int, until: float) -> int:
        if self._waiter is not None and self._waiter.is_joined_again():
            os.close(lock)
        else:
            self._waiter = _Waiter(lock)
        if not self._waiter.has_turn(until - monotonic()):
            raise QueueTimeout("another process does not let go of the queue of writers")
        return self._waiter.lock


class _Waiter:
    """Stands in line for a file: the kernel knows no limit to that wait, and asking again and again is not fair.

    Whoever loses patience leaves it standing; the next one who must wait joins it, so that there is one at most.
    """

    def __init__(self, lock: int) -> None:
        self.lock = lock
        self._guard = threading.Lock()
        self._come = threading.Event()
        self._is_left = False
        threading.Thread(target=self._stand, name="write-queue", daemon=True).start()

    def has_turn(self, seconds: float) -> bool:
        """Wait for so long at most; without a turn by then it is left alone."""
        self._come.wait(max(0.0, seconds))
        with self._guard:
            self._is_left = not self._come.is_set()
        return not self._is_left

    def is_joined_again(self) -> bool:
        """Whether it still stood in line; if so, its turn is the caller's."""
        with self._guard:
            if not self._come.is_set():
                self._is_left = False
            return not self._come.is_set()

    def _stand(self) -> None:
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        with self._guard:
            if self._is_left:
                os.close(self.lock)
            self._come.set()
