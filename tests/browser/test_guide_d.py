"""Guide D line by line: connect a till, choose when it exchanges what, read the warnings, *Update now*; in Russian."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cli.simulated_till.command_line import main
from cli.simulated_till.problems import NotActivated, Refused
from domain.sync_choices import PERIODS
from models import Device
from tests.browser.guides import BY_ITSELF, GOODS, LANGUAGES, STORE, TILL, GuideShop, OpenWindow, guide_shop
from tests.browser.test_every_page import look_at
from tests.browser.window import Window, squeeze
from tests.office import RealOffice

OpenShop = Callable[..., GuideShop]
OWN = "Квас домашний"
TURNED_OFF = "Products and groups added on the till will not appear in the back office"
AGAIN = "They stay on the till. When synchronization is switched on again, they will be deleted!"
TURNED_ON = "The till’s list of products and groups will be exactly that of the back office"
GONE = "All products and groups that were added on the till will be deleted."
ANEW = (
    "If the app of the till is installed anew, connect the till again with a new code."
    " When the app is updated, the connection is kept."
)


@pytest.fixture
def open_shop(busy_office: RealOffice, tmp_path: Path, open_window: OpenWindow) -> Iterator[OpenShop]:
    """Opens shops, in a language and with options of the window."""
    with ExitStack() as shops:
        yield lambda language="ru", **options: shops.enter_context(
            guide_shop(busy_office, tmp_path / language, open_window, language, **options)
        )


@pytest.fixture
def shop(open_shop: OpenShop) -> GuideShop:
    """A Russian reader's shop."""
    return open_shop()


def create_pos(shop: GuideShop) -> None:
    """*My tills*, *+ Add a till*, its name; the only store stands there already."""
    window = shop.window
    window.go("POS devices")
    window.follow("Create POS")
    expect(window.field("Store").locator("option:checked")).to_have_text(STORE)
    window.fill("Name", TILL)
    window.press("Save")


def show_code(shop: GuideShop) -> str:
    """Press *Activate* and have the code shown."""
    shop.window.follow("Activate")
    shop.window.press("Show activation code")
    return shop.window.code("Activation code")


def choose(window: Window, stream: str, value: str) -> None:
    """Take a rule from the drop-down list of a stream, and save."""
    window.field(stream).select_option(value)
    window.press("Save")


def choose_products(shop: GuideShop, device: Device, value: str, deed: str) -> None:
    """Take a rule for products and confirm what it means."""
    shop.open(device, "/synchronization")
    choose(shop.window, "Products", value)
    shop.window.press(deed)
    expect(shop.window.field("Products")).to_have_value(value)


def cut_off(shop: GuideShop, device: Device) -> None:
    """Deactivate at once: the tablet is lost, or starts anew."""
    shop.open(device, "/deactivate")
    lost = "For a lost or broken till. It is cut off at once, and another till may take its place."
    shop.window.page.get_by_text(shop.words(lost)).click()
    shop.window.press("Deactivate")
    expect(shop.status()).to_contain_text(shop.words("Inactive"))


def test_d01_a_till_that_is_installed_anew_connects_again_and_an_updated_one_stays_connected(
    shop: GuideShop,
) -> None:
    device, till = shop.activated()
    updated = shop.till(TILL)  # an update keeps the memory of the till
    assert (updated.standing, updated.install_id) == ("active", till.install_id)
    updated.synchronize()

    anew = shop.till("the same tablet, installed anew")
    with pytest.raises(NotActivated):
        anew.poll()
    cut_off(shop, device)
    shop.open(device)
    code = show_code(shop)
    expect(shop.window.page.get_by_text(shop.words(ANEW))).to_be_visible()
    anew.activate(code)
    anew.synchronize()
    assert anew.standing == "active"
    assert [number for number, _ended in shop.generations(device)] == [1, 2]


def test_d02_right_after_a_pos_is_registered_its_page_offers_to_connect_a_till(shop: GuideShop) -> None:
    create_pos(shop)
    expect(shop.window.page.get_by_text(shop.words("No till is this POS yet"))).to_be_visible()
    shop.window.follow("Activate")
    expect(shop.window.heading("Activate %(name)s", name=TILL)).to_be_visible()


