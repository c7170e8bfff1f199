"""Whole snapshots, compressed once per head and kept in memory: a hundred tills that start over cost one.

A head's cursor names its content for ever, so what is kept here never grows old; it is only pushed out.
"""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable

#: all kept snapshots together
LARGEST_MEMORY = 32 * 1024 * 1024
LEVEL = 6


def _nothing_prepared(_cursor: str) -> None:
    return None


class Snapshots:
    """The compressed snapshots of the streams that tills lately asked for."""

    def __init__(self, largest_memory: int = LARGEST_MEMORY) -> None:
        self._largest_memory = largest_memory
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._building: dict[str, threading.Lock] = {}

    def get(
        self,
        cursor: str,
        make: Callable[[], bytes],
        find: Callable[[str], bytes | None] = _nothing_prepared,
    ) -> bytes:
        """The compressed snapshot at a cursor; of many that ask at once, one makes it and the others wait.

        `find` may know one that was compressed before (`services.delivery.snapshot_files`).
        """
        with self._lock:
            building = self._building.setdefault(cursor, threading.Lock())
        try:
            with building:
                content = self._find(cursor)
                if content is None:
                    content = find(cursor) or gzip.compress(make(), LEVEL, mtime=0)
                    self._keep(cursor, content)
                return content
        finally:
            with self._lock:
                self._building.pop(cursor, None)

    def _find(self, cursor: str) -> bytes | None:
        with self._lock:
            if cursor in self._kept:
                self._kept.move_to_end(cursor)
            return self._kept.get(cursor)

    def _keep(self, cursor: str, content: bytes) -> None:
        with self._lock:
            self._kept[cursor] = content
            while sum(map(len, self._kept.values())) > self._largest_memory and len(self._kept) > 1:
                self._kept.popitem(last=False)
