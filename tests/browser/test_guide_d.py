"""Guide D in the back office: when products and employees are exchanged, the warnings before, *Update now*."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cli.simulated_till.problems import Refused
from tests.browser.guides import BY_ITSELF, GOODS, LANGUAGES, GuideShop, OpenWindow, guide_shop
from tests.browser.test_every_page import look_at
from tests.browser.window import Window
from tests.office import RealOffice

OpenShop = Callable[..., GuideShop]
OWN = "Квас домашний"
TURNED_OFF = "Products and groups added on the till will not appear in the back office"
AGAIN = "They stay on the till. When synchronization is switched on again, they will be deleted!"
TURNED_ON = "The till’s list of products and groups will be exactly that of the back office"


@pytest.fixture
def open_shop(busy_office: RealOffice, tmp_path: Path, open_window: OpenWindow) -> Iterator[OpenShop]:
    """Opens shops, in a language and with options of the window."""
    with ExitStack() as shops:
        yield lambda language="en", **options: shops.enter_context(
            guide_shop(busy_office, tmp_path / language, open_window, language, **options)
        )


def choose(window: Window, stream: str, value: str) -> None:
    """Take a rule from the drop-down list of a stream, and save."""
    window.field(stream).select_option(value)
    window.press("Save")


@pytest.mark.parametrize("language", LANGUAGES)
def test_d05_to_d09_and_d12_from_the_lists_to_the_deeds(open_shop: OpenShop, language: str) -> None:
    """Choose, read the warning, confirm; change it later, and the buttons name the deed."""
    shop = open_shop(language)
    device, till = shop.activated()
    till.make_good(OWN, 9000)
    window = shop.window
    shop.open(device, "/synchronization")
    receipts = window.page.get_by_label(window.words("Transactions"), exact=True)
    expect(receipts).to_be_disabled()
    expect(receipts).to_have_value(window.words("Immediately"))
    expect(receipts).to_have_accessible_description(window.words("Set automatically, cannot be changed."))
    choose(window, "Users (employees)", "every:60")
    expect(window.status("Saved.")).to_be_visible()
    till.pull("configuration")
    assert till.configuration()["sync"]["users"] == {"mode": "every", "period_minutes": 60}

    choose(window, "Products", "never")
    expect(window.heading("Switch the synchronization of products off?")).to_be_visible()
    expect(window.page.get_by_text(window.words(TURNED_OFF), exact=True)).to_be_visible()
    expect(window.page.get_by_text(window.words(AGAIN), exact=True)).to_be_visible()
    expect(window.page.get_by_text(OWN)).to_be_visible()
    window.press("Confirm")
    expect(window.status("Saved.")).to_be_visible()

    choose(window, "Products", "every:15")
    expect(window.heading("Synchronize products?")).to_be_visible()
    expect(window.page.get_by_text(window.words(TURNED_ON), exact=True)).to_be_visible()
    expect(window.page.get_by_text(OWN)).to_be_visible()
    window.press("Synchronize products")
    expect(window.field("Products")).to_have_value("every:15")
    choose(window, "Products", "never")
    window.press("Switch synchronization off")
    expect(window.field("Products")).to_have_value("never")


def test_d08_leaving_the_question_changes_nothing(open_shop: OpenShop) -> None:
    shop = open_shop()
    device, _till = shop.activated()
    shop.open(device, "/synchronization")
    choose(shop.window, "Products", "never")
    shop.window.follow("Cancel")
    expect(shop.window.field("Products")).to_have_value("above")
    assert "sync_rule.changed" not in shop.verbs(device)


def test_d10_what_exists_only_on_the_till_stays_while_products_are_off_and_goes_when_they_are_on(
    open_shop: OpenShop,
) -> None:
    shop = open_shop()
    device, till = shop.activated()
    shop.open(device, "/synchronization")
    choose(shop.window, "Products", "never")
    shop.window.press("Confirm")
    expect(shop.window.field("Products")).to_have_value("never")
    till.make_good(OWN, 9000)
    assert "products" not in [due["stream"] for due in till.poll().due]
    with pytest.raises(Refused, match="stream_off"):
        till.pull("products")
    assert [good["name"] for good in till.own_goods] == [OWN]

    choose(shop.window, "Products", "above")
    expect(shop.window.page.get_by_text(OWN)).to_be_visible()
    shop.window.press("Synchronize products")
    expect(shop.window.field("Products")).to_have_value("above")
    till.pull("products")
    assert till.own_goods == []
    assert [product.name for product in till.products()] == [GOODS]


def test_d11_update_now_exchanges_at_once_whatever_the_rule_says(open_shop: OpenShop) -> None:
    """The till has everything and its rule is never; a person presses the button, and the page tells the rest."""
    shop = open_shop()
    device, till = shop.activated()
    window = shop.window
    shop.open(device, "/synchronization")
    choose(window, "Users (employees)", "never")
    expect(window.status("Saved.")).to_be_visible()
    window.row("Users (employees)").get_by_role("button").click()
    expect(window.page.get_by_text("Waiting").first).to_be_visible()
    shop.open(device, "/synchronization")
    expect(window.row("Users (employees)")).to_contain_text("Waiting")
    till.synchronize()
    expect(window.row("Users (employees)")).not_to_contain_text("Waiting", timeout=BY_ITSELF)
    expect(window.row("Users (employees)").get_by_role("button")).to_be_visible(timeout=BY_ITSELF)


def test_d12_a_rule_of_the_business_or_the_store_reaches_every_till(open_shop: OpenShop) -> None:
    shop = open_shop()
    device, till = shop.activated()
    window = shop.window
    window.go("Synchronization")
    window.page.get_by_role("navigation", name="Synchronization").get_by_role("link", name="Rules").click()
    choose(window, "Configuration", "day_report")
    expect(window.status("Saved.")).to_be_visible()
    window.follow_name(shop.store.name)
    expect(window.field("Configuration").locator("option").first).to_have_text(
        "As in the whole business: With the day report"
    )
    choose(window, "Users (employees)", "every:1440")
    expect(window.status("Saved.")).to_be_visible()
    till.pull("configuration")
    rules = till.configuration()["sync"]
    assert rules["configuration"] == {"mode": "day_report"}
    assert rules["users"] == {"mode": "every", "period_minutes": 1440}
    shop.open(device, "/synchronization")
    expect(window.row("Users (employees)")).to_contain_text(f"from the store {shop.store.name}")


def test_the_question_is_a_page_for_everybody(open_shop: OpenShop) -> None:
    """On a desk, on a phone, in the dark: nothing stands in the way."""
    shop = open_shop()
    device, till = shop.activated()
    till.make_good(OWN, 9000)
    shop.open(device, "/synchronization")
    choose(shop.window, "Products", "never")
    expect(shop.window.button("Confirm")).to_be_visible()
    assert look_at(shop.window.page) == []


def test_the_guide_works_without_javascript(open_shop: OpenShop) -> None:
    shop = open_shop(java_script_enabled=False)
    device, till = shop.activated()
    till.make_good(OWN, 9000)
    shop.open(device, "/synchronization")
    choose(shop.window, "Products", "never")
    shop.window.press("Confirm")
    expect(shop.window.field("Products")).to_have_value("never")
