"""Everything of the picker dialog works from the keyboard, and the focus is never lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from models import Device, User
from tests.browser.window import Window
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
PRINTER = "Drukarka przy ladzie"


@pytest.fixture
def counter(busy_office: RealOffice) -> tuple[User, Device]:
    """A till without printer, and a printer to choose."""
    with busy_office.make() as make:
        owner = make.owner(language="pl")
        store = make.store(owner=owner)
        make.printer(make.store_server(store)[0], PRINTER)
        return owner, make.device(store=store)


@pytest.fixture
def window(busy_office: RealOffice, counter: tuple[User, Device], open_window: OpenWindow) -> Window:
    """The usage mode of that till."""
    owner, device = counter
    window = open_window("pl")
    window.sign_in(busy_office, owner)
    window.page.goto(f"{busy_office.url}/devices/{device.public_id}/usage-mode")
    return window


def opener_of(window: Window) -> Locator:
    return window.slot("Receipt printer").get_by_role("link", name=window.words("Select"), exact=True)


def open_dialog(window: Window) -> Locator:
    """Press Enter on the field's button."""
    opener_of(window).focus()
    window.page.keyboard.press("Enter")
    dialog = window.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def focus_is_in(dialog: Locator) -> bool:
    return bool(dialog.evaluate("(dialog) => dialog.contains(document.activeElement)"))


def test_escape_closes_the_dialog_and_the_focus_returns(window: Window) -> None:
    dialog = open_dialog(window)
    assert focus_is_in(dialog)
    window.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener_of(window)).to_be_focused()


def test_the_cross_and_cancel_close_it_too(window: Window) -> None:
    for name in ("Close", "Cancel"):
        dialog = open_dialog(window)
        way_out = dialog.get_by_role(
            "button" if name == "Close" else "link", name=window.words(name), exact=True
        )
        way_out.focus()
        window.page.keyboard.press("Enter")
        expect(dialog).to_have_count(0)
        expect(opener_of(window)).to_be_focused()


def test_tab_stays_in_the_dialog_and_enter_chooses(window: Window) -> None:
    dialog = open_dialog(window)
    candidate = dialog.get_by_role("button", name=PRINTER)
    for _ in range(8):
        if candidate.evaluate("(one) => one === document.activeElement"):
            break
        window.page.keyboard.press("Tab")
    expect(candidate).to_be_focused()
    window.page.keyboard.press("Enter")
    expect(window.status("%(name)s is used now.", name=PRINTER)).to_be_visible()
    expect(window.slot("Receipt printer").get_by_text(PRINTER, exact=True)).to_be_visible()


def test_the_first_tab_on_a_page_leads_past_the_menu(window: Window) -> None:
    window.page.goto(window.page.url)
    window.page.keyboard.press("Tab")
    skip = window.page.get_by_role("link", name=window.words("Skip to content"), exact=True)
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    window.page.keyboard.press("Enter")
    expect(window.page.get_by_role("main")).to_be_focused()
