"""Guide E line by line, in Polish: changes wait, come with the day report, or somebody forces one of five syncs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from cli.simulated_till import SimulatedTill
from cli.simulated_till.command_line import main
from cli.simulated_till.problems import NotActivated, Refused
from models import Device
from tests.browser.axe import find_violations
from tests.browser.guides import BY_ITSELF, GOODS, LANGUAGES, STORE, TILL, GuideShop, OpenWindow, guide_shop
from tests.make import Make
from tests.office import RealOffice
from tests.releases.publisher import Releases

OpenShop = Callable[..., GuideShop]
#: as the guide numbers them
FIVE = ("Configuration", "Users (employees)", "Products", "Transactions", "App update")


@pytest.fixture
def open_shop(busy_office: RealOffice, tmp_path: Path, open_window: OpenWindow) -> Iterator[OpenShop]:
    """Opens shops, in a language and with options of the window."""
    with ExitStack() as shops:
        yield lambda language="pl", **options: shops.enter_context(
            guide_shop(busy_office, tmp_path / language, open_window, language, **options)
        )


@pytest.fixture
def shop(open_shop: OpenShop) -> GuideShop:
    """A Polish reader's shop."""
    return open_shop()


def go(shop: GuideShop, path: str = "/synchronization") -> None:
    """Open a page; the matrix unless told otherwise."""
    shop.window.page.goto(f"{shop.office.url}{path}")


def line(shop: GuideShop) -> Locator:
    """The till's line of the matrix."""
    return shop.window.row(TILL)


def behind(shop: GuideShop, count: int = 1) -> str:
    """So many changes behind, in the reader's words."""
    return str(shop.words.count("%(num)s change behind", "%(num)s changes behind", count))


def force(shop: GuideShop, stream: str = "") -> None:
    """Tick the till in the matrix and order one of the five syncs, or everything."""
    go(shop)
    shop.window.page.get_by_label(shop.words("Tick %(name)s", name=TILL)).check()
    shop.window.page.get_by_label(shop.words("What"), exact=True).select_option(stream)
    shop.window.press("Update ticked tills now")


def course(shop: GuideShop, state: str, count: int) -> Locator:
    """How many orders have come so far."""
    return shop.window.page.get_by_text(f"{shop.words(state)}: {count}", exact=True)


def fetch_due(till: SimulatedTill) -> list[str]:
    """The till calls and does what is due; returns which streams."""
    due = [one["stream"] for one in till.poll().due]
    till.synchronize()
    return due


def add(shop: GuideShop, deed: Callable[[Make], object]) -> None:
    """Somebody changes something in the back office."""
    with shop.office.make() as make:
        deed(make)


def save(shop: GuideShop, path: str, fields: dict[str, str], deed: str = "Save") -> None:
    """Fill in a form of the back office and press its button."""
    go(shop, path)
    write(shop, fields)
    shop.window.press(deed)


