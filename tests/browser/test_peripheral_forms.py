"""A drawer behind a printer and a scanner on the store server are added from the keyboard and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from domain.names import PeripheralKind, Role
from models import Device, User
from tests.browser.axe import SOURCE
from tests.browser.test_every_page import look_at
from tests.browser.window import Window
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
PRINTER, DRAWER, SCANNER = "Drukarka przy ladzie", "Szuflada pod ladą", "Skaner na kablu"
PATH = "/dev/input/by-id/usb-Honeywell_1450g-event-kbd"


@pytest.fixture
def counter(busy_office: RealOffice) -> tuple[User, Device]:
    """A till without peripherals, and in its store a printer and the box that drives it."""
    with busy_office.make() as make:
        owner = make.owner(language="en")
        store = make.store(owner=owner)
        make.printer(make.store_server(store)[0], PRINTER, store=store)
        return owner, make.device(store=store)


def open_usage_mode(window: Window, office: RealOffice, counter: tuple[User, Device]) -> None:
    owner, device = counter
    window.sign_in(office, owner)
    window.page.goto(f"{office.url}/devices/{device.public_id}/usage-mode")


def tab_to(window: Window, wanted: Locator) -> None:
    """Press Tab until it has the focus."""
    for _ in range(40):
        if wanted.evaluate("(one) => one === document.activeElement"):
            break
        window.page.keyboard.press("Tab")
    expect(wanted).to_be_focused()


def shown_fields(window: Window) -> set[str]:
    """The names of the fields that a person sees now."""
    names = window.page.locator("form.form [name]:visible").evaluate_all(
        "(all) => all.map((one) => one.name)"
    )
    return {str(name) for name in names}


def test_a_drawer_and_a_scanner_from_the_keyboard_without_leaving_the_usage_mode(
    busy_office: RealOffice, counter: tuple[User, Device], open_window: OpenWindow
) -> None:
    window = open_window("en")
    open_usage_mode(window, busy_office, counter)
    add_drawer_by_keyboard(window)
    expect(window.slot("Cash drawer").get_by_text(DRAWER, exact=True)).to_be_visible()
    add_scanner_by_keyboard(window)
    expect(window.slot("Product barcode scanner").get_by_text(SCANNER, exact=True)).to_be_visible()
    window.complaints = [line for line in window.complaints if "status of 422" not in line]


def open_form(window: Window, role: str, title: str) -> Locator:
    """From the field through the picker to the form, by Enter alone."""
    window.slot(role).get_by_role("link", name=window.words("Select"), exact=True).focus()
    window.page.keyboard.press("Enter")
    dialog = window.page.get_by_role("dialog")
    add = dialog.get_by_role("link", name=window.words(title), exact=True)
    expect(add).to_be_visible()
    tab_to(window, add)
    window.page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", name=window.words(title), exact=True)).to_be_visible()
    expect(dialog.get_by_label(window.words("Name"), exact=True)).to_be_focused()
    return dialog


def add_drawer_by_keyboard(window: Window) -> None:
    """Its printer and the usual pin are proposed; a name is enough."""
    dialog = open_form(window, "Cash drawer", "Add cash drawer")
    window.page.keyboard.type(DRAWER)
    expect(dialog.get_by_label(window.words("Printer that opens it"), exact=True)).to_contain_text(PRINTER)
    tab_to(window, dialog.get_by_label(window.words("Pin"), exact=True))
    window.page.keyboard.press("ArrowDown")
    window.page.keyboard.press("Tab")
    window.page.keyboard.press("Enter")
    expect(window.status("%(name)s was added and assigned.", name=DRAWER)).to_be_visible()


def add_scanner_by_keyboard(window: Window) -> None:
    """What is missing is said in the dialog, at its field, and the focus is there."""
    dialog = open_form(window, "Product barcode scanner", "Add product barcode scanner")
    window.page.keyboard.type(SCANNER)
    window.page.keyboard.press("Enter")
    path = dialog.get_by_label(window.words("Connection on the store server"), exact=True)
    expect(path).to_be_focused()
    expect(dialog.get_by_text(window.words("Please fill in this field."), exact=True)).to_be_visible()
    expect(dialog.get_by_text(window.words("Please fill in this field."), exact=True)).to_be_visible()
    expect(dialog.get_by_label(window.words("Name"), exact=True)).to_have_value(SCANNER)
    window.page.keyboard.type(PATH)
    window.page.keyboard.press("Enter")
    expect(window.status("%(name)s was added and assigned.", name=SCANNER)).to_be_visible()


def test_a_drawer_and_a_scanner_without_scripts(
    busy_office: RealOffice, counter: tuple[User, Device], open_window: OpenWindow
) -> None:
    window = open_window("en", java_script_enabled=False)
    open_usage_mode(window, busy_office, counter)
    for role, title in (
        ("Cash drawer", "Add cash drawer"),
        ("Product barcode scanner", "Add product barcode scanner"),
    ):
        window.slot(role).get_by_role("link", name=window.words("Select"), exact=True).click()
        window.follow(title)
        expect(window.heading(title)).to_be_visible()
        fill_in(window, role)
        window.press("Add and assign")
    expect(window.slot("Cash drawer").get_by_text(DRAWER, exact=True)).to_be_visible()
    expect(window.slot("Product barcode scanner").get_by_text(SCANNER, exact=True)).to_be_visible()


def fill_in(window: Window, role: str) -> None:
    """Choosing how it is connected shows what that needs, by style sheet alone."""
    if role == "Cash drawer":
        window.page.get_by_role("radio", name=window.words("Serial port on the store server")).check()
        assert shown_fields(window) == {"name", "way", "path", "baud", "pin", "pulse_ms", "store_server"}
        window.page.get_by_role("radio", name=window.words("Opened by a printer")).check()
        assert shown_fields(window) == {"name", "way", "printer", "pin", "pulse_ms"}
        window.fill("Name", DRAWER)
    else:
        assert shown_fields(window) == {"name", "way", "path", "store_server", "serial"}
        window.fill("Name", SCANNER)
        window.fill("Connection on the store server", PATH)


@pytest.mark.skipif(not SOURCE.exists(), reason="axe-core is missing: npm did not run")
def test_the_form_of_every_kind_has_no_barrier(
    busy_office: RealOffice, counter: tuple[User, Device], open_window: OpenWindow
) -> None:
    owner, device = counter
    window = open_window("en")
    window.sign_in(busy_office, owner)
    choice = f"device={device.public_id}&role={Role.ASSEMBLY_PRINTER}"
    wrong = []
    for query in (choice, *(f"kind={kind}" for kind in PeripheralKind)):
        window.page.goto(f"{busy_office.url}/peripherals/new?{query}")
        wrong += [f"{query}: {line}" for line in look_at(window.page)]
    assert not wrong, "\n".join(wrong)
