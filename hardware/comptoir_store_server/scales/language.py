"""What a scale's language is: how the line is set, and how a weight is asked for and read."""

from dataclasses import dataclass
from typing import Protocol

from comptoir_store_server.scales.reading import Reading

STX, ETX, EOT, ENQ, ACK, CR = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\r"
DC1, NAK, SOH, ESC = b"\x11", b"\x15", b"\x01", b"\x1b"


class Silence(Exception):
    """The scale did not answer in time."""


@dataclass(frozen=True)
class Framing:
    """How many bits a letter has on the line, and the check bit after them."""

    bits: int
    parity: str


class Talk(Protocol):
    """A line to a scale on which one speaks and listens."""

    def ask(self, question: bytes) -> None:
        """Forget what came late, then send the question."""

    def hear(self, *ends: bytes) -> bytes:
        """Everything until one of the ends is in it; raises Silence, or NotAScale if none ever comes."""


class Language(Protocol):
    """One protocol."""

    framing: Framing

    def weigh(self, talk: Talk) -> Reading:
        """Ask once; raises Silence or NotAScale."""
