"""Collects the bytes of one command after another, however the network cut them into pieces."""

from collections.abc import Callable

Then = Callable[[bytes], None]


class Framing:
    """Hands single bytes to `on_byte` unless a command has asked for more of them."""

    def __init__(self, on_byte: Callable[[int], None]) -> None:
        self._on_byte = on_byte
        self._have = bytearray()
        self._need = 0
        self._until: int | None = None
        self._then: Then | None = None
        self.offset = 0
        self.command_offset = 0

    @property
    def missing(self) -> int:
        """How many more bytes the command in hand waits for (1 if it ends with a mark)."""
        if self._then is None:
            return 0
        return 1 if self._until is not None else self._need - len(self._have)

    def expect(self, count: int, then: Then) -> None:
        """The next `count` bytes belong to the command in hand."""
        if count == 0:
            then(b"")
            return
        self._need, self._until, self._then = count, None, then

    def expect_until(self, mark: int, then: Then) -> None:
        """The bytes up to `mark` belong to the command in hand."""
        self._need, self._until, self._then = 0, mark, then

    def feed(self, data: bytes) -> None:
        """Take bytes in."""
        position = 0
        while position < len(data):
            if self._then is None:
                self.command_offset = self.offset
                self.offset += 1
                self._on_byte(data[position])
                position += 1
            else:
                position += self._collect(data, position)

    def drop(self) -> None:
        """The rest of the command in hand will never come."""
        self._have.clear()
        self._then = None

    def _collect(self, data: bytes, position: int) -> int:
        if self._until is None:
            end = min(position + self._need - len(self._have), len(data))
            complete = end - position == self._need - len(self._have)
        else:
            found = data.find(self._until, position)
            complete = found >= 0
            end = found + 1 if complete else len(data)
        self._have += data[position:end]
        self.offset += end - position
        if complete:
            self._finish()
        return end - position

    def _finish(self) -> None:
        taken = bytes(self._have if self._until is None else self._have[:-1])
        then, self._then = self._then, None
        self._have.clear()
        self._need, self._until = 0, None
        assert then is not None
        then(taken)
