"""What carries bytes to a peripheral: a TCP connection, a printer's device file, a serial line."""

import errno
import fcntl
import os
import select
import socket
import stat
import sys
import time
from typing import Protocol

import serial

from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.delivery.failures import LineLost, Unavailable, why_not_open
from comptoir_store_server.delivery.usb_wire import is_bare, open_usb
from comptoir_store_server.reasons import Reason

#: How many bytes are handed over at once.
PORTION = 4096
#: A serial line gets no more ahead than this, so that a printer that says stop is heard in time.
AHEAD = 256
#: A device file that is ready but does nothing is asked again after this, in seconds.
BREATH = 0.01
#: Asks the kernel's printer driver for the status lines of a USB printer (lp.h, LPGETSTATUS).
LPGETSTATUS = 0x060B


class Wire(Protocol):
    """Bytes to and from one peripheral, held by nobody else while it is open."""

    #: Bytes a second that it carries, or nothing if it is faster than any printer.
    speed: float | None
    #: Whether it goes to a device file of this box.
    is_local: bool

    def fileno(self) -> int:
        """For `select`."""

    def read(self) -> bytes:
        """What has arrived, or nothing; raises LineLost at the end of the line."""

    def write(self, data: bytes) -> int:
        """Hand over what is taken now, perhaps nothing; raises LineLost."""

    def drain(self, timeout: float) -> bool:
        """Wait until what was handed over has left this box; False if it does not in time."""

    def port_status(self) -> int | None:
        """The three status lines that a USB printer has beside its answers, where the kernel tells them."""

    def close(self) -> None:
        """Hang up."""


def open_wire(connection: Connection, timeout: float) -> Wire:
    """Reach the peripheral, alone; raises Unavailable with the reason why it cannot be reached."""
    if connection.way == Way.NETWORK:
        return SocketWire(_connect(connection.host, connection.port, timeout))
    if connection.way == Way.USB:
        return (
            open_usb(connection.path) if is_bare(connection.path) else FileWire(_open_file(connection.path))
        )
    if connection.way in (Way.SERIAL, Way.BLUETOOTH):
        return SerialWire(_open_serial(connection.path, connection.baud))
    raise Unavailable(Reason.UNKNOWN_PERIPHERAL)


def _connect(host: str, port: int, timeout: float) -> socket.socket:
    try:
        return socket.create_connection((host, port), timeout=timeout)
    except ConnectionRefusedError as error:
        raise Unavailable(Reason.REFUSED) from error
    except TimeoutError as error:
        raise Unavailable(Reason.TIMEOUT) from error
    except (OSError, UnicodeError) as error:
        raise Unavailable(Reason.UNREACHABLE) from error


def _open_file(path: str) -> int:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as error:
        raise why_not_open(error) from error
    try:
        _hold_alone(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _hold_alone(descriptor: int) -> None:
    """The kernel lets one program print over USB; among ourselves, and for stand-ins of it, a lock does."""
    if not stat.S_ISCHR(os.fstat(descriptor).st_mode):
        raise Unavailable(Reason.NOT_A_PRINTER)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise why_not_open(error) from error


def _open_serial(path: str, baud: int) -> serial.Serial:
    try:
        return serial.Serial(path, baud, timeout=0, write_timeout=0, exclusive=True)
    except ValueError as error:
        raise Unavailable(Reason.UNREACHABLE) from error
    except OSError as error:  # SerialException is one, with the number of the failed open
        raise why_not_open(error) from error


class SocketWire:
    """A printer in the network."""

    speed: float | None = None
    is_local = False

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._socket.setblocking(False)

    def fileno(self) -> int:
        """For `select`."""
        return self._socket.fileno()

    def read(self) -> bytes:
        """What has arrived."""
        try:
            heard = self._socket.recv(PORTION)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise LineLost(str(error)) from error
        if not heard:
            raise LineLost("closed by the other side")
        return heard

    def write(self, data: bytes) -> int:
        """Hand over what the kernel takes."""
        try:
            return self._socket.send(data[:PORTION])
        except BlockingIOError:
            return 0
        except OSError as error:
            raise LineLost(str(error)) from error

    def drain(self, timeout: float) -> bool:
        """The kernel brings it there, also after we hung up."""
        return True

    def port_status(self) -> int | None:
        """A network has no such lines."""
        return None

    def close(self) -> None:
        """Hang up so that what was sent still arrives."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # already gone
        finally:
            self._socket.close()


class FileWire:
    """A printer at /dev/usb/lp0 or the like, which the kernel's usblp driver serves."""

    speed: float | None = None
    is_local = True

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._empty_reads = 0

    def fileno(self) -> int:
        """For `select`."""
        return self._descriptor

    def read(self) -> bytes:
        """What has arrived; the driver may say ready and have nothing, which is no end of the line."""
        try:
            heard = os.read(self._descriptor, PORTION)
        except BlockingIOError:
            return b""
        except OSError as error:
            if error.errno == errno.EINVAL:  # a cable without a way back
                time.sleep(BREATH)
                return b""
            raise LineLost(str(error)) from error
        if not heard:
            time.sleep(BREATH)
        return heard

    def write(self, data: bytes) -> int:
        """Hand over what the driver takes; a printer without paper may take nothing."""
        try:
            return os.write(self._descriptor, data[:PORTION])
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.ENOSPC):
                time.sleep(BREATH)
                return 0
            raise LineLost(str(error)) from error

    def drain(self, timeout: float) -> bool:
        """The driver is ready for more once the last portion is in the printer; closing would drop it."""
        return bool(select.select([], [self._descriptor], [], timeout)[1])

    def port_status(self) -> int | None:
        """Paper, selected and fault lines, from the kernel."""
        answer = bytearray(4)
        try:
            fcntl.ioctl(self._descriptor, LPGETSTATUS, answer)
        except OSError:
            return None
        return int.from_bytes(answer, sys.byteorder) & 0xFF

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)


class SerialWire:
    """A printer or drawer on a serial cable, or on Bluetooth that looks like one (rfcomm)."""

    is_local = True

    def __init__(self, line: serial.Serial) -> None:
        self._line = line
        #: Start, eight and stop bits.
        self.speed: float | None = line.baudrate / 10
        #: A printer that once showed that it is ready says stop on the same wire.
        self._shows_ready = self._is_ready()

    def _is_ready(self) -> bool:
        try:
            return bool(self._line.dsr)
        except OSError:
            return False  # no such wires on this line

    def fileno(self) -> int:
        """For `select`."""
        return int(self._line.fileno())

    def read(self) -> bytes:
        """What has arrived."""
        try:
            return bytes(self._line.read(PORTION))
        except OSError as error:
            raise LineLost(str(error)) from error

    def write(self, data: bytes) -> int:
        """Hand over a little, unless the printer says stop or the line is still busy with the last."""
        try:
            if self._line.out_waiting >= AHEAD or (self._shows_ready and not self._is_ready()):
                time.sleep(BREATH)
                return 0
            return os.write(self._line.fileno(), data[:AHEAD])
        except BlockingIOError:
            return 0
        except OSError as error:
            raise LineLost(str(error)) from error

    def drain(self, timeout: float) -> bool:
        """Wait until the last byte is on the cable."""
        until = time.monotonic() + timeout
        try:
            while self._line.out_waiting:
                if time.monotonic() >= until:
                    return False
                time.sleep(BREATH)
        except OSError as error:
            raise LineLost(str(error)) from error
        return True

    def port_status(self) -> int | None:
        """A serial line has no such lines."""
        return None

    def close(self) -> None:
        """Let go of the line."""
        self._line.close()
