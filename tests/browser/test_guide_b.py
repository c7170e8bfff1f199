"""Guide B line by line: create, activate, deactivate and delete a POS, in a real browser with a real till."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cli.simulated_till.problems import TillProblem, TillStopped
from domain.names import DeviceStatus, UserRole
from tests.browser.guides import GOODS, LANGUAGES, STORE, TILL, GuideShop, OpenWindow, guide_shop
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_b01_to_b05_create_a_pos_and_log_in_on_it(open_shop: OpenShop, language: str) -> None:
    """Section, form, status before, login on the till, status after: in each language."""
    shop = open_shop(language)
    window = shop.window
    window.go("POS devices")
    window.follow("Create POS")
    window.fill("Name", TILL)
    window.field("Store").select_option(label=STORE)
    window.press("Save")
    window.go("POS devices")
    expect(window.row(TILL)).to_contain_text(window.words("Not activated"))
    till = shop.till()
    shop.log_in_on(till)
    window.page.reload()
    expect(window.row(TILL)).to_contain_text(window.words("Activated"))
    assert till.standing == "active"


def test_b01_the_section_has_a_button_that_adds_a_pos(shop: GuideShop) -> None:
    shop.window.go("POS devices")
    expect(shop.window.heading("POS devices")).to_be_visible()
    shop.window.follow("Create POS")
    expect(shop.window.heading("Create POS")).to_be_visible()


def test_b02_nothing_is_saved_until_save_and_both_fields_are_needed(shop: GuideShop) -> None:
    with shop.office.make() as make:
        make.store("Drugi sklep", shop.owner)  # with one store only, it is chosen already
    window = shop.window
    window.page.goto(f"{shop.office.url}/devices/new")
    window.fill("Name", TILL)
    window.follow("Cancel")
    expect(window.page.get_by_text("No POS yet")).to_be_visible()
    window.page.goto(f"{shop.office.url}/devices/new")
    window.press("Save")
    expect(window.page.locator("#name-error")).to_be_visible()
    expect(window.page.locator("#store-error")).to_be_visible()
    shop.forgive_refusals()
    window.fill("Name", TILL)
    window.field("Store").select_option(label=STORE)
    window.press("Save")
    expect(window.heading(TILL)).to_be_visible()


def test_b03_a_new_pos_is_in_the_list_as_not_activated(shop: GuideShop) -> None:
    shop.device()
    shop.window.go("POS devices")
    expect(shop.window.row(TILL)).to_contain_text("Not activated")


def test_b04_the_owner_logs_in_on_the_till_and_chooses_among_those_that_wait(shop: GuideShop) -> None:
    taken, _till = shop.activated("Kasa 0")
    shop.device()
    tablet = shop.till()
    with pytest.raises(TillProblem) as wrong:
        tablet.log_in(shop.owner.email, "not the password")
    assert wrong.value.code == "bad_credentials"
    choices = tablet.log_in(shop.owner.email, "correct horse battery")
    assert [(choice.name, choice.available) for choice in choices] == [("Kasa 0", False), (TILL, True)]
    with pytest.raises(TillProblem) as refused:
        tablet.choose(taken.public_id)
    assert refused.value.code == "device_taken"
    shop.log_in_on(tablet)
    assert tablet.standing == "active"


def test_b05_the_list_shows_activated_afterwards(shop: GuideShop) -> None:
    shop.device()
    shop.log_in_on(shop.till())
    shop.window.go("POS devices")
    expect(shop.window.row(TILL)).to_contain_text("Activated")


def test_b06_the_owner_hands_the_session_to_an_employee(shop: GuideShop) -> None:
    device, till = shop.activated()
    till.hand_over("Anna")
    shop.open(device)
    expect(shop.window.page.get_by_text("Anna, since")).to_be_visible()
    shop.window.follow("History")
    expect(shop.window.row("The till was handed to Anna.")).to_be_visible()
    assert till.sell([(GOODS, 1)]).body["employee_id"]


def test_b07_a_lost_till_is_cut_off_from_account_and_office(shop: GuideShop) -> None:
    device, till = shop.activated()
    shop.open(device, "/deactivate")
    shop.window.page.get_by_text("For a lost or broken till.").click()
    shop.window.press("Deactivate")
    expect(shop.status()).to_contain_text("Inactive")
    with pytest.raises(TillProblem) as refused:
        till.poll()
    assert refused.value.code == "device_inactive"


@pytest.mark.parametrize("language", LANGUAGES)
def test_b08_the_warning_comes_first(open_shop: OpenShop, language: str) -> None:
    """Before anything can be pressed, with the facts from the till's last report."""
    shop = open_shop(language)
    device, till = shop.activated()
    till.sell([(GOODS, 2)])
    till.report_state()
    shop.open(device)
    shop.window.follow("Deactivate")
    warning = shop.words(
        "Warning: after deactivation, all data in the till’s app that was not synchronized is lost."
    )
    dialog = shop.dialog()
    expect(dialog.get_by_role("alert")).to_contain_text(warning)
    for label in ("Unsent receipts", "Open tickets", "Shift", "Last contact"):
        expect(dialog.get_by_text(shop.words(label), exact=True)).to_be_visible()
    text = dialog.inner_text()
    assert text.index(warning) < text.index(shop.words("Unsent receipts"))
    assert re.search(r"37[.,]00", text)


