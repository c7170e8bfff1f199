"""Waiting for one scan."""

import select
import time
from collections.abc import Callable

from comptoir_store_server.delivery.failures import LineLost, Unavailable
from comptoir_store_server.probes import NoResult
from comptoir_store_server.reasons import Reason
from comptoir_store_server.scanners.sources import Source

#: How often we look whether we are to stop, in seconds.
BREATH = 0.2
#: What goes on for longer than this is no code but a stuck key, in seconds.
LONGEST_CODE = 3.0


def wait_for_scan(source: Source, wait_s: float, is_stopping: Callable[[], bool]) -> str:
    """The first code that is scanned from now on. Raises NoResult, or Unavailable if it is unplugged."""
    reader, until = source.new_reader(), time.monotonic() + wait_s
    while not is_stopping():
        left = until - time.monotonic()
        if left <= (-LONGEST_CODE if reader.is_begun else 0):
            raise NoResult(Reason.TIMEOUT)
        is_ready = _wait(source, reader.patience if reader.is_begun else min(left, BREATH))
        codes = reader.feed(_read(source)) if is_ready else reader.end()
        if codes:
            return codes[0]
    raise NoResult(Reason.INTERRUPTED)


def _wait(source: Source, seconds: float) -> bool:
    return bool(select.select([source.fileno()], [], [], max(0.0, seconds))[0])


def _read(source: Source) -> str:
    try:
        return source.read()
    except LineLost as error:
        raise Unavailable(Reason.PATH_MISSING) from error
