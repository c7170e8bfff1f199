"""The line to a terminal: speaks, listens, and can be woken by somebody who wishes to stop."""

import os
import select
import time
from dataclasses import dataclass, replace

from comptoir_store_server.connections import BY_FILE, Connection, Way
from comptoir_store_server.delivery.failures import LineLost
from comptoir_store_server.delivery.wire import Wire, open_wire


class Silence(Exception):
    """The terminal did not answer in time."""


class Garbage(Exception):
    """Something answers that makes no sense."""


@dataclass(frozen=True)
class TerminalPatience:
    """How long a terminal is waited for, in seconds; the names are those of the published protocol."""

    connect: float = 5.0
    #: T3: until a command is acknowledged.
    answer: float = 5.0
    #: T4: until the next word of a terminal at which somebody stands with a card.
    next_word: float = 180.0
    #: However much it says meanwhile.
    longest: float = 900.0


class Wish:
    """Somebody wishes that a payment be stopped; it wakes whoever listens to the terminal."""

    def __init__(self) -> None:
        self._event = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    def fileno(self) -> int:
        """For `select`."""
        return self._event

    def make(self) -> None:
        """Wish it."""
        os.eventfd_write(self._event, 1)

    def is_made(self) -> bool:
        """Whether it is wished."""
        return bool(select.select([self._event], [], [], 0)[0])

    def close(self) -> None:
        """Nobody listens any more."""
        os.close(self._event)


class Line:
    """An open line."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def close(self) -> None:
        """Hang up."""
        self._wire.close()

    def forget(self) -> None:
        """Throw away what came before we asked."""
        while select.select([self._wire.fileno()], [], [], 0)[0] and self._wire.read():
            pass

    def say(self, data: bytes, seconds: float) -> None:
        """All of it. Raises Silence, LineLost."""
        until = time.monotonic() + seconds
        while data:
            data = data[self._wire.write(data) :]
            if data and time.monotonic() >= until:
                raise Silence

    def hear(self, until: float, wish: Wish | None = None) -> bytes:
        """What arrives first, or nothing when time is over or somebody wishes to stop. Raises LineLost."""
        ears = [self._wire.fileno(), *([wish.fileno()] if wish else [])]
        ready = select.select(ears, [], [], max(0.0, until - time.monotonic()))[0]
        return self._wire.read() if self._wire.fileno() in ready else b""


def open_line(connection: Connection, timeout: float) -> Line:
    """Reach the terminal, alone; raises Unavailable."""
    by_line = replace(connection, way=Way.SERIAL) if connection.way in BY_FILE else connection
    return Line(open_wire(by_line, timeout))


__all__ = ["Garbage", "Line", "LineLost", "Silence", "TerminalPatience", "Wish", "open_line"]
