"""The instruments of these tests notice what they are there to notice."""

from collections.abc import Callable

from tests.browser.axe import find_violations
from tests.browser.shops import SHOPS
from tests.browser.test_every_page import look_at
from tests.browser.window import Window
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
PAGE = "<!doctype html><html lang=en><title>Shop</title><main><h1>Shop</h1>{}</main>"


def test_axe_finds_a_field_without_label_and_pale_letters(open_window: OpenWindow) -> None:
    page = open_window().page
    page.set_content(PAGE.format("<p>Fine</p>"))
    assert find_violations(page) == []
    page.set_content(PAGE.format("<input>"))
    assert find_violations(page)[0].startswith("label:")
    page.set_content(PAGE.format("<p style='color:#ccc;background:#fff'>Pale</p>"))
    assert find_violations(page, rules=("color-contrast",))[0].startswith("color-contrast:")
    assert find_violations(page, rules=("label",)) == []


def test_dark_and_wide_pages_are_noticed(open_window: OpenWindow) -> None:
    page = open_window().page
    page.set_content(
        PAGE.format("<p style='width:500px'>Wide</p>")
        + "<style>@media (prefers-color-scheme: dark) { p { color: #eee; background: #fff } }</style>"
    )
    dark, wide = look_at(page)
    assert dark.startswith("dark: color-contrast:")
    assert wide.startswith("phone: scrolls sideways:")
    assert "Wide" in wide


def test_a_window_hears_scripts_that_fail_and_code_that_the_policy_forbids(
    busy_office: RealOffice, open_window: OpenWindow
) -> None:
    window = open_window()
    window.page.goto(f"{busy_office.url}/welcome")
    assert window.complaints == []
    window.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">!</p>')")
    window.page.evaluate("setTimeout(() => { throw new Error('broken') })")
    window.page.wait_for_timeout(200)
    policy, broken = window.complaints
    assert "Content Security Policy" in policy
    assert "broken" in broken
    window.complaints = []


def test_the_shops_have_letters_of_their_own() -> None:
    assert [shop.language for shop in SHOPS] == ["pl", "fr", "ru"]
    for shop in SHOPS:
        assert not shop.product_file.isascii()
        assert shop.product_file.encode(shop.encoding).decode(shop.encoding) == shop.product_file