def write(shop: GuideShop, fields: dict[str, str]) -> None:
    """Type into fields; beside a label may stand that it is optional."""
    for label, value in fields.items():
        shop.window.page.get_by_role("main").get_by_label(shop.words(label)).first.fill(value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_e01_a_change_waits_for_the_till_and_the_difference_is_told_in_words(
    open_shop: OpenShop, language: str
) -> None:
    shop = open_shop(language)
    _device, till = shop.activated()
    add(shop, lambda make: make.product("Bigos", 2100, shop.owner))
    go(shop)
    expect(line(shop)).to_contain_text(behind(shop))
    shop.window.page.get_by_role("link", name=behind(shop)).click()
    expect(shop.dialog()).to_contain_text(shop.words.count("%(num)s new product", "%(num)s new products", 1))
    expect(shop.dialog()).to_contain_text("Bigos")
    meanwhile = "The till works on with what it has until it fetches the changes below."
    expect(shop.dialog()).to_contain_text(shop.words(meanwhile))
    assert [product.name for product in till.products()] == [GOODS]
    assert till.sell([(GOODS, 1)]).total == 1850


def test_e02_changes_come_by_themselves_with_the_day_report(shop: GuideShop) -> None:
    _device, till = shop.activated()
    go(shop, "/synchronization/rules")
    shop.window.field("Products").select_option("day_report")
    shop.window.press("Save")
    expect(shop.window.status("Saved.")).to_be_visible()
    add(shop, lambda make: make.product("Bigos", 2100, shop.owner))
    till.sell([(GOODS, 1)])
    till.upload()
    assert "products" not in [due["stream"] for due in till.poll().due]
    go(shop)
    products = line(shop).locator("td").nth(2)
    expect(products).to_contain_text(behind(shop))

    till.day_report()
    till.upload()
    assert ("products", "day_report") in [(due["stream"], due["reason"]) for due in till.poll().due]
    till.synchronize()
    assert sorted(product.name for product in till.products()) == ["Bigos", GOODS]
    expect(products).to_contain_text(shop.words("Up to date"), timeout=BY_ITSELF)
    go(shop, "/synchronization/history")
    expect(shop.window.row(shop.words("With the day report"))).to_contain_text(TILL)


def test_e03_a_forced_sync_is_waiting_taken_and_done_by_itself(shop: GuideShop) -> None:
    _device, till = shop.activated()
    force(shop)
    expect(course(shop, "Waiting", 4)).to_be_visible()
    till.poll()
    expect(course(shop, "Taken", 4)).to_be_visible(timeout=BY_ITSELF)
    assert sorted(fetch_due(till)) == ["configuration", "products", "transactions", "users"]
    expect(course(shop, "Done", 4)).to_be_visible(timeout=BY_ITSELF)
    go(shop, "/synchronization/history")
    forced = shop.window.page.locator("tbody tr").filter(has_text=shop.words("Update now"))
    expect(forced).to_have_count(4)


def test_e04_the_five_syncs_stand_in_the_order_of_the_guide_for_who_is_signed_in(
    shop: GuideShop, open_window: OpenWindow
) -> None:
    device, till = shop.activated()
    go(shop)
    page = shop.window.page
    names = [shop.words(name) for name in FIVE]
    assert page.get_by_label(shop.words("What"), exact=True).locator("option").all_inner_texts()[1:] == names
    assert page.locator("thead th").all_inner_texts()[1:] == names

    stranger = open_window("pl")
    stranger.page.goto(f"{shop.office.url}/synchronization")
    expect(stranger.heading("Sign in")).to_be_visible()
    with pytest.raises(NotActivated):
        shop.till("not logged in").pull("configuration")
    shop.open(device, "/deactivate")
    lost = "For a lost or broken till. It is cut off at once, and another till may take its place."
    page.get_by_text(shop.words(lost)).click()
    shop.window.press("Deactivate")
    expect(shop.status()).to_contain_text(shop.words("Inactive"))
    with pytest.raises(Refused, match="device_inactive"):
        till.pull("configuration")


@pytest.mark.parametrize("stream", ["configuration", "users", "products", "transactions"])
def test_e05_to_e08_each_stream_is_ordered_alone(shop: GuideShop, stream: str) -> None:
    _device, till = shop.activated()
    force(shop, stream)
    expect(course(shop, "Waiting", 1)).to_be_visible()
    assert fetch_due(till) == [stream]
    expect(course(shop, "Done", 1)).to_be_visible(timeout=BY_ITSELF)


def test_e05_configuration_brings_cash_shifts_company_shops_and_terminal_settings(shop: GuideShop) -> None:
    device, till = shop.activated()
    before = till.configuration()
    go(shop, "/settings/tills")
    shop.window.field("Cash management").click()
    shop.window.field("Shifts required").click()
    shop.window.press("Save")
    shop.window.press("Change how tills work")
    save(shop, "/settings", {"Name of your business": "Bar pod Kasztanem", "Tax number": "5260250274"})
    save(shop, f"/stores/{shop.store.public_id}/edit", {"Text at the end of receipts": "Smacznego!"})
    save(shop, f"/devices/{device.public_id}/edit", {"Name": "Kasa przy oknie"})
    assert till.configuration() == before

    go(shop)
    shop.window.page.get_by_label(shop.words("Tick %(name)s", name="Kasa przy oknie")).check()
    shop.window.page.get_by_label(shop.words("What"), exact=True).select_option("configuration")
    shop.window.press("Update ticked tills now")
    assert fetch_due(till) == ["configuration"]
    now = till.configuration()
    assert now["cash_management"] is not before["cash_management"]
    assert now["shifts_required"] is not before["shifts_required"]
    assert (now["account"]["name"], now["account"]["tax_id"]) == ("Bar pod Kasztanem", "5260250274")
    assert (now["store"]["name"], now["store"]["receipt_footer"]) == (STORE, "Smacznego!")
    assert now["device"]["name"] == "Kasa przy oknie"


def test_e06_users_brings_the_staff(shop: GuideShop) -> None:
    _device, till = shop.activated()
    go(shop, "/employees")
    shop.window.follow("Add employee")
    shop.dialog().get_by_label(shop.words("Full name")).fill("Bożena Zając")
    shop.dialog().get_by_label(shop.words("Login ID")).fill("12")
    shop.dialog().get_by_role("checkbox", name=STORE).check()
    shop.dialog().locator("input[name=pin]").fill("4711")
    shop.dialog().get_by_role("button", name=shop.words("Save")).click()
    expect(shop.window.row("Bożena Zając")).to_be_visible()
    assert [one["name"] for one in till.employees()] == ["Anna"]
    force(shop, "users")
    assert fetch_due(till) == ["users"]
    assert sorted(one["name"] for one in till.employees()) == ["Anna", "Bożena Zając"]
    assert "4711" not in str(till.employees())


def test_e07_products_brings_prices_assortment_units_and_categories(shop: GuideShop) -> None:
    _device, till = shop.activated()
    save(shop, "/catalogue/units/new", {"Name": "porcja", "Short name": "porc."}, "Add")
    go(shop, "/catalogue/new")
    write(shop, {"Name": "Bigos", "Price": "21,00", "Category": "Dania gorące"})
    shop.window.field("Unit").select_option(label="porcja")
    shop.window.press("Add")
    go(shop, "/catalogue/price-lists/new")
    shop.window.fill("Name", "Letni")
    shop.window.page.get_by_role("switch", name=STORE).check()
    shop.window.press("Add")
    go(shop, "/catalogue/price-lists")
    shop.window.follow_name("Letni")
    shop.window.page.get_by_label(shop.words("Price of %(name)s", name=GOODS)).fill("17,50")
    shop.window.press("Save prices")
    expect(shop.window.page.get_by_label(shop.words("Price of %(name)s", name=GOODS))).to_have_value("17,50")
    assert [(product.name, product.price) for product in till.products()] == [(GOODS, 1850)]

    force(shop, "products")
    assert fetch_due(till) == ["products"]
    found = {product.name: product for product in till.products()}
    assert {name: product.price for name, product in found.items()} == {GOODS: 1750, "Bigos": 2100}
    assert found["Bigos"].unit == "porc."


def test_e08_what_is_not_sent_stands_in_the_matrix_until_it_is(shop: GuideShop) -> None:
    """Beside the till stands what it still holds; the command sends it, and the sign goes."""
    _device, till = shop.activated()
    words = shop.words
    till.sell([(GOODS, 1)])
    till.report_state()
    go(shop)
    waiting = words.count("%(num)s not sent", "%(num)s not sent", 1)
    expect(line(shop)).to_contain_text(waiting)
    line(shop).get_by_role("link", name=waiting).click()
    expect(shop.dialog()).to_contain_text(
        words(
            "The till holds sales that have not arrived here. It sends them by itself as soon as it is online."
        )
    )
    force(shop, "transactions")
    assert fetch_due(till) == ["transactions"]
    assert till.unsent() == []
    till.report_state()
    go(shop)
    expect(line(shop)).to_contain_text(words("All sent"), timeout=BY_ITSELF)
    go(shop, "/receipts")
    expect(shop.window.page.get_by_role("main")).to_contain_text("18,50")


def test_e09_a_newer_version_is_laid_ready_and_installed_only_within_the_day_close(
    shop: GuideShop, capsys: pytest.CaptureFixture[str]
) -> None:
    _device, till = shop.activated()
    before = till.updates.version
    with shop.office.make() as make:
        releases = Releases(make.session, shop.owner, shop.office.data)
        releases.rolling("9.1.0", platform="simulated")
    till.updates.trust(releases.publisher.public_key)
    force(shop, "app")
    assert fetch_due(till) == ["app"]
    expect(course(shop, "Done", 1)).to_be_visible(timeout=BY_ITSELF)
    assert (till.updates.staged, till.updates.version) == ("9.1.0", before)
    till.report_state()
    go(shop)
    expect(line(shop)).to_contain_text(before)

    till.sell([(GOODS, 1)])
    till.day_report()
    till.upload()
    assert till.updates.install() == "9.1.0"
    till.report_state()
    go(shop)
    expect(line(shop)).to_contain_text("9.1.0")
    assert till.standing == "active"  # D1: an update keeps the connection

    folder = str(shop.folder / TILL)
    assert main(["update", "--office", shop.office.url, "--folder", folder]) == 0
    assert "9.1.0 is the newest version" in capsys.readouterr().out


def test_e10_one_button_does_everything_and_sends_what_is_overdue(shop: GuideShop) -> None:
    """Before anybody has logged in on the till, too."""
    device, till = shop.activated()
    till.go_offline()
    till.sell([(GOODS, 2)])
    till.come_back()
    add(shop, lambda make: make.product("Bigos", 2100, shop.owner))
    shop.open(device, "/synchronization")
    shop.window.press("Update everything now")
    expect(course(shop, "Waiting", 4)).to_be_visible()
    assert till.describe_state()["employee_id"] is None
    assert len(fetch_due(till)) == 4
    expect(course(shop, "Done", 4)).to_be_visible(timeout=BY_ITSELF)
    assert (till.unsent(), len(till.products())) == ([], 2)
    go(shop, "/settings/tills")
    later = (
        "A change takes effect at each till after its next synchronization of the configuration;"
        " whoever is signed in there stays signed in until they sign out."
    )
    expect(shop.window.page.get_by_text(shop.words(later))).to_be_visible()


@pytest.mark.parametrize(
    ("mode", "deed"),
    [("id", "Ask for the ID only"), ("none", "Let everybody sell without sign-in")],
)
def test_e11_a_login_mode_is_saved_at_once_and_works_after_the_sync_of_the_configuration(
    shop: GuideShop, mode: str, deed: str
) -> None:
    _device, till = shop.activated()
    go(shop, "/settings/tills")
    assert till.configuration()["login_mode"] == "id_pin"
    shop.window.page.locator(f"input[name=login_mode][value={mode}]").check()
    shop.window.press("Save")
    shop.window.press(deed)
    go(shop, "/settings/tills")
    expect(shop.window.page.locator(f"input[name=login_mode][value={mode}]")).to_be_checked()
    assert till.configuration()["login_mode"] == "id_pin"
    force(shop, "configuration")
    assert fetch_due(till) == ["configuration"]
    assert till.configuration()["login_mode"] == mode


def test_e11_without_sign_in_the_anonymous_cashier_sells(shop: GuideShop) -> None:
    _device, till = shop.activated()
    receipt = till.sell([(GOODS, 1)])
    till.upload()
    go(shop, "/receipts")
    shop.window.follow_name(receipt.number)
    expect(shop.window.page.get_by_role("main")).to_contain_text(shop.words("anonymous cashier"))


def test_e_the_matrix_refreshes_by_itself_and_keeps_what_is_ticked(shop: GuideShop) -> None:
    _device, till = shop.activated()
    go(shop)
    tick = shop.window.page.get_by_label(shop.words("Tick %(name)s", name=TILL))
    tick.check()
    add(shop, lambda make: make.product("Bigos", 2100, shop.owner))
    expect(line(shop)).to_contain_text(behind(shop), timeout=BY_ITSELF)
    expect(tick).to_be_checked()
    till.pull("products")
    expect(line(shop)).not_to_contain_text(behind(shop), timeout=BY_ITSELF)


def test_e_an_order_is_withdrawn_before_the_till_calls(shop: GuideShop) -> None:
    _device, till = shop.activated()
    go(shop)
    shop.window.follow("Update many tills")
    shop.dialog().get_by_role("button", name=shop.words("Update now"), exact=True).click()
    expect(course(shop, "Waiting", 4)).to_be_visible()
    shop.window.press("Withdraw what is not done")
    expect(course(shop, "Withdrawn", 4)).to_be_visible()
    assert fetch_due(till) == []


def test_e_without_javascript(open_shop: OpenShop) -> None:
    shop = open_shop(java_script_enabled=False)
    _device, till = shop.activated()
    add(shop, lambda make: make.product("Bigos", 2100, shop.owner))
    go(shop)
    shop.window.page.get_by_role("link", name=behind(shop)).click()
    expect(shop.window.page.get_by_role("main")).to_contain_text("Bigos")
    force(shop, "products")
    assert fetch_due(till) == ["products"]
    shop.window.page.reload()
    expect(course(shop, "Done", 1)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_e_matrix_orders_and_history_are_for_everybody(open_shop: OpenShop, width: int) -> None:
    shop = open_shop(viewport={"width": width, "height": 900})
    device: Device = shop.activated()[0]
    add(shop, lambda make: make.product("Bigos", 2100, shop.owner))
    page = shop.window.page
    for path in ("", f"/tills/{device.public_id}/products", "/history", "/orders/new"):
        go(shop, f"/synchronization{path}")
        assert find_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