def test_d03_the_code_of_the_back_office_is_typed_on_the_till(shop: GuideShop) -> None:
    create_pos(shop)
    till = shop.till()
    with pytest.raises(Refused, match="code_unknown"):
        till.activate("AAAA-AAAA")
    till.activate(show_code(shop))
    assert (till.standing, till.activation.device["name"] if till.activation else "") == ("active", TILL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_d04_the_page_says_connection_established_and_leads_to_the_parameters(
    open_shop: OpenShop, language: str
) -> None:
    shop = open_shop(language)
    create_pos(shop)
    shop.till().activate(show_code(shop))
    expect(shop.window.status("Connection established")).to_be_visible(timeout=BY_ITSELF)
    if language == "ru":
        assert "Соединение установлено" in shop.window.page.get_by_role("main").inner_text()
    shop.window.follow("When this POS synchronizes")
    expect(shop.window.heading("Synchronization of %(name)s", name=TILL)).to_be_visible()


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
    expect(window.page.get_by_text(window.words(GONE))).to_be_visible()
    expect(window.page.get_by_text(OWN)).to_be_visible()
    window.press("Synchronize products")
    expect(window.field("Products")).to_have_value("every:15")
    choose(window, "Products", "never")
    window.press("Switch synchronization off")
    expect(window.field("Products")).to_have_value("never")


@pytest.mark.parametrize("stream", ["Products", "Users (employees)"])
def test_d06_each_list_offers_periods_and_never(shop: GuideShop, stream: str) -> None:
    device, till = shop.activated()
    shop.open(device, "/synchronization")
    offered = shop.window.field(stream).locator("option").all()
    values = [option.get_attribute("value") for option in offered]
    assert values == ["above", "day_report", *(f"every:{minutes}" for minutes in PERIODS), "never"]
    assert offered[-1].inner_text() == "Никогда"
    assert till.settings.read()["periods"] == list(PERIODS)


def test_d06_never_turns_that_sync_off(shop: GuideShop) -> None:
    device, till = shop.activated()
    shop.open(device, "/synchronization")
    choose(shop.window, "Users (employees)", "never")
    expect(shop.window.row(shop.words("Users (employees)"))).to_contain_text("Никогда")
    with shop.office.make() as make:
        make.employee(make.session.merge(shop.store, load=False), "Борис", "12")
    assert "users" not in [due["stream"] for due in till.poll().due]
    with pytest.raises(Refused, match="stream_off"):
        till.pull("users")


def test_d07_save_stores_the_parameters_and_the_till_gets_them(shop: GuideShop) -> None:
    device, till = shop.activated()
    shop.open(device, "/synchronization")
    shop.window.field("Products").select_option("every:5")
    shop.window.field("Users (employees)").select_option("every:1440")
    assert "sync_rule.changed" not in shop.verbs(device)
    shop.window.press("Save")
    expect(shop.window.status("Saved.")).to_be_visible()
    shop.window.page.reload()
    expect(shop.window.field("Products")).to_have_value("every:5")
    till.pull("configuration")
    rules = till.configuration()["sync"]
    assert [rules[stream]["period_minutes"] for stream in ("products", "users")] == [5, 1440]


def test_d08_leaving_the_question_changes_nothing(shop: GuideShop) -> None:
    device, _till = shop.activated()
    shop.open(device, "/synchronization")
    choose(shop.window, "Products", "never")
    shop.window.follow("Cancel")
    expect(shop.window.field("Products")).to_have_value("above")
    assert "sync_rule.changed" not in shop.verbs(device)


def test_d08_d09_the_till_shows_the_same_warnings_before_it_changes_anything(shop: GuideShop) -> None:
    """The parameters are the till's own page, too; nothing is stored there before somebody confirms."""
    device, till = shop.activated()
    till.make_good(OWN, 9000)
    for rule, consequence in (("never", "local_products_hidden"), ("every:15", "local_products_deleted")):
        before = till.settings.read()["products"]
        with pytest.raises(Refused, match="confirmation_required") as question:
            till.settings.change({"products": rule})
        assert question.value.facts["consequence"] == consequence
        assert (question.value.facts["count"], question.value.facts["examples"]) == (1, [OWN])
        assert till.settings.read()["products"] == before
        till.settings.change({"products": rule}, confirmed=True)
        shop.open(device, "/synchronization")
        expect(shop.window.field("Products")).to_have_value(rule)


def test_d08_the_simulated_till_says_what_it_means_and_asks_for_a_yes(
    shop: GuideShop, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same by commands, as scripts use them."""
    _device, till = shop.activated()
    till.make_good(OWN, 9000)
    here = ["--office", shop.office.url, "--folder", str(till.folder)]
    assert main(["settings", "products=never", *here]) == 1
    assert "will not appear in the back office" in capsys.readouterr().out
    assert main(["settings", "products=sometimes", *here]) == 1
    assert main(["settings", "products", *here]) == 1
    assert main(["settings", "products=never", "users=every:60", "--confirm", *here]) == 0
    assert main(["settings", *here]) == 0
    said = capsys.readouterr().out
    assert "products never, users every 60 minutes" in said


def test_d09_the_first_choice_is_confirmed_and_a_later_one_names_the_deed(shop: GuideShop) -> None:
    """A business that began without exchange of products turns it on for a till."""
    window = shop.window
    window.page.goto(f"{shop.office.url}/synchronization/rules")
    choose(window, "Products", "never")
    window.press("Confirm")
    expect(window.field("Products")).to_have_value("never")
    device, till = shop.activated()
    till.make_good(OWN, 9000)
    shop.open(device, "/synchronization")
    choose(window, "Products", "every:15")
    expect(window.page.get_by_text("Список товаров (групп товаров) на кассе будет полностью")).to_be_visible()
    window.press("Confirm")
    choose_products(shop, device, "never", "Switch synchronization off")
    choose_products(shop, device, "every:15", "Synchronize products")


def test_d10_what_exists_only_on_the_till_stays_while_products_are_off_and_goes_when_they_are_on(
    shop: GuideShop,
) -> None:
    device, till = shop.activated()
    choose_products(shop, device, "never", "Confirm")
    till.make_good(OWN, 9000)
    assert "products" not in [due["stream"] for due in till.poll().due]
    with pytest.raises(Refused, match="stream_off"):
        till.pull("products")
    assert [good["name"] for good in till.own_goods] == [OWN]
    shop.window.page.goto(f"{shop.office.url}/catalogue")
    expect(shop.window.page.get_by_role("main")).to_contain_text(GOODS)
    expect(shop.window.page.get_by_role("main")).not_to_contain_text(OWN)

    shop.open(device, "/synchronization")
    choose(shop.window, "Products", "above")
    expect(shop.window.page.get_by_text(OWN)).to_be_visible()
    shop.window.press("Synchronize products")
    expect(shop.window.field("Products")).to_have_value("above")
    till.pull("products")
    assert till.own_goods == []
    assert [product.name for product in till.products()] == [GOODS]


def test_d11_update_now_exchanges_at_once_without_waiting_for_the_rule(shop: GuideShop) -> None:
    """The till has everything and its rule waits for the evening; somebody presses, and the page tells the rest."""
    device, till = shop.activated()
    window = shop.window
    users = window.row(window.words("Users (employees)"))
    shop.open(device, "/synchronization")
    choose(window, "Users (employees)", "day_report")
    expect(window.status("Saved.")).to_be_visible()
    users.get_by_role("button").click()
    expect(window.page.get_by_text(window.words("Waiting")).first).to_be_visible()
    shop.open(device, "/synchronization")
    expect(users).to_contain_text(window.words("Waiting"))
    till.synchronize()
    expect(users).not_to_contain_text(window.words("Waiting"), timeout=BY_ITSELF)
    expect(users.get_by_role("button")).to_be_visible(timeout=BY_ITSELF)


def test_d11_update_now_stands_where_the_confirmation_leads(shop: GuideShop) -> None:
    device, till = shop.activated()
    choose_products(shop, device, "never", "Confirm")
    shop.window.press("Update everything now")
    expect(shop.window.heading("Update now")).to_be_visible()
    assert sorted(due["stream"] for due in till.poll().due) == ["configuration", "transactions", "users"]
    till.synchronize()
    expect(shop.window.page.get_by_text(f"{shop.words('Done')}: 3")).to_be_visible(timeout=BY_ITSELF)


def test_d11_update_now_leaves_the_tills_own_goods_alone_where_products_are_off(shop: GuideShop) -> None:
    """D10 and X4: nothing that somebody made on the till goes without a word, whoever presses what."""
    device, till = shop.activated()
    choose_products(shop, device, "never", "Confirm")
    till.make_good(OWN, 9000)
    shop.open(device)
    shop.window.press("Update now")
    left_out = "“%(stream)s” is switched off on %(name)s and was left out."
    said = shop.words(left_out, stream=shop.words("Products"), name=TILL)
    expect(shop.window.page.get_by_text(said)).to_be_visible()
    till.synchronize()
    assert [good["name"] for good in till.own_goods] == [OWN]
    shop.open(device, "/synchronization")
    products = shop.window.row(shop.words("Products"))
    expect(products).to_contain_text(shop.words("Switched off. Choose another rule to fetch it."))
    expect(products.get_by_role("button")).to_have_count(0)


def test_d12_the_parameters_alone_or_the_connection_too_are_changed_from_the_menu(shop: GuideShop) -> None:
    device, till = shop.activated()
    window = shop.window
    window.go("POS devices")
    window.follow_name(TILL)
    tabs = window.page.get_by_role("navigation", name=TILL)
    tabs.get_by_role("link", name=window.words("Synchronization"), exact=True).click()
    choose(window, "Products", "every:30")
    expect(window.status("Saved.")).to_be_visible()
    assert (till.standing, till.settings.read()["products"]["period_minutes"]) == ("active", 30)

    cut_off(shop, device)
    shop.open(device)
    till.activate(show_code(shop))
    till.synchronize()
    assert till.standing == "active"
    assert till.settings.read()["products"] == {"mode": "every", "period_minutes": 30}
    till.settings.change({"products": "every:60"})
    shop.open(device, "/synchronization")
    expect(window.field("Products")).to_have_value("every:60")


def test_d12_a_rule_of_the_business_or_the_store_reaches_every_till(shop: GuideShop) -> None:
    device, till = shop.activated()
    window = shop.window
    window.go("Synchronization")
    tabs = window.page.get_by_role("navigation", name=window.words("Synchronization"))
    tabs.get_by_role("link", name=window.words("Rules"), exact=True).click()
    choose(window, "Configuration", "day_report")
    expect(window.status("Saved.")).to_be_visible()
    window.follow_name(shop.store.name)
    expect(window.field("Configuration").locator("option").first).to_contain_text(
        window.words("With the day report")
    )
    choose(window, "Users (employees)", "every:1440")
    expect(window.status("Saved.")).to_be_visible()
    till.pull("configuration")
    rules = till.configuration()["sync"]
    assert rules["configuration"] == {"mode": "day_report"}
    assert rules["users"] == {"mode": "every", "period_minutes": 1440}
    shop.open(device, "/synchronization")
    expect(window.row(window.words("Users (employees)"))).to_contain_text(
        window.words("from the store %(name)s", name=shop.store.name)
    )


def test_d13_my_tills_add_a_till_choose_the_shop_type_the_code_and_update(shop: GuideShop) -> None:
    """A shop that is missing is added on the way; the new till stands in it."""
    window = shop.window
    window.go("POS devices")
    window.follow("Create POS")
    window.follow("Create store")
    window.fill("Name", "Улица Ильинка")
    window.press("Save")
    expect(window.heading("Улица Ильинка")).to_be_visible()
    window.go("POS devices")
    window.follow("Create POS")
    window.fill("Name", TILL)
    window.field("Store").select_option(label="Улица Ильинка")
    window.press("Save")
    till = shop.till()
    till.activate(show_code(shop))
    till.synchronize()
    expect(window.status("Connection established")).to_be_visible(timeout=BY_ITSELF)
    assert till.activation is not None
    assert till.activation.store["name"] == "Улица Ильинка"
    assert [product.name for product in till.products()] == [GOODS]


def test_d_by_keyboard(shop: GuideShop) -> None:
    """From the list to the deed, the pointing device stays where it is."""
    device, till = shop.activated()
    till.make_good(OWN, 9000)
    page = shop.window.page
    shop.open(device, "/synchronization")
    shop.window.field("Products").focus()
    page.keyboard.press("End")
    shop.window.button("Save").focus()
    page.keyboard.press("Enter")
    confirm = shop.window.button("Confirm")
    expect(confirm).to_be_visible()
    for _ in range(40):
        if confirm.evaluate("(one) => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(shop.window.field("Products")).to_have_value("never")


def test_d_the_question_is_a_page_for_everybody(shop: GuideShop) -> None:
    """On a desk, on a phone, in the dark: nothing stands in the way."""
    device, till = shop.activated()
    till.make_good(OWN, 9000)
    shop.open(device, "/synchronization")
    choose(shop.window, "Products", "never")
    expect(shop.window.button("Confirm")).to_be_visible()
    assert look_at(shop.window.page) == []


def test_d_without_javascript(open_shop: OpenShop) -> None:
    shop = open_shop(java_script_enabled=False)
    create_pos(shop)
    till = shop.till()
    till.activate(show_code(shop))
    till.synchronize()
    till.make_good(OWN, 9000)
    shop.window.page.reload()
    assert "Соединение установлено" in squeeze(shop.window.page.get_by_role("main").inner_text())
    shop.window.follow("When this POS synchronizes")
    choose(shop.window, "Products", "never")
    shop.window.press("Confirm")
    expect(shop.window.field("Products")).to_have_value("never")
    assert till.settings.read()["products"]["mode"] == "never"
