"""A USB bus with one printer on it, below pyusb: descriptors, claims, drivers, transfers and their time-outs.

What is written to the endpoint goes to the device file of a virtual printer; what that answers comes back.
"""

import errno
import os
import select
from array import array
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import usb.core
from usb.backend import IBackend

OUT, IN = 0x01, 0x82
BULK, INTERRUPT = 0x02, 0x03
PRINTER, KEYBOARD = (7, 1, 2), (3, 1, 1)
#: Selected, no fault; and the same without paper (USB printer class 1.1, 4.2.2).
WELL, NO_PAPER = 0x18, 0x38


class FakeBus(IBackend):  # type: ignore[misc]
    """What the library asks the system for."""

    def __init__(self, file: Path, *, address: int = 4, interface: tuple[int, int, int] = PRINTER) -> None:
        self.file, self.address, self.interface = file, address, interface
        self.endpoints = [OUT, IN]
        self.has_driver = False
        #: What opening it fails with, as an errno.
        self.refuses = 0
        self.port_status = WELL
        self.configuration = 1
        self.claims = 0
        self.deeds: list[str] = []
        self._line: int | None = None

    def enumerate_devices(self) -> list["FakeBus"]:
        """The printer while its cable is plugged in."""
        return [self] if self.file.exists() else []

    def get_device_descriptor(self, dev: Any) -> Any:
        """A printer."""
        return SimpleNamespace(
            **dict.fromkeys(
                (
                    *("bLength", "bDescriptorType", "bcdUSB", "bDeviceClass", "bDeviceSubClass"),
                    *("bDeviceProtocol", "bMaxPacketSize0", "bcdDevice", "iManufacturer", "iProduct"),
                    *("iSerialNumber", "port_number", "speed"),
                ),
                0,
            ),
            idVendor=0x04B8,
            idProduct=0x0E28,
            bNumConfigurations=1,
            bus=1,
            address=self.address,
            port_numbers=(1,),
        )

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        """Its only one."""
        if config:
            raise IndexError(config)
        zeros = dict.fromkeys(
            ("bLength", "bDescriptorType", "wTotalLength", "iConfiguration", "bmAttributes", "bMaxPower"), 0
        )
        return SimpleNamespace(**zeros, bNumInterfaces=1, bConfigurationValue=1, extra_descriptors=())

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        """Its only one."""
        if intf or alt:
            raise IndexError(intf)
        kind, sub, protocol = self.interface
        return SimpleNamespace(
            **dict.fromkeys(
                ("bLength", "bDescriptorType", "bInterfaceNumber", "bAlternateSetting", "iInterface"), 0
            ),
            bNumEndpoints=len(self.endpoints),
            bInterfaceClass=kind,
            bInterfaceSubClass=sub,
            bInterfaceProtocol=protocol,
            extra_descriptors=(),
        )

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        """Bulk, out and back."""
        zeros = dict.fromkeys(("bLength", "bDescriptorType", "bInterval", "bRefresh", "bSynchAddress"), 0)
        return SimpleNamespace(
            **zeros,
            bEndpointAddress=self.endpoints[ep],
            bmAttributes=BULK if self.interface == PRINTER else INTERRUPT,
            wMaxPacketSize=64,
            extra_descriptors=(),
        )

    def open_device(self, dev: Any) -> "FakeBus":
        """Open it, if one may."""
        if self.refuses:
            raise usb.core.USBError("no", None, self.refuses)
        return self

    def close_device(self, dev_handle: Any) -> None:
        """Nothing to do."""

    def get_configuration(self, dev_handle: Any) -> int:
        """0: nobody has set one."""
        return self.configuration

    def set_configuration(self, dev_handle: Any, config_value: int) -> None:
        """Set the only one."""
        self.configuration = config_value
        self.deeds.append("configured")

    def is_kernel_driver_active(self, dev_handle: Any, intf: int) -> bool:
        """Whether the kernel's printer driver has it."""
        return self.has_driver

    def detach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        """Send the driver away."""
        self.has_driver = False
        self.deeds.append("detached")

    def attach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        """Have it back."""
        self.has_driver = True
        self.deeds.append("attached")

    def claim_interface(self, dev_handle: Any, intf: int) -> None:
        """One at a time."""
        if self.claims or self.has_driver:
            raise usb.core.USBError("Resource busy", None, errno.EBUSY)
        self.claims += 1
        self._line = os.open(self.file, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)

    def release_interface(self, dev_handle: Any, intf: int) -> None:
        """The next one may."""
        assert self._line is not None
        self.claims -= 1
        os.close(self._line)

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: "array[int]", timeout: int) -> int:
        """What the printer takes before the time is up; a time-out only if that is nothing."""
        assert ep == OUT
        return len(self._transfer(lambda line: data[: os.write(line, data)].tobytes(), timeout, writing=True))

    def bulk_read(self, dev_handle: Any, ep: int, intf: int, buff: "array[int]", timeout: int) -> int:
        """What the printer says before the time is up."""
        assert ep == IN
        heard = self._transfer(lambda line: os.read(line, len(buff)), timeout, writing=False)
        buff[: len(heard)] = array("B", heard)
        return len(heard)

    def ctrl_transfer(
        self,
        dev_handle: Any,
        bmRequestType: int,  # noqa: N803
        bRequest: int,  # noqa: N803
        wValue: int,  # noqa: N803
        wIndex: int,  # noqa: N803
        data: "array[int]",
        timeout: int,
    ) -> int:
        """The class request for the three status lines; no other."""
        if (bmRequestType, bRequest, wValue, wIndex) != (0xA1, 1, 0, 0):
            raise usb.core.USBError("Pipe error", None, errno.EPIPE)
        data[0] = self.port_status
        return 1

    def _transfer(self, move: Any, timeout: int, *, writing: bool) -> bytes:
        assert self._line is not None
        assert timeout, "an endless transfer would never let go"
        ready = select.select(
            [] if writing else [self._line], [self._line] if writing else [], [], timeout / 1000
        )
        if not (ready[0] or ready[1]):
            raise usb.core.USBTimeoutError("Operation timed out", None, errno.ETIMEDOUT)
        try:
            moved: bytes = move(self._line)
        except OSError as error:
            raise usb.core.USBError("No such device", None, errno.ENODEV) from error
        if not moved:
            raise usb.core.USBError("No such device", None, errno.ENODEV)
        return moved
