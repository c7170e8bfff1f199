"""Every page of a shop in full swing: no barrier, no sideways scrolling on a phone, no complaint in the console."""

from collections.abc import Callable
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import APIResponse, Page, ViewportSize

from tests.browser.axe import SETTLED, SOURCE, find_violations
from tests.browser.populated import PopulatedShop
from tests.browser.window import Window
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
WIDER = "document.documentElement.scrollWidth > window.innerWidth"
WHO = """
[...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(-3).map((one) => one.outerHTML.slice(0, 120)).join(" | ")
"""

pytestmark = pytest.mark.skipif(not SOURCE.exists(), reason="axe-core is missing: npm did not run")


def look_at(page: Page) -> list[str]:
    """What is wrong with the open page: on a desk, in the dark, on a phone."""
    show_as(page, DESK, "light")
    wrong = [f"desk: {violation}" for violation in find_violations(page)]
    show_as(page, DESK, "dark")
    wrong += [f"dark: {violation}" for violation in find_violations(page, rules=("color-contrast",))]
    show_as(page, PHONE, "light")
    wrong += [f"phone: {violation}" for violation in find_violations(page)]
    if page.evaluate(WIDER):
        wrong.append(f"phone: scrolls sideways: {page.evaluate(WHO)}")
    return wrong


def show_as(page: Page, size: ViewportSize, colours: Literal["light", "dark"]) -> None:
    """Turn the screen, and wait until all has settled."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.evaluate(SETTLED)


def look_at_all(window: Window, office: RealOffice, addresses: list[str]) -> list[str]:
    """Open each address; all that is wrong anywhere."""
    wrong: list[str] = []
    for address in addresses:
        answer = window.context.request.get(office.url + address)
        if answer.status != 200:
            wrong.append(f"{address}: {answer.status}")
        elif is_page(answer):
            window.page.goto(office.url + address)
            wrong += [f"{address}: {line}" for line in look_at(window.page)]
    return wrong


def is_page(answer: APIResponse) -> bool:
    """A whole page; neither a file nor a part that a page asks for."""
    return "text/html" in answer.headers["content-type"] and answer.text().startswith("<!doctype html>")


def test_every_page_of_a_shop(
    app: Flask, busy_office: RealOffice, populated: PopulatedShop, open_window: OpenWindow
) -> None:
    window = open_window("ru")
    window.sign_in(busy_office, populated.owner)
    wrong = look_at_all(window, busy_office, populated.addresses(app.url_map))
    assert not wrong, "\n".join(wrong)


def test_every_page_of_the_doorway(
    busy_office: RealOffice, populated: PopulatedShop, open_window: OpenWindow
) -> None:
    stranger, newcomer = open_window("ru"), open_window("ru")
    wrong = look_at_all(stranger, busy_office, ["/welcome", "/sign-in"])
    newcomer.sign_in(busy_office, populated.newcomer)
    wrong += look_at_all(
        newcomer, busy_office, ["/welcome/store", "/", "/devices", "/receipts", "/peripherals"]
    )
    with busy_office.make() as make:
        make.store(owner=make.session.merge(populated.newcomer, load=False))
    wrong += look_at_all(newcomer, busy_office, ["/welcome/pos"])
    assert not wrong, "\n".join(wrong)


def test_what_opens_on_a_page_is_accessible_too(
    busy_office: RealOffice, populated: PopulatedShop, open_window: OpenWindow
) -> None:
    window = open_window("ru")
    window.sign_in(busy_office, populated.owner)
    window.page.get_by_role("button", name=populated.owner.name).click()
    wrong = [f"menu of the user: {line}" for line in find_violations(window.page)]
    (device, *_others) = populated.ids["devices"]
    window.page.goto(f"{busy_office.url}/devices/{device}/usage-mode")
    window.slot("Pick-up slip printer").get_by_role("link", name=window.words("Select"), exact=True).click()
    window.page.get_by_role("dialog").wait_for()
    wrong += [f"picker: {line}" for line in look_at(window.page)]
    window.page.set_viewport_size(PHONE)
    window.page.goto(busy_office.url)
    window.page.get_by_role("button", name=window.words("Menu"), exact=True).click()
    wrong += [f"menu on a phone: {line}" for line in find_violations(window.page)]
    assert not wrong, "\n".join(wrong)


def test_a_form_with_mistakes_is_accessible_too(
    busy_office: RealOffice, populated: PopulatedShop, open_window: OpenWindow
) -> None:
    window = open_window("ru")
    window.sign_in(busy_office, populated.owner)
    window.page.goto(f"{busy_office.url}/peripherals/new?kind=receipt_printer")
    window.fill("Port", "99999")
    window.press("Add")
    window.page.locator("[aria-invalid=true]").first.wait_for()
    wrong = look_at(window.page)
    window.complaints = [line for line in window.complaints if "status of 422" not in line]
    assert not wrong, "\n".join(wrong)


def test_a_page_that_is_not_there_is_accessible_too(
    busy_office: RealOffice, populated: PopulatedShop, open_window: OpenWindow
) -> None:
    window = open_window("ru")
    window.sign_in(busy_office, populated.owner)
    window.page.goto(f"{busy_office.url}/no-such-page")
    wrong = look_at(window.page)
    window.complaints = [line for line in window.complaints if "status of 404" not in line]
    assert not wrong, "\n".join(wrong)
