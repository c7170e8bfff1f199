"""A sync window from its creation to its end, as a person in the back office lives with it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from cli.simulated_till import SimulatedTill
from models import Device
from tests.browser.guides import STORE, GuideShop, OpenWindow, guide_shop
from tests.browser.test_every_page import look_at
from tests.office import RealOffice

OpenShop = Callable[..., GuideShop]
NIGHT, DAY = "Nocne", "Poranne"


@pytest.fixture
def open_shop(busy_office: RealOffice, tmp_path: Path, open_window: OpenWindow) -> Iterator[OpenShop]:
    """Opens shops, with options of the window."""
    with ExitStack() as shops:
        yield lambda **options: shops.enter_context(
            guide_shop(busy_office, tmp_path / "shop", open_window, "pl", **options)
        )


@pytest.fixture
def shop(open_shop: OpenShop) -> GuideShop:
    """A Polish reader's shop."""
    return open_shop()


def go_to_windows(shop: GuideShop) -> None:
    """The tab *Windows*, through the menu."""
    words = shop.words
    shop.window.go("Synchronization")
    tabs = shop.window.page.get_by_role("navigation", name=words("Synchronization"))
    tabs.get_by_role("link", name=words("Windows"), exact=True).click()
    expect(shop.window.heading("Sync windows")).to_be_visible()


def create(shop: GuideShop, name: str, opens: str, closes: str, store: str = "") -> None:
    """Create a window in which tills fetch products."""
    window = shop.window
    go_to_windows(shop)
    window.follow("Create sync window")
    window.fill("Name", name)
    if store:
        window.field("Store").select_option(label=store)
    window.fill("Opens", opens)
    window.fill("Closes", closes)
    window.press("Create sync window")
    expect(window.heading(name)).to_be_visible()


def rule_of(till: SimulatedTill, stream: str = "products") -> dict[str, object]:
    """What the till is told to go by."""
    till.pull("configuration")
    rule: dict[str, object] = till.configuration()["sync"][stream]
    return rule


def row_of(shop: GuideShop, name: str) -> Locator:
    """The line of a window in the list."""
    name_of_row = shop.window.page.get_by_role("rowheader").get_by_role("link", name=name, exact=True)
    return shop.window.page.get_by_role("row").filter(has=name_of_row)


def removal_of(shop: GuideShop, name: str) -> None:
    """From the list to the question before a window goes."""
    go_to_windows(shop)
    shop.window.follow_name(name)
    shop.window.follow("Remove")


def test_from_the_creation_to_the_removal(shop: GuideShop) -> None:
    _device, till = shop.activated()
    words, window = shop.words, shop.window
    go_to_windows(shop)
    expect(window.page.get_by_text(words("No sync window yet"))).to_be_visible()
    create(shop, NIGHT, "22:00", "06:00")
    assert rule_of(till)["mode"] == "window"
    go_to_windows(shop)
    expect(row_of(shop, NIGHT)).to_contain_text("22:00–06:00")
    expect(row_of(shop, NIGHT)).to_contain_text(words("All stores"))

    window.page.get_by_role("link", name=words("Edit %(name)s", name=NIGHT)).click()
    window.fill("Opens", "23:30")
    window.page.get_by_role("checkbox", name=words("Users (employees)")).check()
    window.press("Save")
    expect(window.status("Saved.")).to_be_visible()
    go_to_windows(shop)
    expect(row_of(shop, NIGHT)).to_contain_text("23:30–06:00")
    assert rule_of(till, "users")["mode"] == "window"

    removal_of(shop, NIGHT)
    expect(shop.dialog()).to_contain_text(
        words.count("%(num)s rule names this window", "%(num)s rules name this window", 2)
    )
    shop.dialog().get_by_role("link", name=words("Cancel")).click()
    expect(shop.dialog()).to_have_count(0)
    window.follow("Remove")
    shop.dialog().get_by_role("button", name=words("Remove sync window"), exact=True).click()
    expect(window.page.get_by_text(words("No sync window yet"))).to_be_visible()
    assert rule_of(till) == {"mode": "every", "period_minutes": 15}


