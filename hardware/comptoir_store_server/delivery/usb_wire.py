"""A USB printer that the kernel's printer driver does not serve: spoken to by pyusb, at ``/dev/bus/usb/…``.

The library waits for the printer, our deliveries wait for many things at once: two threads stand between, as
long as the line is open, one for each way of the cable.
"""

import errno
import logging
import os
import re
import socket
import threading
import time
from contextlib import suppress
from typing import Any

from comptoir_store_server.delivery.failures import LineLost, Unavailable, why_not_open
from comptoir_store_server.reasons import Reason

log = logging.getLogger(__name__)
#: Where the kernel shows every USB device; names in /dev/comptoir lead here.
BARE = re.compile(r"/dev/bus/usb/(\d{3})/(\d{3})")
PRINTER_CLASS = 7
#: The class request that asks for paper, selected and fault lines (USB printer class 1.1, 4.2.2).
GET_PORT_STATUS, FROM_INTERFACE = 1, 0xA1
#: How many bytes are handed to the printer at once, and how many wait here for it at most.
PORTION = 4096
#: How long the library waits for the printer at once, in milliseconds; a printer without paper takes nothing.
TURN_MS = 200
BREATH = 0.01


def is_bare(path: str) -> bool:
    """Whether a path, or what it links to, is a USB device as such instead of a driver's file."""
    return BARE.fullmatch(os.path.realpath(path)) is not None


def open_usb(path: str) -> "UsbWire":
    """Hold the printer at a path alone; raises Unavailable with the reason why that is impossible."""
    import usb.core  # only shops that need it pay for it

    found = BARE.fullmatch(os.path.realpath(path))
    if found is None:
        raise Unavailable(Reason.PATH_MISSING)
    try:
        device = usb.core.find(bus=int(found[1]), address=int(found[2]))
        if device is None:
            raise Unavailable(Reason.PATH_MISSING)
        return UsbWire(UsbPrinter(device))
    except usb.core.NoBackendError as error:
        log.error("usb_library_missing package=libusb-1.0-0")
        raise Unavailable(Reason.UNREACHABLE) from error
    except usb.core.USBError as error:
        raise why_not_open(error) from error


class UsbPrinter:
    """The printer's interface of a USB device: one endpoint out, perhaps one back."""

    def __init__(self, device: Any) -> None:
        self._device = device
        interface = _find_interface(device)
        self._number: int = interface.bInterfaceNumber
        self._out, self._in = _find_endpoints(interface)
        self._had_driver = self._take_over()

    def _take_over(self) -> bool:
        """Claim the interface; a driver of the kernel that has it steps aside until we are done."""
        import usb.util

        had_driver = False
        with suppress(NotImplementedError):  # not every system can tell
            had_driver = bool(self._device.is_kernel_driver_active(self._number))
        if had_driver:
            self._device.detach_kernel_driver(self._number)
        usb.util.claim_interface(self._device, self._number)
        return had_driver

    @property
    def answers(self) -> bool:
        """Whether there is a way back."""
        return self._in is not None

    def write(self, data: bytes) -> int:
        """Hand over what the printer takes within a turn, perhaps nothing; raises LineLost."""
        return int(self._within_a_turn(lambda: self._device.write(self._out, data, TURN_MS)) or 0)

    def read(self) -> bytes:
        """What arrives within a turn, perhaps nothing; raises LineLost."""
        return bytes(self._within_a_turn(lambda: self._device.read(self._in, PORTION, TURN_MS)) or b"")

    def _within_a_turn(self, talk: Any) -> Any:
        import usb.core

        try:
            return talk()
        except usb.core.USBError as error:
            if isinstance(error, usb.core.USBTimeoutError) or error.errno == errno.ETIMEDOUT:
                return None
            raise LineLost(str(error)) from error

    def port_status(self) -> int | None:
        """Paper, selected and fault lines, if the printer tells them."""
        import usb.core

        try:
            told = self._device.ctrl_transfer(FROM_INTERFACE, GET_PORT_STATUS, 0, self._number, 1, TURN_MS)
        except usb.core.USBError:
            return None
        return told[0] if len(told) else None

    def close(self) -> None:
        """Give it back, to the kernel's driver too."""
        import usb.core
        import usb.util

        with suppress(usb.core.USBError):  # it may have been pulled out
            usb.util.release_interface(self._device, self._number)
            if self._had_driver:
                self._device.attach_kernel_driver(self._number)
        usb.util.dispose_resources(self._device)


