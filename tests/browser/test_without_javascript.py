"""The main deeds of a back office with scripts switched off: nothing depends on them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cli.simulated_till import SimulatedTill
from models import User
from tests.browser.window import Window
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
STORE, TILL, PRINTER = "Gdańsk, Długi Targ", "Kasa 7", "Drukarka przy ladzie"


@pytest.fixture
def owner(busy_office: RealOffice) -> User:
    """An owner with a printer and nothing to sell at yet."""
    with busy_office.make() as make:
        owner = make.owner(language="pl")
        make.printer(make.store_server(make.store(owner=owner))[0], PRINTER)
        return owner


def test_from_the_store_to_a_till_with_a_printer_and_to_its_end(
    busy_office: RealOffice, owner: User, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window("pl", java_script_enabled=False)
    window.sign_in(busy_office, owner)
    create_store(window)
    create_pos(window)
    with SimulatedTill(busy_office.url, tmp_path / "till") as till:
        activate(window, till)
        assign_printer(window)
        deactivate(window, till)


def create_store(window: Window) -> None:
    window.go("Stores")
    window.follow("Create store")
    window.fill("Name", STORE)
    window.press("Save")
    expect(window.page.get_by_text(STORE).first).to_be_visible()


def create_pos(window: Window) -> None:
    window.go("POS devices")
    window.follow("Create POS")
    window.fill("Name", TILL)
    window.field("Store").select_option(label=STORE)
    window.press("Save")
    expect(window.page.get_by_text(TILL).first).to_be_visible()


def activate(window: Window, till: SimulatedTill) -> None:
    """The page does not turn by itself, so it has a way to look again."""
    window.go("POS devices")
    window.follow("Activate %(name)s", name=TILL)
    window.press("Show activation code")
    till.activate(window.code("Activation code"))
    window.follow("Check now")
    expect(window.status("Connection established")).to_be_visible()


def assign_printer(window: Window) -> None:
    """The picker is a page of its own."""
    window.go("POS devices")
    window.follow_name(TILL)
    window.follow("Usage mode")
    window.slot("Receipt printer").get_by_role("link", name=window.words("Select"), exact=True).click()
    role = window.words("Receipt printer")
    expect(window.heading("Select %(role)s", role=role)).to_be_visible()
    window.page.get_by_role("main").get_by_role("button", name=PRINTER).click()
    expect(window.slot("Receipt printer").get_by_text(PRINTER, exact=True)).to_be_visible()


def deactivate(window: Window, till: SimulatedTill) -> None:
    window.follow("Overview")
    window.follow("Deactivate")
    expect(window.heading("Deactivate %(name)s?", name=TILL)).to_be_visible()
    window.page.get_by_role("radio", name=window.words("Send everything first")).check()
    window.press("Deactivate")
    expect(window.page.get_by_text(window.words("The till is handing over"), exact=True)).to_be_visible()
    assert till.poll().state == "draining"
