"""What a scanner says, as text: from a serial line, or from the keys that it presses."""

import errno
import fcntl
import os
import struct
from dataclasses import replace
from typing import Protocol

from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.delivery.failures import LineLost, Unavailable, why_not_open
from comptoir_store_server.delivery.wire import Wire, open_wire
from comptoir_store_server.reasons import Reason
from comptoir_store_server.scanners.codes import GAP, CodeReader, spell_bytes
from comptoir_store_server.scanners.keyboards import Typist, find_layout

INPUT_FILES = "/dev/input/"
#: struct input_event of linux/input.h: two longs of time, type, key, value.
EVENT = struct.Struct("@llHHi")
EV_SYN, EV_KEY = 0, 1
#: The kernel had no room for all keys: some are missing.
SYN_DROPPED = 3
#: Nobody else gets the keys while we hold it (EVIOCGRAB), so that no scan is typed into a login prompt.
EVIOCGRAB = 0x40044590


class Source(Protocol):
    """A scanner that is open."""

    def fileno(self) -> int:
        """For `select`."""

    def read(self) -> str:
        """What it said; raises LineLost when it was unplugged."""

    def new_reader(self) -> CodeReader:
        """What finds the codes in it."""

    def read_as(self, layout: str | None) -> None:
        """From now on its keys are those of this keyboard; letters that come as letters stay."""

    def close(self) -> None:
        """Let go of it."""


class SerialSource:
    """A scanner that sends letters."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def fileno(self) -> int:
        """For `select`."""
        return self._wire.fileno()

    def read(self) -> str:
        """What it sent, each byte a sign: a letter may come in two halves."""
        return self._wire.read().decode("latin-1")

    def new_reader(self) -> CodeReader:
        """Spells a code when it is whole."""
        return CodeReader(spell_bytes)

    def read_as(self, layout: str | None) -> None:
        """It sends letters, not keys."""

    def close(self) -> None:
        """Let go of the line."""
        self._wire.close()


class KeySource:
    """A scanner that types."""

    def __init__(self, descriptor: int, layout: str | None) -> None:
        self._descriptor = descriptor
        self._typist = Typist(find_layout(layout))
        self._unread = b""

    def fileno(self) -> int:
        """For `select`."""
        return self._descriptor

    def read(self) -> str:
        """What it typed."""
        try:
            heard = os.read(self._descriptor, EVENT.size * 64)
        except BlockingIOError:
            return ""
        except OSError as error:
            raise LineLost(str(error)) from error
        if not heard:
            raise LineLost("unplugged")
        heard = self._unread + heard
        whole = len(heard) // EVENT.size * EVENT.size
        self._unread = heard[whole:]
        return "".join(self._letter(event) for event in EVENT.iter_unpack(heard[:whole]))

    def _letter(self, event: tuple[int, ...]) -> str:
        _, _, kind, key, value = event
        if (kind, key) == (EV_SYN, SYN_DROPPED):
            self._typist.release_all()
            return GAP
        return self._typist.press(key, value) if kind == EV_KEY else ""

    def new_reader(self) -> CodeReader:
        """Keys are letters already."""
        return CodeReader()

    def read_as(self, layout: str | None) -> None:
        """From now on its keys are those of this keyboard."""
        self._typist.read_as(find_layout(layout))

    def close(self) -> None:
        """Let go of it; the kernel ends the grab."""
        os.close(self._descriptor)


def types_like_a_keyboard(connection: Connection) -> bool:
    """Whether it is an input device rather than a serial line."""
    return connection.path.startswith(INPUT_FILES)


def open_source(connection: Connection, layout: str | None, timeout: float) -> Source:
    """Listen to the scanner, alone; raises Unavailable."""
    if types_like_a_keyboard(connection):
        return KeySource(grab_keys(connection.path), layout)
    return SerialSource(open_wire(replace(connection, way=Way.SERIAL), timeout))


def grab_keys(path: str) -> int:
    """Open an input device for ourselves alone; raises Unavailable."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise why_not_open(error) from error
    try:
        fcntl.ioctl(descriptor, EVIOCGRAB, 1)
    except OSError as error:
        os.close(descriptor)
        if error.errno in (errno.ENOTTY, errno.EINVAL):
            raise Unavailable(Reason.NOT_A_SCANNER) from error
        raise why_not_open(error) from error
    return descriptor


def check_file(path: str) -> None:
    """Whether the scanner's device file is there and may be read; raises Unavailable."""
    try:
        os.stat(path)  # noqa: PTH116
    except OSError as error:
        raise why_not_open(error) from error
    if not os.access(path, os.R_OK):
        raise Unavailable(Reason.NO_PERMISSION)
