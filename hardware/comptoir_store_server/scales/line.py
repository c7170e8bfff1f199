"""The line to a scale: opened when it is needed, kept while it works, opened again when it broke."""

import select
import termios
import time

import serial

from comptoir_store_server.connections import BY_FILE, Connection
from comptoir_store_server.delivery.failures import Unavailable, why_not_open
from comptoir_store_server.delivery.wire import SerialWire, Wire, open_wire
from comptoir_store_server.reasons import Reason
from comptoir_store_server.scales.language import Framing, Silence
from comptoir_store_server.scales.reading import NotAScale

#: No answer of any scale is longer.
MOST = 200


def open_scale_wire(connection: Connection, framing: Framing, timeout: float) -> Wire:
    """Reach the scale, alone; raises Unavailable."""
    if connection.way not in BY_FILE:
        return open_wire(connection, timeout)
    try:
        return SerialWire(_open_serial(connection, framing))
    except termios.error:
        pass  # a USB plug that only looks like a serial port has no check bits to set
    return SerialWire(_open_serial(connection, Framing(8, "N")))


def _open_serial(connection: Connection, framing: Framing) -> serial.Serial:
    try:
        return serial.Serial(
            connection.path,
            connection.baud,
            bytesize=framing.bits,
            parity=framing.parity,
            timeout=0,
            write_timeout=0,
            exclusive=True,
        )
    except ValueError as error:
        raise Unavailable(Reason.UNREACHABLE) from error
    except OSError as error:
        raise why_not_open(error) from error


class ScaleLine:
    """Speaks and listens on an open wire."""

    def __init__(self, wire: Wire, framing: Framing, patience: float) -> None:
        self._wire = wire
        #: Takes away the check bit, where the line leaves it to us.
        self._letters = bytes(byte & (0x7F if framing.bits == 7 else 0xFF) for byte in range(256))
        self._patience = patience

    def close(self) -> None:
        """Hang up."""
        self._wire.close()

    def ask(self, question: bytes) -> None:
        """Forget what came late, then send the question. Raises Silence, LineLost."""
        while self._wait(0) and self._wire.read():
            pass
        until = time.monotonic() + self._patience
        while question:
            question = question[self._wire.write(question) :]
            if question and time.monotonic() >= until:
                raise Silence

    def hear(self, *ends: bytes) -> bytes:
        """Everything up to and with one of the ends. Raises Silence, NotAScale, LineLost."""
        heard, until = b"", time.monotonic() + self._patience
        while not any(end in heard for end in ends):
            left = until - time.monotonic()
            if left <= 0:
                if heard:
                    raise NotAScale("an answer without an end")
                raise Silence
            if self._wait(left):
                heard += self._wire.read().translate(self._letters)
            if len(heard) > MOST:
                raise NotAScale("too much of anything")
        return heard

    def _wait(self, seconds: float) -> bool:
        return bool(select.select([self._wire.fileno()], [], [], seconds)[0])
