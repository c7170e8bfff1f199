"""The bytes a printer has taken in but not yet worked through."""

from collections import deque
from dataclasses import dataclass

from .connection import Answer

PIECE = 256


@dataclass(frozen=True)
class Piece:
    """Some bytes of one sender, or, without an answer, the news that it went away."""

    data: bytes
    answer: Answer | None
    clearings: int


class ReceiveBuffer:
    """First in, first out; the printer's lock guards it. `clearings` tells a piece in hand it is void."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: deque[tuple[bytes, Answer | None]] = deque()
        self._count = 0
        self.clearings = 0

    @property
    def is_full(self) -> bool:
        """Whether the sender has to wait."""
        return self._count >= self._size

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self._entries

    def put(self, data: bytes, answer: Answer) -> None:
        """Take bytes in."""
        self._entries.append((data, answer))
        self._count += len(data)

    def end(self) -> None:
        """The sender went away; what it sent stays."""
        self._entries.append((b"", None))

    def take(self) -> Piece:
        """The next bytes to work on; they count as buffered until they are `used`."""
        data, answer = self._entries.popleft()
        if len(data) > PIECE:
            self._entries.appendleft((data[PIECE:], answer))
        return Piece(data[:PIECE], answer, self.clearings)

    def used(self) -> None:
        """One byte is worked through."""
        self._count -= 1

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._count = 0
        self.clearings += 1
