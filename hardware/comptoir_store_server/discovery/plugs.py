"""What is plugged into this box: USB printers, serial lines, scanners that type."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from comptoir_store_server.discovery.found import UNKNOWN, Found, connection_of, guess_kind
from comptoir_store_server.page_printers.usb import read_device_id

#: Languages that only page printers speak.
PAGE_LANGUAGES = re.compile(r"\b(PCL|PCLXL|PDF|POSTSCRIPT|PS|URF|PWG)", re.IGNORECASE)
#: Keyboards that type because somebody presses their keys.
NO_SCANNER = re.compile(r"keyboard|mouse|receiver|touch|remote|webcam|camera|headset|button", re.IGNORECASE)
#: Class and subclass of a printer's interface, as the kernel writes them.
PRINTER_INTERFACE = ("07", "01")
CLIMB = 8


@dataclass(frozen=True)
class Tree:
    """Where the kernel shows its things; tests grow one of their own."""

    dev: Path = field(default_factory=lambda: Path("/dev"))
    system: Path = field(default_factory=lambda: Path("/sys"))

    def path_of(self, file: Path) -> str:
        """As the running system names it."""
        return f"/dev/{file.relative_to(self.dev)}"


@dataclass(frozen=True)
class UsbFacts:
    """What a USB thing says of itself; empty where it says nothing."""

    product_id: str = ""
    make: str = ""
    model: str = ""
    serial: str = ""

    def key(self, sort: str, otherwise: str) -> str:
        """The same wherever it is plugged in, if it has a number of its own."""
        return f"{sort}:{self.product_id}:{self.serial}" if self.serial else f"{sort}:{otherwise}"


def find_plugged(tree: Tree) -> list[Found]:
    """Everything plugged in that may be a peripheral."""
    return [*_usb_printers(tree), *_bare_printers(tree), *_serial_lines(tree), *_typing_scanners(tree)]


def read_usb(start: Path) -> UsbFacts:
    """The facts of the USB device to which a node of the kernel's tree belongs."""
    node = start.resolve()
    for _ in range(CLIMB):
        if (node / "idVendor").is_file():
            read = {name: _read(node / name) for name in ("manufacturer", "product", "serial")}
            product_id = f"{_read(node / 'idVendor')}:{_read(node / 'idProduct')}"
            return UsbFacts(product_id, read["manufacturer"], read["product"], read["serial"])
        node = node.parent
    return UsbFacts()


def _read(file: Path) -> str:
    try:
        return file.read_text(errors="replace").strip()
    except OSError:
        return ""


def _listed(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []


def _usb_printers(tree: Tree) -> Iterator[Found]:
    for file in _listed(tree.dev / "usb", "lp*"):
        usb = read_usb(tree.system / "class" / "usbmisc" / file.name / "device")
        told = read_device_id(file.name, tree.system)
        make, model = told.get("MFG") or usb.make, told.get("MDL") or usb.model
        is_page = PAGE_LANGUAGES.search(told.get("CMD", "")) and guess_kind(model) != "receipt_printer"
        yield Found(
            usb.key("usb", file.name),
            "page_printer" if is_page else "receipt_printer",
            connection_of(type="usb", path=tree.path_of(file)),
            make,
            model,
            usb.serial or told.get("SN", ""),
        )


def _bare_printers(tree: Tree) -> Iterator[Found]:
    """Printers that no driver of the kernel serves, by the lasting name of our udev rule if any."""
    for interface in _listed(tree.system / "bus" / "usb" / "devices", "*:*"):
        sort = (_read(interface / "bInterfaceClass"), _read(interface / "bInterfaceSubClass"))
        if sort != PRINTER_INTERFACE or (interface / "driver").exists():
            continue
        device = interface.resolve().parent
        bus, number = _read(device / "busnum"), _read(device / "devnum")
        if not (bus.isdigit() and number.isdigit()):
            continue  # pulled out meanwhile
        usb = read_usb(device)
        file = _lasting_name(tree, tree.dev / "bus" / "usb" / f"{int(bus):03}" / f"{int(number):03}")
        yield Found(
            usb.key("usb", device.name),
            "receipt_printer",
            connection_of(type="usb", path=tree.path_of(file)),
            usb.make,
            usb.model,
            usb.serial,
        )


def _lasting_name(tree: Tree, file: Path) -> Path:
    links = _listed(tree.dev / "comptoir", "usb-*")
    return next((link for link in links if link.resolve() == file.resolve()), file)


def _serial_lines(tree: Tree) -> Iterator[Found]:
    """By their lasting names; a converter tells its own maker, not what hangs behind it."""
    for file in _listed(tree.dev / "serial" / "by-id", "*"):
        usb = read_usb(tree.system / "class" / "tty" / file.resolve().name / "device")
        kind = guess_kind(usb.make, usb.model, file.name) or UNKNOWN
        line = connection_of(type="serial", path=tree.path_of(file), baud=9600)
        yield Found(f"serial:{file.name}", kind, line, usb.make, usb.model, usb.serial)


def _typing_scanners(tree: Tree) -> Iterator[Found]:
    seen: set[Path] = set()
    for file in _listed(tree.dev / "input" / "by-id", "*-event-kbd"):
        node = tree.system / "class" / "input" / file.resolve().name / "device"
        usb = read_usb(node)
        kind = guess_kind(usb.make, usb.model, file.name)
        if kind is None and NO_SCANNER.search(f"{usb.make} {usb.model} {file.name}"):
            continue
        if file.resolve() in seen:
            continue
        seen.add(file.resolve())
        key = f"input:{file.name}"
        place = connection_of(type="usb", path=tree.path_of(file))
        yield Found(key, "barcode_scanner", place, usb.make, usb.model, usb.serial)