def test_b09_deactivate_stands_in_the_field_status_while_activated(shop: GuideShop) -> None:
    waiting = shop.device("Kasa 2")
    device, _till = shop.activated()
    for page in ("", "/edit"):
        shop.open(device, page)
        expect(shop.status().get_by_role("link", name="Deactivate")).to_be_visible()
        shop.open(waiting, page)
        expect(shop.status()).to_contain_text("Not activated")
        expect(shop.status().get_by_role("link", name="Deactivate")).to_have_count(0)


def test_b10_closing_the_dialog_changes_nothing(shop: GuideShop) -> None:
    device, _till = shop.activated()
    for close in ("Escape", "Cancel"):
        shop.open(device, "/edit")
        shop.status().get_by_role("link", name="Deactivate").click()
        expect(shop.dialog().get_by_role("button", name="Deactivate", exact=True)).to_be_visible()
        if close == "Escape":
            shop.window.page.keyboard.press("Escape")
        else:
            shop.dialog().get_by_role("link", name="Cancel").click()
        expect(shop.dialog()).to_have_count(0)
    assert shop.fresh(device).status == DeviceStatus.ACTIVATED


@pytest.mark.parametrize("language", LANGUAGES)
def test_b11_the_pos_is_inactive_and_a_new_till_may_take_its_place(
    open_shop: OpenShop, language: str
) -> None:
    shop = open_shop(language)
    device, _till = shop.activated()
    shop.open(device)
    shop.window.follow("Deactivate")
    shop.dialog().get_by_text(shop.words("Deactivate now")).click()
    shop.dialog().get_by_role("button", name=shop.words("Deactivate"), exact=True).click()
    expect(shop.status()).to_contain_text(shop.words("Inactive"))
    shop.log_in_on(shop.till("new"))
    shop.window.page.reload()
    expect(shop.status()).to_contain_text(shop.words("Activated"))
    rows = shop.window.page.locator("#tills tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(shop.words("This POS now"))
    expect(rows.last).to_contain_text(shop.words("deactivated in the back office"))


def test_b11_drained_first_the_pos_becomes_inactive_by_itself(shop: GuideShop) -> None:
    device, till = shop.activated()
    till.go_offline()
    till.sell([(GOODS, 1)])
    till.come_back()
    till.report_state()
    shop.open(device)
    shop.window.follow("Deactivate")
    shop.dialog().get_by_role("button", name="Deactivate", exact=True).click()
    expect(shop.status()).to_contain_text("Draining")
    till.upload()
    expect(shop.status()).to_contain_text("Inactive", timeout=20_000)
    assert shop.generations(device) == [(1, "drained")]


def test_b12_the_old_till_sells_no_more_and_says_so(shop: GuideShop) -> None:
    device, till = shop.activated()
    shop.open(device, "/deactivate")
    shop.window.page.get_by_text("Deactivate now").click()
    shop.window.press("Deactivate")
    expect(shop.status()).to_contain_text("Inactive")
    with pytest.raises(TillProblem) as refused:
        till.poll()
    assert till.stop_reason(refused.value).startswith("This POS was deactivated")  # type: ignore[arg-type]
    with pytest.raises(TillStopped):
        till.sell([(GOODS, 1)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_b13_important_close_tickets_and_shift_first(open_shop: OpenShop, language: str) -> None:
    shop = open_shop(language)
    device, till = shop.activated()
    till.open_shift("Anna")
    till.report_state()
    shop.open(device, "/edit")
    shop.window.follow("Delete POS")
    dialog = shop.dialog()
    for sentence in (
        "Important!",
        "Before you delete this POS, close all open receipts and close the shift on the till.",
        "The shift is open: close it on the till.",
    ):
        expect(dialog).to_contain_text(shop.words(sentence))
    dialog.get_by_role("button", name=shop.words("Delete POS"), exact=True).click()
    expect(shop.dialog().locator("#anyway-error")).to_be_visible()
    shop.forgive_refusals()
    assert shop.fresh(device).status == DeviceStatus.ACTIVATED


def test_b14_a_receipt_shows_its_pos_and_a_missing_one_comes_with_the_network(shop: GuideShop) -> None:
    device, till = shop.activated()
    first = till.sell([(GOODS, 1)])
    till.upload()
    till.go_offline()
    second = till.sell([(GOODS, 1)])
    window = shop.window
    shop.open(device, "/delete")
    expect(window.page.get_by_role("main")).to_contain_text(f"The last receipt that arrived: {first.number}")
    window.follow("Receipts of this POS")
    window.follow_name(first.number)
    expect(window.page.locator("dl > div").filter(has_text="POS device")).to_contain_text(TILL)
    window.go("Receipts")
    expect(window.row(second.number)).to_have_count(0)
    till.come_back()
    till.synchronize()
    window.page.reload()
    expect(window.row(second.number)).to_contain_text(TILL)


def test_b15_list_edit_bin_confirm(shop: GuideShop) -> None:
    device = shop.device()
    window = shop.window
    window.go("POS devices")
    window.row(TILL).get_by_role("link", name=f"Edit {TILL}").click()
    window.follow("Delete POS")
    shop.dialog().get_by_role("button", name="Delete POS", exact=True).click()
    expect(window.status("%(name)s was deleted. Its receipts stay.", name=TILL)).to_be_visible()
    expect(window.row(TILL)).to_have_count(0)
    assert shop.fresh(device).status == DeviceStatus.DELETED


def test_b16_receipts_keep_the_name_and_the_till_is_no_pos_any_more(shop: GuideShop) -> None:
    device, till = shop.activated()
    receipt = till.sell([(GOODS, 1)])
    till.upload()
    shop.open(device, "/delete")
    shop.window.press("Delete POS")
    shop.window.go("Receipts")
    expect(shop.window.row(receipt.number)).to_contain_text(TILL)
    with pytest.raises(TillProblem) as refused:
        till.poll()
    assert refused.value.code == "device_deleted"
    assert shop.generations(device) == [(1, "deleted")]


def test_b16_what_the_deleted_till_still_held_is_reviewed_under_its_name(shop: GuideShop) -> None:
    device, till = shop.activated()
    till.go_offline()
    receipt = till.sell([(GOODS, 1)])
    shop.open(device, "/delete")
    shop.window.press("Delete POS")
    till.come_back()
    till.upload()
    shop.window.go("Today")
    shop.window.follow("Receipts handed in late")
    expect(shop.window.row(receipt.number)).to_be_visible()
    expect(shop.window.page.get_by_role("heading", name=f"{TILL}, activation 1")).to_be_visible()
    shop.window.page.get_by_role("button", name=f"All seen of {TILL}, activation 1").click()
    expect(shop.window.page.get_by_text("Nothing was handed in late")).to_be_visible()


@pytest.mark.parametrize("role", [UserRole.MANAGER, UserRole.VIEWER])
def test_b17_only_who_manages_pos_devices_may_do_this(
    shop: GuideShop, open_window: OpenWindow, role: str
) -> None:
    device, _till = shop.activated()
    with shop.office.make() as make:
        person = make.user(role, shop.owner)
    window = open_window()
    window.sign_in(shop.office, person)
    window.page.goto(f"{shop.office.url}/devices/{device.public_id}")
    allowed = 1 if role == UserRole.MANAGER else 0
    for label in ("Deactivate", "Delete POS", "Edit POS"):
        expect(window.link(label)).to_have_count(allowed)
    answer = window.page.request.get(f"{shop.office.url}/devices/{device.public_id}/delete")
    assert answer.status == (200 if allowed else 403)
    assert shop.fresh(device).status == DeviceStatus.ACTIVATED


def test_b_without_javascript(open_shop: OpenShop) -> None:
    """From the form to the end, and every dialog is a page with a way back."""
    shop = open_shop("pl", java_script_enabled=False)
    window = shop.window
    device, till = shop.activated()
    shop.open(device, "/edit")
    window.follow("Deactivate")
    expect(window.heading("Deactivate %(name)s?", name=TILL)).to_be_visible()
    window.page.get_by_role("main").get_by_role("link", name=TILL).first.click()
    window.follow("Deactivate")
    window.page.get_by_text(window.words("Deactivate now")).click()
    window.press("Deactivate")
    expect(shop.status()).to_contain_text(window.words("Inactive"))
    window.follow("Delete POS")
    window.press("Delete POS")
    expect(window.heading("POS devices")).to_be_visible()
    assert shop.fresh(device).status == DeviceStatus.DELETED
    assert till.journal() == []


def test_b_by_keyboard(shop: GuideShop) -> None:
    """Deactivate and delete without a mouse."""
    device, _till = shop.activated()
    page = shop.window.page
    shop.open(device)
    shop.status().get_by_role("link", name="Deactivate").focus()
    page.keyboard.press("Enter")
    expect(shop.dialog()).to_be_visible()
    shop.dialog().get_by_role("radio").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(shop.dialog().get_by_role("button", name="Deactivate", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(shop.status()).to_contain_text("Inactive")
    shop.window.link("Delete POS").focus()
    page.keyboard.press("Enter")
    button = shop.dialog().get_by_role("button", name="Delete POS", exact=True)
    expect(button).to_be_visible()
    for _ in range(8):
        if button.evaluate("(button) => button === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(shop.window.status("%(name)s was deleted. Its receipts stay.", name=TILL)).to_be_visible()
    assert shop.verbs(device)[-1] == "device.deleted"
