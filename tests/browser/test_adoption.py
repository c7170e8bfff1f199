"""An owner reads what a sync would delete from a till and adopts it, in a dialog and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models import Barcode, Product, User
from tests.browser.axe import SOURCE
from tests.browser.test_every_page import look_at
from tests.browser.window import Window
from tests.make import Till
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
CODE = "5901234123457"


@pytest.fixture
def counter(busy_office: RealOffice) -> tuple[User, Till]:
    """A till with three goods of its own; the barcode of one belongs to a product of the back office."""
    with busy_office.make() as make:
        owner = make.owner(language="en")
        till = make.till(make.device(store=make.store(owner=owner)))
        product = make.product("Kompot wiśniowy", 800, owner=owner)
        product.barcodes = [Barcode(code=CODE, account_id=product.account_id)]
        make.local_product(till, "Kompot domowy", barcodes=[CODE])
        make.local_product(till, "Chleb na zakwasie z bardzo długą nazwą", group="Pieczywo")
        make.local_product(till, "Zupa dnia", group="Zupy")
        return owner, till


def goods_of(office: RealOffice, owner: User) -> dict[str, str | None]:
    """The products of the back office, and the till's id of what they were."""
    with office.session() as session:
        rows = session.execute(
            select(Product.name, Product.adopted_from).where(Product.account_id == owner.account_id)
        )
        return {row.name: row.adopted_from for row in rows}


def test_an_owner_adopts_one_and_then_the_rest_in_a_dialog(
    busy_office: RealOffice, counter: tuple[User, Till], open_window: OpenWindow
) -> None:
    owner, till = counter
    window = open_window("en")
    window.sign_in(busy_office, owner)
    window.page.goto(f"{busy_office.url}/devices/{till.device.public_id}")
    window.page.get_by_role("link", name=window.words("Only on the till"), exact=True).click()
    expect(window.page.get_by_text("The next product sync deletes 3 products from this till")).to_be_visible()
    window.page.get_by_role("link", name=window.words("Adopt %(name)s", name="Zupa dnia"), exact=True).click()
    dialog = window.page.get_by_role("dialog")
    dialog.get_by_role("button", name=window.words("Adopt into the back office"), exact=True).click()
    expect(window.page.get_by_text("deletes 2 products from this till")).to_be_visible()
    assert "Zupa dnia" in goods_of(busy_office, owner)
    window.follow("Adopt all into the back office")
    expect(dialog.get_by_text(f"{CODE} belongs to Kompot wiśniowy.")).to_be_visible()
    if SOURCE.exists():
        assert look_at(window.page) == []
    dialog.get_by_role("button", name=window.words("Adopt into the back office"), exact=True).click()
    expect(window.page.get_by_text("in the back office as Kompot wiśniowy")).to_be_visible()
    found = goods_of(busy_office, owner)
    assert sorted(found) == ["Chleb na zakwasie z bardzo długą nazwą", "Kompot wiśniowy", "Zupa dnia"]
    assert all(found.values())
    if SOURCE.exists():
        assert look_at(window.page) == []


def test_the_chosen_ones_are_adopted_without_scripts(
    busy_office: RealOffice, counter: tuple[User, Till], open_window: OpenWindow
) -> None:
    owner, _till = counter
    window = open_window("en", java_script_enabled=False)
    window.sign_in(busy_office, owner)
    window.page.goto(f"{busy_office.url}/devices/local-products")
    for name in ("Kompot domowy", "Zupa dnia"):
        window.page.get_by_role("checkbox", name=name, exact=True).check()
    window.press("Adopt the chosen ones")
    window.page.get_by_role("radio", name=window.words("Adopt without it")).check()
    window.press("Adopt into the back office")
    expect(window.page.get_by_text("2 products were adopted into the back office.").first).to_be_visible()
    found = goods_of(busy_office, owner)
    assert sorted(found) == ["Kompot domowy", "Kompot wiśniowy", "Zupa dnia"]
    assert found["Kompot wiśniowy"] is None
