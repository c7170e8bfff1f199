"""ZVT on the wire: a control field of two bytes, a length of one byte or three, then the data."""

from dataclasses import dataclass

from comptoir_store_server.terminals.payments.line import Garbage

#: The classes of what a terminal sends; any other first byte means that we are not talking to one.
CLASSES = frozenset({0x04, 0x05, 0x06, 0x08, 0x0F, 0x80, 0x84})
#: A length byte of this value says that two more follow, the low one first.
LONG = 0xFF


@dataclass(frozen=True)
class Frame:
    """One word of the conversation (an APDU)."""

    control: int
    data: bytes = b""

    def encode(self) -> bytes:
        """As it goes over the line."""
        size = len(self.data)
        length = bytes([size]) if size < LONG else bytes([LONG]) + size.to_bytes(2, "little")
        return self.control.to_bytes(2, "big") + length + self.data


class FrameReader:
    """Puts together what arrives in pieces."""

    def __init__(self) -> None:
        self._unread = b""

    def feed(self, heard: bytes) -> None:
        """Take what arrived."""
        self._unread += heard

    def take(self) -> Frame | None:
        """The next whole frame, if it is all there. Raises Garbage."""
        if self._unread and self._unread[0] not in CLASSES:
            raise Garbage(f"{self._unread[:8].hex(' ')} is no word of a terminal")
        if len(self._unread) < 3:
            return None
        start, size = 3, self._unread[2]
        if size == LONG:
            if len(self._unread) < 5:
                return None
            start, size = 5, int.from_bytes(self._unread[3:5], "little")
        if len(self._unread) < start + size:
            return None
        frame = Frame(int.from_bytes(self._unread[:2], "big"), self._unread[start : start + size])
        self._unread = self._unread[start + size :]
        return frame
