"""Guide E line by line, as the back office sees it: changes wait, tills fetch them, somebody orders more."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cli.simulated_till import SimulatedTill
from tests.browser.axe import find_violations
from tests.browser.guides import BY_ITSELF, GOODS, TILL, GuideShop, OpenWindow, guide_shop
from tests.make import Make
from tests.office import RealOffice

OpenShop = Callable[..., GuideShop]


@pytest.fixture
def open_shop(busy_office: RealOffice, tmp_path: Path, open_window: OpenWindow) -> Iterator[OpenShop]:
    """Opens shops, in a language and with options of the window."""
    with ExitStack() as shops:
        yield lambda language="en", **options: shops.enter_context(
            guide_shop(busy_office, tmp_path / language, open_window, language, **options)
        )


@pytest.fixture
def shop(open_shop: OpenShop) -> GuideShop:
    """An English reader's shop."""
    return open_shop()


def matrix(shop: GuideShop) -> None:
    """Open the matrix."""
    shop.window.page.goto(f"{shop.office.url}/synchronization")


def fetch_due(till: SimulatedTill) -> list[str]:
    """The till calls and does what is due; returns which streams."""
    due = [one["stream"] for one in till.poll().due]
    till.synchronize()
    return due


def add(shop: GuideShop, deed: Callable[[Make], object]) -> None:
    """Somebody changes something in the back office."""
    with shop.office.make() as make:
        deed(make)


def test_e01_a_change_waits_for_the_till_and_the_difference_is_told_in_words(shop: GuideShop) -> None:
    shop.activated()
    add(shop, lambda make: make.product("Bigos", 2100, shop.owner))
    matrix(shop)
    expect(shop.window.row(TILL)).to_contain_text("1 change behind")
    shop.window.page.get_by_role("link", name="1 change behind").click()
    expect(shop.dialog()).to_contain_text("1 new product")
    expect(shop.dialog()).to_contain_text("Bigos")


def test_e03_e05_to_e08_update_now_is_waiting_taken_and_done_by_itself(shop: GuideShop) -> None:
    _device, till = shop.activated()
    page = shop.window.page
    matrix(shop)
    page.get_by_label(f"Tick {TILL}").check()
    shop.window.press("Update ticked tills now")
    expect(page.get_by_text("Waiting: 4")).to_be_visible()
    till.poll()
    expect(page.get_by_text("Taken: 4")).to_be_visible(timeout=BY_ITSELF)
    assert sorted(fetch_due(till)) == ["configuration", "products", "transactions", "users"]
    expect(page.get_by_text("Done: 4")).to_be_visible(timeout=BY_ITSELF)
    page.goto(f"{shop.office.url}/synchronization/history")
    expect(page.locator("tbody tr").filter(has_text="Update now")).to_have_count(4)


@pytest.mark.parametrize("stream", ["configuration", "users", "products", "transactions"])
def test_e05_to_e08_each_stream_is_ordered_alone(shop: GuideShop, stream: str) -> None:
    _device, till = shop.activated()
    page = shop.window.page
    matrix(shop)
    page.get_by_label("Tick " + TILL).check()
    page.get_by_label("What").select_option(stream)
    shop.window.press("Update ticked tills now")
    expect(page.get_by_text("Waiting: 1")).to_be_visible()
    assert fetch_due(till) == [stream]
    expect(page.get_by_text("Done: 1")).to_be_visible(timeout=BY_ITSELF)


def test_e08_what_is_not_sent_stands_in_the_matrix_until_it_is(shop: GuideShop) -> None:
    _device, till = shop.activated()
    till.sell([(GOODS, 1)])
    till.report_state()
    matrix(shop)
    expect(shop.window.row(TILL)).to_contain_text("1 not sent")
    till.upload()
    till.report_state()
    expect(shop.window.row(TILL)).to_contain_text("All sent", timeout=BY_ITSELF)


def test_the_matrix_refreshes_by_itself_and_keeps_what_is_ticked(shop: GuideShop) -> None:
    _device, till = shop.activated()
    matrix(shop)
    page = shop.window.page
    tick = page.get_by_label(f"Tick {TILL}")
    tick.check()
    add(shop, lambda make: make.product("Bigos", 2100, shop.owner))
    expect(shop.window.row(TILL)).to_contain_text("1 change behind", timeout=BY_ITSELF)
    expect(tick).to_be_checked()
    till.pull("products")
    expect(shop.window.row(TILL)).not_to_contain_text("behind", timeout=BY_ITSELF)


def test_an_order_is_withdrawn_before_the_till_calls(shop: GuideShop) -> None:
    _device, till = shop.activated()
    page = shop.window.page
    matrix(shop)
    shop.window.follow("Update many tills")
    shop.dialog().get_by_role("button", name="Update now").click()
    expect(page.get_by_text("Waiting: 4")).to_be_visible()
    shop.window.press("Withdraw what is not done")
    expect(page.get_by_text("Withdrawn: 4")).to_be_visible()
    assert fetch_due(till) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_matrix_orders_and_history_are_for_everybody(open_shop: OpenShop, width: int) -> None:
    shop = open_shop(viewport={"width": width, "height": 900})
    device, _till = shop.activated()
    add(shop, lambda make: make.product("Bigos", 2100, shop.owner))
    page = shop.window.page
    for path in ("", f"/tills/{device.public_id}/products", "/history", "/orders/new"):
        page.goto(f"{shop.office.url}/synchronization{path}")
        assert find_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
