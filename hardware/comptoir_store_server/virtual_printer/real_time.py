"""Finds the commands a printer obeys the moment they arrive, whatever it is busy with."""

import re
from dataclasses import dataclass

COMMAND = re.compile(
    rb"\x10(?:(?P<status>\x04[\x01-\x04])|(?P<enquiry>\x05[\x01\x02])|\x14\x01(?P<pulse>[\x00\x01][\x01-\x08])"
    rb"|\x14\x08(?P<clear>\x01\x03\x14\x01\x06\x02\x08))",
    re.DOTALL,
)
LONGEST = 10


@dataclass(frozen=True)
class RealTimeCommand:
    """`kind` is status, enquiry, pulse or clear."""

    kind: str
    args: bytes


class RealTimeScanner:
    """Looks through the bytes as they come in; it takes nothing out of them, as real printers do not."""

    def __init__(self) -> None:
        self._tail = b""

    def scan(self, data: bytes) -> list[RealTimeCommand]:
        """The commands that these bytes complete."""
        text, found, end = self._tail + data, [], 0
        for match in COMMAND.finditer(text):
            kind = match.lastgroup or ""
            found.append(
                RealTimeCommand(kind, match[kind][1:] if kind in ("status", "enquiry") else match[kind])
            )
            end = match.end()
        rest = text[end:]
        start = rest.rfind(b"\x10", max(len(rest) - LONGEST + 1, 0))
        self._tail = rest[start:] if start >= 0 else b""
        return found