def _find_interface(device: Any) -> Any:
    """The printer's interface as it stands. Raises Unavailable where there is none."""
    import usb.core

    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError:
        device.set_configuration()  # nobody has set one since it was plugged in
        configuration = device.get_active_configuration()
    for interface in configuration:
        if interface.bInterfaceClass == PRINTER_CLASS and interface.bAlternateSetting == 0:
            return interface
    raise Unavailable(Reason.NOT_A_PRINTER)


def _find_endpoints(interface: Any) -> tuple[int, int | None]:
    import usb.util

    bulk = [
        each for each in interface if usb.util.endpoint_type(each.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
    ]
    addresses = [each.bEndpointAddress for each in bulk]
    out = next((one for one in addresses if not one & usb.util.ENDPOINT_IN), None)
    if out is None:
        raise Unavailable(Reason.NOT_A_PRINTER)
    return out, next((one for one in addresses if one & usb.util.ENDPOINT_IN), None)


class UsbWire:
    """The line to such a printer, with a descriptor to wait for."""

    speed: float | None = None
    is_local = True

    def __init__(self, printer: UsbPrinter) -> None:
        self._printer = printer
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self._changed = threading.Condition()
        #: What the printer has not taken yet.
        self._waiting = b""
        self._lost = ""
        self._closing = False
        ways = [self._carry_out, *([self._carry_back] if printer.answers else [])]
        self._threads = [threading.Thread(target=way, name="usb", daemon=True) for way in ways]
        for thread in self._threads:
            thread.start()

    def fileno(self) -> int:
        """For `select`."""
        return self._near.fileno()

    def read(self) -> bytes:
        """What has arrived."""
        try:
            heard = self._near.recv(PORTION)
        except BlockingIOError:
            return b""
        if not heard:
            raise LineLost(self._lost or "closed")
        return heard

    def write(self, data: bytes) -> int:
        """Hand over a portion as soon as the printer has taken the last one."""
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting or self._lost, BREATH)
            if self._lost:
                raise LineLost(self._lost)
            if self._waiting:
                return 0
            self._waiting = data[:PORTION]
            self._changed.notify_all()
            return len(self._waiting)

    def drain(self, timeout: float) -> bool:
        """Wait until the printer has taken everything."""
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting or self._lost, timeout)
            if self._lost:
                raise LineLost(self._lost)
            return not self._waiting

    def port_status(self) -> int | None:
        """The three status lines, from the printer itself."""
        return self._printer.port_status()

    def close(self) -> None:
        """Let go; what the printer did not take is gone, as on any cable."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._near.close()
        self._far.close()
        self._printer.close()

    def _carry_out(self) -> None:
        while portion := self._next_portion():
            try:
                taken = self._printer.write(portion)
            except LineLost as lost:
                self._lose(str(lost))
                return
            with self._changed:
                self._waiting = self._waiting[taken:]
                self._changed.notify_all()

    def _next_portion(self) -> bytes:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing or self._lost)
            return b"" if self._closing or self._lost else self._waiting

    def _carry_back(self) -> None:
        while not (self._closing or self._lost):
            try:
                heard = self._printer.read()
            except LineLost as lost:
                self._lose(str(lost))
                return
            if heard:
                self._far.sendall(heard)
            else:
                time.sleep(BREATH)  # some printers answer at once that they have nothing to say

    def _lose(self, why: str) -> None:
        with self._changed:
            self._lost = why or "gone"
            self._changed.notify_all()
        with suppress(OSError):
            self._far.shutdown(socket.SHUT_WR)
