"""A person raises all prices, imports a list, and takes the import back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from models import User
from tests.browser.window import Window
from tests.office import RealOffice

OpenWindow = Callable[..., Window]


@pytest.fixture
def window(busy_office: RealOffice, open_window: OpenWindow) -> Window:
    """The catalogue of a shop with two products."""
    with busy_office.make() as make:
        owner: User = make.owner(language="en")
        make.store(owner=owner)
        make.product("Bigos", 2000, owner)
        make.product("Żurek", 1850, owner)
    window = open_window("en")
    window.sign_in(busy_office, owner)
    window.page.goto(f"{busy_office.url}/catalogue")
    return window


def test_all_prices_are_raised_and_an_import_is_taken_back(window: Window, tmp_path: Path) -> None:
    page = window.page
    page.get_by_role("link", name="Change all 2 products").click()
    page.get_by_label("Price", exact=True).select_option("percent")
    page.get_by_label("By how much").fill("10")
    page.get_by_label("Round to").select_option("10")
    page.get_by_role("button", name="Show preview").click()
    expect(page.get_by_role("row", name="Żurek")).to_contain_text("20.40")
    page.get_by_role("button", name="Change 2 products").click()
    expect(page.get_by_role("row", name="Bigos, Żurek")).to_be_visible()

    menu = tmp_path / "menu.csv"
    menu.write_text("name,price\nBigos,30\nKawa,8\n")
    page.get_by_role("link", name="Products", exact=True).click()
    page.get_by_role("link", name="Import a file", exact=True).click()
    page.set_input_files("[name=file]", menu)
    page.get_by_role("button", name="Show preview").click()
    page.get_by_role("button", name="Import 2 products").click()
    expect(page.get_by_role("row", name="Kawa")).to_contain_text("8.00")

    page.get_by_role("link", name="Changes", exact=True).click()
    page.get_by_role("link", name="Undo menu.csv").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 product that it added goes again.")
    dialog.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone. The products are as before.")).to_be_visible()
    page.get_by_role("link", name="Products", exact=True).click()
    expect(page.get_by_role("row", name="Bigos")).to_contain_text("22.00")
    expect(page.get_by_role("row", name="Kawa")).to_have_count(0)
