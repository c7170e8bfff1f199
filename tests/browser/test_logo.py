"""The owner puts a logo on receipts and sees it as it will print; another window shows what the box gets."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, expect

from models import StoreLogo
from tests.browser.axe import find_violations
from tests.browser.window import Window
from tests.office import RealOffice
from tests.stores.pictures import png_that_claims, ring, saved

OpenWindow = Callable[..., Window]
WIDER = "document.documentElement.scrollWidth > window.innerWidth"
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def page_of_logo(busy_office: RealOffice, open_window: OpenWindow) -> tuple[Window, int]:
    """The store's logo page, and the store's key."""
    with busy_office.make() as make:
        owner = make.owner()
        store = make.store("Kraków", owner)
        key, public_id = store.id, store.public_id
    window = open_window("en")
    window.sign_in(busy_office, owner)
    window.page.goto(f"{busy_office.url}/stores/{public_id}")
    window.follow("Add logo")
    return window, key


def kept(office: RealOffice, store_id: int) -> StoreLogo | None:
    with office.session() as session:
        return session.get(StoreLogo, store_id)


def choose(window: Window, file: Path) -> None:
    window.field("Picture").set_input_files(file)
    window.press("Upload")


def test_a_logo_is_uploaded_looked_at_switched_off_and_removed(
    busy_office: RealOffice, page_of_logo: tuple[Window, int], tmp_path: Path
) -> None:
    window, store = page_of_logo
    bomb, good = tmp_path / "bomb.png", tmp_path / "logo.jpg"
    bomb.write_bytes(png_that_claims(50_000, 50_000))
    good.write_bytes(saved(ring(1600), "JPEG"))
    choose(window, bomb)
    expect(window.page.get_by_text("This picture has too many dots.")).to_be_visible()
    assert kept(busy_office, store) is None
    choose(window, good)
    expect(window.page.get_by_role("heading", name="As it comes out of the printer")).to_be_visible()
    expect(window.page.locator("figure img")).to_have_count(4)
    for picture in window.page.locator("figure img").all():
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("one => one.naturalWidth") >= 90
    assert find_violations(window.page) == []
    window.page.set_viewport_size(PHONE)
    assert not window.page.evaluate(WIDER)
    window.page.get_by_label("Shades: best for photographs").check()
    window.page.get_by_label("Print the logo on receipts").uncheck()
    window.press("Save")
    expect(window.page.get_by_text("The logo is switched off")).to_be_visible()
    logo = kept(busy_office, store)
    assert logo is not None
    assert (logo.method, logo.is_printed) == ("shades", False)
    window.follow("Remove")
    dialog = window.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Receipts will be printed without it from then on.")
    dialog.get_by_role("button", name="Remove", exact=True).click()
    expect(window.page.get_by_role("heading", name="Upload a logo")).to_be_visible()
    assert kept(busy_office, store) is None
    window.complaints = [line for line in window.complaints if "status of 422" not in line]
