"""Guide C line by line: from the list of stores to a till that is bound, in a real browser with a real till."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from cli.simulated_till.problems import OfficeUnreachable, TillProblem
from domain.names import StoreStatus
from models import OneTimeCode, Receipt, Store
from tests.browser.guides import BY_ITSELF, GOODS, LANGUAGES, STORE, TILL, GuideShop, OpenWindow, guide_shop
from tests.make import now
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


def close_store(shop: GuideShop) -> None:
    """The store rests."""
    with shop.office.session() as session:
        session.get_one(Store, shop.store.id).status = StoreStatus.INACTIVE
        session.commit()


def open_store(shop: GuideShop) -> None:
    """From the menu to the card of the store (C2)."""
    shop.window.go("Stores")
    shop.window.follow_name(STORE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_c01_to_c05_from_the_list_of_stores_to_the_bound_till(open_shop: OpenShop, language: str) -> None:
    """Sign in, choose the store, Status > Activate, wait, type the code: in each language."""
    shop = open_shop(language)
    shop.device()
    close_store(shop)
    window = shop.window
    open_store(shop)
    expect(shop.status()).to_contain_text(window.words("Inactive"))
    shop.status().get_by_role("button", name=window.words("Activate"), exact=True).click()
    expect(window.heading("Activate %(name)s", name=TILL)).to_be_visible()
    advice = window.words(
        "Do not close this window: it tells you by itself when the till is connected."
        " If it is closed all the same, nothing breaks and the code keeps working."
    )
    expect(window.page.get_by_text(advice)).to_be_visible()
    before = window.words(
        "Before you start: the till needs stable internet, and its app in the latest version."
    )
    expect(window.page.get_by_text(before)).to_be_visible()
    till = shop.till()
    till.activate(window.code("Activation code"))
    expect(window.status("Connection established")).to_be_visible(timeout=BY_ITSELF)
    assert till.standing == "active"
    open_store(shop)
    expect(shop.status()).to_contain_text(window.words("Active"))
    expect(window.row(TILL)).to_contain_text(window.words("Activated"))


def test_c01_the_office_is_entered_with_login_and_password(
    busy_office: RealOffice, open_window: OpenWindow
) -> None:
    with busy_office.make() as make:
        owner = make.owner()
    window = open_window()
    window.page.goto(f"{busy_office.url}/stores")
    window.fill("E-mail", owner.email)
    window.fill("Password", "not the password")
    window.press("Sign in")
    expect(window.page.get_by_role("alert")).to_be_visible()
    window.sign_in(busy_office, owner)
    window.complaints.clear()  # the refused attempt was a 4xx


def test_c02_a_store_is_chosen_from_the_list_with_status_and_tills(shop: GuideShop) -> None:
    shop.activated()
    shop.device("Kasa 2")
    close_store(shop)
    shop.window.go("Stores")
    expect(shop.window.row(STORE)).to_contain_text("Inactive")
    expect(shop.window.row(STORE)).to_contain_text("1 of 2")
    shop.window.follow_name(STORE)
    expect(shop.window.heading(STORE)).to_be_visible()
    expect(shop.window.row("Kasa 2")).to_contain_text("Not activated")


def test_c03_status_activate_makes_the_store_active_and_shows_the_code(shop: GuideShop) -> None:
    shop.device()
    close_store(shop)
    open_store(shop)
    shop.status().get_by_role("button", name="Activate", exact=True).click()
    assert len(shop.window.code("Activation code")) >= 8
    with shop.office.session() as session:
        assert session.get_one(Store, shop.store.id).status == StoreStatus.ACTIVE


def test_c03_of_several_that_wait_one_is_chosen(shop: GuideShop) -> None:
    shop.device("Kasa 1")
    shop.device("Kasa 2")
    open_store(shop)
    shop.window.press("Activate a till")
    expect(shop.window.heading("Which POS of %(store)s do you activate?", store=STORE)).to_be_visible()
    shop.window.press("Activate %(name)s", name="Kasa 2")
    expect(shop.window.heading("Activate %(name)s", name="Kasa 2")).to_be_visible()
    assert shop.window.code("Activation code")


def test_c03_where_none_waits_one_is_created_on_the_way(shop: GuideShop) -> None:
    open_store(shop)
    shop.window.press("Activate a till")
    expect(shop.window.heading("Create POS")).to_be_visible()
    expect(shop.window.field("Store")).to_have_value(shop.store.public_id)
    shop.window.fill("Name", TILL)
    shop.window.press("Save")
    till = shop.till()
    till.activate(shop.window.code("Activation code"))
    assert till.standing == "active"


def test_c04_closing_the_window_early_breaks_nothing(shop: GuideShop, open_window: OpenWindow) -> None:
    device = shop.device()
    shop.open(device, "/activation")
    shop.window.press("Show activation code")
    code = shop.window.code("Activation code")
    shop.window.page.goto("about:blank")
    other = open_window()
    other.sign_in(shop.office, shop.owner)
    other.page.goto(f"{shop.office.url}/devices/{device.public_id}/activation")
    assert other.code("Activation code") == code
    other.page.goto("about:blank")
    shop.till().activate(code)
    shop.open(device, "/activation")
    expect(shop.window.status("Connection established")).to_be_visible()


def test_c05_till_and_office_both_say_that_it_is_done(shop: GuideShop) -> None:
    device = shop.device()
    shop.open(device, "/activation")
    shop.window.press("Show activation code")
    activation = shop.till().activate(shop.window.code("Activation code"))
    assert (activation.device["name"], activation.store["name"]) == (TILL, STORE)
    expect(shop.window.status("Connection established")).to_be_visible(timeout=BY_ITSELF)


def test_c06_advice_stands_there_before_the_start(shop: GuideShop) -> None:
    shop.open(shop.device(), "/activation")
    advice = "Before you start: the till needs stable internet, and its app in the latest version."
    expect(shop.window.page.get_by_text(advice)).to_be_visible()


def test_c07_wrong_expired_used_and_no_network_are_told_apart(shop: GuideShop) -> None:
    device, second, expired = shop.device(), shop.device("Kasa 2"), shop.device("Kasa 3")
    used, late = shop.office.code_for(device), shop.office.code_for(expired)
    shop.till("first").activate(used)
    with shop.office.session() as session:
        session.execute(
            update(OneTimeCode)
            .where(OneTimeCode.device_id == expired.id)
            .values(expires_at=now() - timedelta(1))
        )
        session.commit()
    tablet = shop.till("second", patience_s=0.5)
    for typed, code in (
        ("AAAA-AAAA", "code_unknown"),
        (late, "code_expired"),
        (used, "code_used"),
    ):
        with pytest.raises(TillProblem) as refused:
            tablet.activate(typed)
        assert refused.value.code == code
    tablet.go_offline()
    with pytest.raises(OfficeUnreachable):
        tablet.activate(shop.office.code_for(second))
    tablet.come_back()
    close_store(shop)
    with pytest.raises(TillProblem) as refused:
        tablet.activate(shop.office.code_for(second))
    assert refused.value.code == "store_inactive"
    shop.office.forget_tries()


@pytest.mark.parametrize("language", LANGUAGES)
def test_c07_help_stands_on_the_page(open_shop: OpenShop, language: str) -> None:
    shop = open_shop(language)
    shop.open(shop.device(), "/activation")
    shop.window.page.get_by_text(shop.words("What if the code does not work?")).click()
    for sentence in (
        "“Unknown code”: check the letters and digits; a newer code ends the older one.",
        "“Expired”: make a new code here.",
        "“Already used”: another till was faster; look at its hardware on the card of the POS.",
        "No answer at all: check the internet of the till, and the address of the office on it.",
        "Still not? Ask your support, and name the POS and what the till says.",
    ):
        expect(shop.window.page.get_by_text(shop.words(sentence))).to_be_visible()


def test_c08_one_till_serves_several_stores(shop: GuideShop) -> None:
    with shop.office.make() as make:
        make.store("Stragan", shop.owner)
    device, till = shop.activated()
    shop.open(device, "/edit")
    shop.window.page.get_by_label("Stragan", exact=True).check()
    shop.window.press("Save")
    expect(shop.window.page.locator("dl > div").filter(has_text="Also serves")).to_contain_text("Stragan")
    till.pull("configuration")
    assert [store["name"] for store in till.configuration()["further_stores"]] == ["Stragan"]
    at_home, there = till.sell([(GOODS, 1)]), till.sell([(GOODS, 1)], store="Stragan")
    till.upload()
    shop.window.go("Receipts")
    expect(shop.window.row(at_home.number)).to_contain_text(STORE)
    expect(shop.window.row(there.number)).to_contain_text("Stragan")


def test_c09_the_store_of_a_till_is_changed_as_often_as_wished(shop: GuideShop) -> None:
    with shop.office.make() as make:
        make.store("Stragan", shop.owner)
    device, till = shop.activated()
    till.go_offline()
    kept = till.sell([(GOODS, 1)])
    till.come_back()
    for store in ("Stragan", STORE, "Stragan"):
        shop.open(device, "/edit")
        expect(shop.window.page.get_by_text("You may change it as often as you like")).to_be_visible()
        shop.window.field("Store").select_option(label=store)
        shop.window.press("Save")
        expect(shop.window.heading(TILL)).to_be_visible()
        till.synchronize()
        assert till.configuration()["store"]["name"] == store
        assert [product.name for product in till.products()] == [GOODS]
    with shop.office.session() as session:
        assert session.scalars(select(Receipt.id).where(Receipt.number == kept.number)).all()


def test_c09_the_binding_is_renewed_by_the_same_procedure(shop: GuideShop) -> None:
    device, _till = shop.activated()
    for number in (2, 3):
        shop.open(device, "/deactivate")
        shop.window.page.get_by_text("Deactivate now").click()
        shop.window.press("Deactivate")
        open_store(shop)
        shop.window.press("Activate a till")
        shop.till(f"tablet-{number}").activate(shop.window.code("Activation code"))
        expect(shop.window.status("Connection established")).to_be_visible(timeout=BY_ITSELF)
    assert shop.generations(device) == [(1, "deactivated"), (2, "deactivated"), (3, None)]


def test_c_an_inactive_store_is_said_on_the_till_and_nothing_is_lost(shop: GuideShop) -> None:
    _device, till = shop.activated()
    open_store(shop)
    shop.status().get_by_role("link", name="Deactivate").click()
    expect(shop.dialog()).to_contain_text("It goes on selling and sending; nothing is lost.")
    expect(shop.dialog().get_by_role("row").filter(has_text=TILL)).to_be_visible()
    shop.dialog().get_by_role("button", name="Deactivate", exact=True).click()
    expect(shop.status()).to_contain_text("Inactive")
    till.poll()
    assert till.notices[0].startswith(f"The store {STORE} is inactive")
    receipt = till.sell([(GOODS, 1)])
    assert till.upload().stored == 1
    shop.window.go("Receipts")
    expect(shop.window.row(receipt.number)).to_be_visible()
    open_store(shop)
    shop.status().get_by_role("button", name="Activate", exact=True).click()
    till.poll()
    assert till.notices == []


def test_c_without_javascript(open_shop: OpenShop) -> None:
    shop = open_shop("ru", java_script_enabled=False)
    shop.device()
    close_store(shop)
    window = shop.window
    open_store(shop)
    window.press("Activate")
    shop.till().activate(window.code("Activation code"))
    window.follow("Check now")
    expect(window.page.get_by_text(window.words("Connection established"))).to_be_visible()


def test_c_by_keyboard(shop: GuideShop) -> None:
    shop.device()
    open_store(shop)
    shop.window.button("Activate a till").focus()
    shop.window.page.keyboard.press("Enter")
    expect(shop.window.heading("Activate %(name)s", name=TILL)).to_be_visible()
    shop.window.page.get_by_text("What if the code does not work?").focus()
    shop.window.page.keyboard.press("Enter")
    expect(shop.window.page.get_by_text("“Expired”: make a new code here.")).to_be_visible()