def test_windows_that_are_open_together_say_so_and_the_picture_shows_both(shop: GuideShop) -> None:
    shop.activated()
    words, window = shop.words, shop.window
    create(shop, NIGHT, "22:00", "06:00")
    create(shop, DAY, "05:00", "07:00", STORE)
    go_to_windows(shop)
    for name, other in ((NIGHT, DAY), (DAY, NIGHT)):
        hint = words("Open at the same time: %(names)s", names=other)
        expect(row_of(shop, name)).to_contain_text(hint)
    picture = window.page.locator("svg.windows-day")
    expect(picture.locator("text").filter(has_text=NIGHT)).to_be_visible()
    titles = picture.locator("rect.windows-open").locator("xpath=../*[local-name()='title']")
    assert {title.split(":")[0] for title in titles.all_text_contents()} == {NIGHT, DAY}
    assert picture.locator("rect.windows-load").count() > 0
    window.page.get_by_role("link", name=words("Edit %(name)s", name=DAY)).click()
    window.fill("Opens", "06:00")
    window.press("Save")
    go_to_windows(shop)
    expect(window.page.get_by_role("main")).not_to_contain_text(
        words("Open at the same time: %(names)s", names="")
    )
    assert look_at(window.page) == []


def test_what_is_no_window_is_said_at_the_field_and_nothing_is_stored(shop: GuideShop) -> None:
    words, window = shop.words, shop.window
    create(shop, NIGHT, "22:00", "06:00")
    go_to_windows(shop)
    window.follow("Create sync window")
    window.fill("Name", NIGHT)
    window.fill("Opens", "08:00")
    window.fill("Closes", "08:00")
    window.press("Create sync window")
    expect(window.page.get_by_text(words("It must close at another time than it opens."))).to_be_visible()
    window.fill("Closes", "09:00")
    window.press("Create sync window")
    expect(window.page.get_by_text(words("Another sync window has this name."))).to_be_visible()
    expect(window.field("Name")).to_have_attribute("aria-invalid", "true")
    go_to_windows(shop)
    expect(row_of(shop, DAY)).to_have_count(0)
    shop.forgive_refusals()


def press_until(shop: GuideShop, wanted: Locator, key: str = "Tab") -> None:
    """Go on with the keyboard until this has the focus."""
    for _ in range(80):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        shop.window.page.keyboard.press(key)
    raise AssertionError(f"{wanted} cannot be reached")


def test_by_keyboard_alone(shop: GuideShop) -> None:
    window, keys = shop.window, shop.window.page.keyboard
    go_to_windows(shop)
    press_until(shop, window.link("Create sync window"))
    keys.press("Enter")
    press_until(shop, window.field("Name"))
    keys.type(NIGHT)
    sunday = window.page.get_by_role("group", name=shop.words("Days on which it opens")).get_by_role(
        "checkbox"
    )
    press_until(shop, sunday.last)
    keys.press("Space")
    press_until(shop, window.button("Create sync window"))
    keys.press("Enter")
    expect(window.heading(NIGHT)).to_be_visible()
    press_until(shop, window.link("Remove"))
    keys.press("Enter")
    expect(shop.dialog()).to_be_visible()
    press_until(shop, shop.dialog().get_by_role("button", name=shop.words("Remove sync window"), exact=True))
    keys.press("Enter")
    expect(window.heading("Sync windows")).to_be_visible()
    expect(row_of(shop, NIGHT)).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_without_javascript(open_shop: OpenShop, width: int) -> None:
    shop = open_shop(java_script_enabled=False, viewport={"width": width, "height": 900})
    device: Device = shop.activated()[0]
    window, words = shop.window, shop.words
    page = window.page
    page.goto(f"{shop.office.url}/synchronization/windows")
    window.follow("Create sync window")
    window.fill("Name", NIGHT)
    window.press("Create sync window")
    page.goto(f"{shop.office.url}/synchronization/windows")
    expect(page.locator("svg.windows-day")).to_be_visible()
    shop.open(device, "/synchronization")
    expect(window.row(words("Products"))).to_contain_text(words("In the window “%(name)s”", name=NIGHT))
    page.goto(f"{shop.office.url}/synchronization/windows")
    window.follow_name(NIGHT)
    window.follow("Remove")
    expect(window.heading("Remove %(name)s?", name=NIGHT)).to_be_visible()
    window.press("Remove sync window")
    expect(window.page.get_by_text(words("No sync window yet"))).to_be_visible()
