"""The talk with a printer over one wire: bytes out, and the few kinds of answers it gives."""

import select
import time
from collections import deque

from comptoir_store_server.delivery.failures import LineLost, Unavailable
from comptoir_store_server.delivery.wire import Wire

__all__ = ["LineLost", "PrinterLine", "Unavailable"]
STATUS_REQUEST = b"\x10\x04"
#: Process id answer: header, identifier, four characters, NUL.
PROCESS_ID_HEAD = b"\x37\x22"
PROCESS_ID_LENGTH = 7
AUTOMATIC_LENGTH = 4


class PrinterLine:
    """Sorts what the printer says: status bytes, process ids, ``GS r`` answers, and what is none of these."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._unread = b""
        self.statuses: deque[int] = deque()
        self.process_ids: set[bytes] = set()
        self.sensor_answers = 0
        #: The last four bytes that it told by itself (``GS a``), if it ever did.
        self.automatic: bytes | None = None
        self.rubbish = b""

    def close(self) -> None:
        """Hang up."""
        self.wire.close()

    def listen(self, timeout: float) -> bool:
        """Wait for an answer and sort it; False if none came. Raises LineLost at the end of the line."""
        if not self._select([self.wire], [], timeout)[0]:
            return False
        heard = self.wire.read()
        if not heard:
            return False
        self._sort(self._unread + heard)
        return True

    def _select(self, reading: list[Wire], writing: list[Wire], timeout: float) -> tuple[bool, bool]:
        try:
            readable, writable, _ = select.select(reading, writing, [], max(0.0, timeout))
        except (OSError, ValueError) as error:
            raise LineLost(str(error)) from error
        return bool(readable), bool(writable)

    def _sort(self, heard: bytes) -> None:
        self._unread = b""
        while heard:
            length = self._sort_first(heard)
            if not length:
                self._unread = heard
                return
            heard = heard[length:]

    def _sort_first(self, heard: bytes) -> int:
        """Take one answer from the front; 0 if it is not complete yet."""
        first = heard[0]
        if PROCESS_ID_HEAD.startswith(heard[:2]):
            if len(heard) < PROCESS_ID_LENGTH:
                return 0
            self.process_ids.add(heard[2:6])
            return PROCESS_ID_LENGTH
        if first & 0x93 == 0x12:
            self.statuses.append(first)
        elif first & 0x93 == 0x10:  # automatic status, which somebody else may have switched on
            return self._take_automatic(heard)
        elif first & 0xF0 == 0x00:
            self.sensor_answers += 1
        else:
            self.rubbish += heard[:1]
        return 1

    def _take_automatic(self, heard: bytes) -> int:
        if len(heard) < AUTOMATIC_LENGTH:
            return 0
        self.automatic = heard[:AUTOMATIC_LENGTH]
        return AUTOMATIC_LENGTH

    def drain(self) -> None:
        """Forget late answers to earlier questions."""
        while self.listen(0):
            pass
        self.statuses.clear()

    def ask_status(self, kind: int, timeout: float) -> int | None:
        """The answer to ``DLE EOT kind``, or nothing."""
        self.drain()
        self.send(STATUS_REQUEST + bytes([kind]), timeout)
        until = time.monotonic() + timeout
        while not self.statuses and not self.rubbish:
            left = until - time.monotonic()
            if left <= 0 or not self.listen(left):
                return None
        return self.statuses.popleft() if self.statuses else None

    def send_some(self, data: bytes, timeout: float) -> int:
        """Hand over what the printer takes now; 0 if it takes nothing in time."""
        readable, writable = self._select([self.wire], [self.wire], timeout)
        if readable:
            self.listen(0)
        if not writable:
            return 0
        return self.wire.write(data)

    def send(self, data: bytes, timeout: float) -> bool:
        """Hand over a short question; False if the printer takes nothing."""
        until = time.monotonic() + timeout
        while data:
            data = data[self.send_some(data, max(0.0, until - time.monotonic())) :]
            if data and time.monotonic() >= until:
                return False
        return True
