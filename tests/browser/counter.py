"""A till and everything around it, before the browser of its owner: the stage on which guide A is walked."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, expect
from sqlalchemy import select

from domain.names import PeripheralKind, Role
from models import Assignment, Device, Peripheral, Store, StoreServer, User
from tests.browser.window import Window
from tests.make import Make
from tests.office import RealOffice

#: A3: what each part is called, and its fields, in their order
PARTS = {
    "Payment": ("Payment terminal", "Cash drawer"),
    "Printers": ("Receipt printer", "Page printer (A4)", "Pick-up slip printer", "Assembly slip printer"),
    "Other": ("Product barcode scanner", "Checkout scale"),
}
#: the word of each field, its role, and a peripheral of the shop that fits
FIELDS = {
    "Payment terminal": (Role.PAYMENT_TERMINAL, "Ingenico"),
    "Cash drawer": (Role.CASH_DRAWER, "Szuflada"),
    "Receipt printer": (Role.RECEIPT_PRINTER, "Epson"),
    "Page printer (A4)": (Role.PAGE_PRINTER, "Laser"),
    "Pick-up slip printer": (Role.PICKUP_PRINTER, "Epson"),
    "Assembly slip printer": (Role.ASSEMBLY_PRINTER, "Laser"),
    "Product barcode scanner": (Role.PRODUCT_SCANNER, "Honeywell"),
    "Checkout scale": (Role.CHECKOUT_SCALE, "Dibal"),
}


@dataclass
class Shop:
    """An owner with a store, its box, and one peripheral of each kind; two receipt printers."""

    office: RealOffice
    owner: User
    store: Store
    server: StoreServer

    def till(self, name: str = "Kasa 1") -> Device:
        """A POS with nothing chosen."""
        with self.office.make() as make:
            return make.device(name, make.session.merge(self.store, load=False))

    def scanner(self, name: str, holder: Device | None = None) -> Peripheral:
        """A scanner of its own, at somebody's till or at nobody's."""
        with self.office.make() as make:
            scanner = make.printer(self._box(make), name, **_kind(PeripheralKind.BARCODE_SCANNER))
            if holder is not None:
                make.assignment(make.session.merge(holder, load=False), scanner, Role.PRODUCT_SCANNER)
            return scanner

    def hang(self, name: str, kind: PeripheralKind, host: Device) -> Peripheral:
        """A peripheral connected to another till."""
        with self.office.make() as make:
            host = make.session.merge(host, load=False)
            connection = {"type": "device", "device_id": host.public_id}
            return make.printer(
                self._box(make), name, kind=kind, connection=connection, host_device=host, store_server=None
            )

    def uses(self, device: Device) -> dict[str, str]:
        """What a till uses, by role."""
        with self.office.session() as session:
            found = session.scalars(select(Assignment).where(Assignment.device_id == device.id))
            return {one.role: one.peripheral.name for one in found}

    def options(self, device: Device) -> dict[str, object]:
        """How the switches of its assembly slips stand, and in which language they are."""
        with self.office.session() as session:
            query = select(Assignment).where(Assignment.device_id == device.id)
            return next(one.options for one in session.scalars(query) if one.role == Role.ASSEMBLY_PRINTER)

    def _box(self, make: Make) -> StoreServer:
        return make.session.merge(self.server, load=False)


@dataclass
class Counter:
    """The owner's window on the usage mode of one till."""

    shop: Shop
    window: Window
    device: Device

    def open(self) -> "Counter":
        """The tab, by its address."""
        self.window.page.goto(f"{self.shop.office.url}/devices/{self.device.public_id}/usage-mode")
        return self

    def opener(self, field: str) -> Locator:
        """What opens the picker of a field."""
        words = [self.window.words(text) for text in ("Select", "Change")]
        links = self.window.slot(field).get_by_role("link")
        return links.filter(has_text=words[0]).or_(links.filter(has_text=words[1]))

    def dialog(self, field: str) -> Locator:
        """Press the field's button: the picker's window opens, and says for what."""
        self.opener(field).click()
        dialog = self.window.page.get_by_role("dialog")
        words = self.window.words
        title = dialog.get_by_role("heading", level=2, name=words("Select %(role)s", role=words(field)))
        expect(title).to_be_visible()
        return dialog

    def choose(self, field: str, name: str) -> None:
        """Tap, choose; the window closes and the field shows it (A5)."""
        self.candidate(self.dialog(field), name).click()
        self.shows(field, name)

    def candidate(self, dialog: Locator, name: str) -> Locator:
        """The candidate of this very name."""
        return dialog.get_by_role("button").filter(has=self.window.page.get_by_text(name, exact=True))

    def shows(self, field: str, name: str) -> None:
        """The field shows this peripheral and no window is open."""
        expect(self.window.slot(field).get_by_text(name, exact=True)).to_be_visible()
        expect(self.window.page.get_by_role("dialog")).to_have_count(0)

    def is_empty(self, field: str) -> None:
        """The field shows nothing chosen."""
        expect(self.window.slot(field).get_by_text(self.window.words("Nothing chosen"))).to_be_visible()

    def groups(self, dialog: Locator) -> dict[str, list[str]]:
        """The candidates, by the words above them."""
        groups = dialog.get_by_role("group").all()
        return {
            group.locator("legend").inner_text(): group.locator(".pick-title").all_inner_texts()
            for group in groups
        }


def open_shop(office: RealOffice, language: str) -> Shop:
    """One peripheral of each kind, in the network or on the box."""
    with office.make() as make:
        owner = make.owner(language=language)
        store = make.store("Kraków", owner)
        server, _token = make.store_server(store)
        printer = make.printer(server, "Epson", store=store)
        make.printer(server, "Laser", **_kind(PeripheralKind.PAGE_PRINTER))
        make.printer(server, "Ingenico", **_kind(PeripheralKind.PAYMENT_TERMINAL))
        make.printer(server, "Dibal", **_kind(PeripheralKind.SCALE))
        drawer = {"type": "printer", "printer_id": printer.public_id, "pin": 2, "pulse_ms": 100}
        make.printer(server, "Szuflada", kind=PeripheralKind.CASH_DRAWER, printer=printer, connection=drawer)
        return Shop(office, owner, store, server)


def _kind(kind: PeripheralKind) -> dict[str, Any]:
    """How a thing of a kind is usually connected."""
    on_the_box: dict[PeripheralKind, dict[str, Any]] = {
        PeripheralKind.BARCODE_SCANNER: {"type": "usb", "path": "/dev/input/event3"},
        PeripheralKind.SCALE: {"type": "serial", "path": "/dev/ttyS0", "baud": 9600, "protocol": "dialog06"},
    }
    found = on_the_box.get(kind)
    return {"kind": kind} | ({"connection": found} if found else {})
