"""Long work in a request's thread steps aside for the tills' short questions, which the same process answers."""

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: how long a waiting thread lets the working one go on; Python's own 5 ms add up, for a poll waits several times
PATIENCE = 0.0005
_lock = threading.Lock()
_at_work = 0
_usual = (0.0, True)


@contextmanager
def giving_way() -> Iterator[None]:
    """For as long as it lasts, threads change places often.

    Nothing is cleared up meanwhile either: going through half a million young objects would stop all threads.
    """
    _begin()
    try:
        yield
    finally:
        _end()


def _begin() -> None:
    global _at_work, _usual
    with _lock:
        if not _at_work:
            _usual = sys.getswitchinterval(), gc.isenabled()
            sys.setswitchinterval(PATIENCE)
            gc.disable()
        _at_work += 1


def _end() -> None:
    global _at_work
    with _lock:
        _at_work -= 1
        if not _at_work:
            interval, cleared_up = _usual
            sys.setswitchinterval(interval)
            if cleared_up:
                gc.enable()
