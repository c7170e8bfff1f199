"""The dry run of a sample sale: filled from the keyboard, and the same with scripts switched off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from domain.names import Role
from models import Device, User
from tests.browser.window import Window
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
SOUP, CAKE, TEA = "Żurek z jajkiem", "Szarlotka", "Herbata z cytryną"


@pytest.fixture
def counter(busy_office: RealOffice) -> tuple[User, Device]:
    """A till with a printer at the counter and one in the kitchen; of three dishes one is made to order."""
    with busy_office.make() as make:
        owner = make.owner()
        store = make.store(owner=owner)
        server, _token = make.store_server(store)
        device = make.till(make.device(store=store)).device
        make.assignment(device, make.printer(server, "Przy ladzie"))
        make.assignment(device, make.printer(server, "Kuchnia"), Role.ASSEMBLY_PRINTER)
        for name in (SOUP, CAKE, TEA):
            make.product(name, owner=owner).made_to_order = name == SOUP
        make.session.commit()
        return owner, device


def open_page(window: Window, office: RealOffice, counter: tuple[User, Device]) -> None:
    """From the usage mode, as people come there."""
    owner, device = counter
    window.sign_in(office, owner)
    window.page.goto(f"{office.url}/devices/{device.public_id}/usage-mode")
    window.follow("Try a sample sale")
    expect(window.heading("Sample sale at %(name)s", name=device.name)).to_be_visible()


def paper(window: Window, key: str) -> Locator:
    return window.page.locator(f"#paper-{key}")


def quantity(window: Window, name: str) -> Locator:
    return window.field("Quantity of %(name)s", name=name)


def press_by_key(window: Window, label: str, name: str) -> None:
    window.button(label, name=name).focus()
    window.page.keyboard.press("Enter")


def test_a_basket_is_filled_from_the_keyboard_and_the_focus_is_never_lost(
    busy_office: RealOffice, counter: tuple[User, Device], open_window: OpenWindow
) -> None:
    window = open_window()
    open_page(window, busy_office, counter)
    expect(quantity(window, SOUP)).to_have_value("1")
    expect(quantity(window, TEA)).to_have_value("1")
    expect(quantity(window, CAKE)).to_have_count(0)
    search = window.field("Search a product to put in")
    search.focus()
    window.page.keyboard.type("szarl")
    expect(window.button("Put %(name)s in", name=SOUP)).to_have_count(0)
    expect(search).to_be_focused()
    press_by_key(window, "Put %(name)s in", CAKE)
    expect(paper(window, "receipt")).to_contain_text(f"1 × {CAKE}")
    expect(window.button("Put %(name)s in", name=CAKE)).to_be_focused()
    quantity(window, CAKE).focus()
    window.page.keyboard.press("Control+A")
    window.page.keyboard.type("0,5")
    window.page.keyboard.press("Enter")
    expect(paper(window, "receipt")).to_contain_text(f"0.5 × {CAKE}")
    expect(quantity(window, CAKE)).to_be_focused()
    expect(paper(window, "assembly")).to_contain_text(f"1 × {SOUP}")
    press_by_key(window, "Take %(name)s out", SOUP)
    expect(quantity(window, SOUP)).to_have_count(0)
    expect(paper(window, "assembly")).to_contain_text("Nothing in the basket is made to order")
    expect(window.status("%(name)s was taken out of the basket.", name=SOUP)).to_be_focused()
    window.page.reload()
    expect(paper(window, "receipt")).to_contain_text(f"0.5 × {CAKE}")


def test_a_quantity_that_is_none_is_said_at_once_where_it_was_typed(
    busy_office: RealOffice, counter: tuple[User, Device], open_window: OpenWindow
) -> None:
    window = open_window()
    open_page(window, busy_office, counter)
    quantity(window, SOUP).fill("abc")
    window.page.keyboard.press("Tab")
    expect(quantity(window, SOUP)).to_have_attribute("aria-invalid", "true")
    expect(quantity(window, SOUP)).to_have_accessible_description(
        window.words("A quantity is a number above zero, such as 2 or 0.485.")
    )
    expect(window.button("Take %(name)s out", name=SOUP)).to_be_focused()


def test_without_scripts_every_press_draws_the_whole_page(
    busy_office: RealOffice, counter: tuple[User, Device], open_window: OpenWindow
) -> None:
    window = open_window(java_script_enabled=False, viewport={"width": 390, "height": 844})
    open_page(window, busy_office, counter)
    window.fill("Search a product to put in", "szarl")
    window.page.keyboard.press("Enter")
    expect(window.button("Put %(name)s in", name=SOUP)).to_have_count(0)
    window.press("Put %(name)s in", name=CAKE)
    quantity(window, CAKE).fill("3")
    window.field("The sale is paid in cash").uncheck()
    window.press("Show what prints")
    expect(quantity(window, CAKE)).to_have_value("3")
    expect(paper(window, "receipt")).to_contain_text("The sale is not paid yet.")
    expect(paper(window, "assembly")).to_contain_text(f"1 × {SOUP}")
    window.press("Take %(name)s out", name=SOUP)
    expect(quantity(window, SOUP)).to_have_count(0)
    expect(quantity(window, CAKE)).to_have_value("3")


def test_a_button_that_only_has_the_focus_is_not_pressed(
    busy_office: RealOffice, counter: tuple[User, Device], open_window: OpenWindow
) -> None:
    window = open_window()
    open_page(window, busy_office, counter)
    quantity(window, SOUP).fill("4")
    window.button("Put %(name)s in", name=CAKE).focus()
    expect(paper(window, "assembly")).to_contain_text(f"4 × {SOUP}")
    expect(quantity(window, CAKE)).to_have_count(0)
    window.button("Take %(name)s out", name=SOUP).focus()
    window.field("Search a product to put in").evaluate(
        "(field) => { field.value = 'herb'; field.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    expect(window.button("Put %(name)s in", name=SOUP)).to_have_count(0)
    expect(quantity(window, SOUP)).to_have_value("4")
