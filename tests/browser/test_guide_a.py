"""Guide A, line by line: which peripherals a till uses, chosen in its usage mode (A1-A20)."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Locator, expect

from domain.names import PeripheralKind
from domain.places import LANGUAGES
from tests.browser.conftest import LOCALES
from tests.browser.counter import FIELDS, PARTS, Counter, Shop, open_shop
from tests.browser.window import Window
from tests.make import PASSWORD
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
At = Callable[..., Counter]
LARGE = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def windows(chromium: Browser, busy_office: RealOffice) -> Iterator[dict[str, tuple[Shop, Window]]]:
    """A shop and its owner's signed-in window for each language, opened when first asked for."""
    found: dict[str, tuple[Shop, Window]] = {}
    yield found
    complaints = [line for _shop, window in found.values() for line in window.complaints]
    for _shop, window in found.values():
        window.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def at(chromium: Browser, busy_office: RealOffice, windows: dict[str, tuple[Shop, Window]]) -> At:
    """The usage mode of a new till: `at("fr")`."""

    def open_counter(language: str = "en", name: str = "Kasa 1") -> Counter:
        if language not in windows:
            shop = open_shop(busy_office, language)
            window = Window(chromium.new_context(locale=LOCALES[language], viewport=LARGE), language)  # type: ignore[arg-type]
            window.sign_in(busy_office, shop.owner)
            windows[language] = shop, window
        shop, window = windows[language]
        return Counter(shop, window, shop.till(name)).open()

    return open_counter


def test_a01_the_till_in_hand_opens_its_own_peripherals(at: At, open_window: OpenWindow) -> None:
    counter = at()
    url, window = counter.shop.office.url, open_window("en")
    window.page.goto(f"{url}/this-device/{counter.device.public_id}")
    window.fill("E-mail", counter.shop.owner.email)
    window.fill("Password", PASSWORD)
    window.press("Sign in")
    tab = f"{url}/devices/{counter.device.public_id}/usage-mode"
    window.press("Yes, this is %(name)s", name="Kasa 1")
    window.page.wait_for_url(tab)
    expect(window.page.get_by_role("heading", level=1)).to_have_text("Kasa 1 This device")
    window.go("POS devices")
    window.follow("This device")
    window.page.wait_for_url(tab)
    window.page.goto(f"{url}/this-device/{counter.device.public_id}")  # one press on the till, from now on
    window.page.wait_for_url(tab)


def test_a02_another_till_is_edited_from_the_list_and_this_one_is_not(at: At) -> None:
    mine, other = at(name="Kasa tutaj"), at(name="Kasa tam")
    window = mine.window
    window.page.goto(f"{mine.shop.office.url}/this-device/{mine.device.public_id}")
    window.press("Yes, this is %(name)s", name="Kasa tutaj")
    window.go("POS devices")
    window.follow_name("Kasa tam")
    window.follow("Usage mode")
    other.choose("Receipt printer", "Epson")
    assert other.shop.uses(other.device) == {"receipt_printer": "Epson"}
    assert other.shop.uses(mine.device) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a03_the_tab_has_exactly_three_parts(at: At, language: str) -> None:
    counter = at(language)
    main, words = counter.window.page.get_by_role("main"), counter.window.words
    assert main.get_by_role("heading", level=2).all_inner_texts() == [words(part) for part in PARTS]
    cards = main.locator("section.card").filter(has=counter.window.page.get_by_role("heading", level=2))
    shown = [card.locator(".slot-label").all_inner_texts() for card in cards.all()]
    assert shown == [[words(field) for field in fields] for fields in PARTS.values()]


def test_a04_an_overview_shows_what_is_connected_and_what_is_used(at: At) -> None:
    counter = at()
    counter.shop.hang("Drukarka w kasie", PeripheralKind.RECEIPT_PRINTER, counter.device)
    counter.choose("Receipt printer", "Epson")
    counter.choose("Pick-up slip printer", "Epson")
    overview = counter.window.page.get_by_role("region", name="Overview of the peripherals")
    items = [" ".join(item.split()) for item in overview.get_by_role("listitem").all_inner_texts()]
    assert items[0] == "Epson Receipt printer, Pick-up slip printer"
    assert items[1] == "Drukarka w kasie"
    overview.get_by_role("link", name="Drukarka w kasie").click()
    expect(counter.window.page.get_by_role("heading", level=1)).to_contain_text("Drukarka w kasie")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a05_every_field_is_tapped_chosen_and_usable_at_once(at: At, language: str) -> None:
    counter = at(language)
    scanner = counter.shop.scanner(f"Honeywell {language}").name
    for field, (_role, name) in FIELDS.items():
        counter.choose(field, scanner if name == "Honeywell" else name)
    expected = {str(role): name for role, name in FIELDS.values()} | {"product_scanner": scanner}
    assert counter.shop.uses(counter.device) == expected
    assert published(counter) == expected


def test_a05_the_field_itself_is_tapped_and_its_other_buttons_stay_theirs(at: At) -> None:
    counter = at()
    counter.choose("Receipt printer", "Epson")
    slot = counter.open().window.slot("Receipt printer")
    slot.click(position={"x": 20, "y": 30})
    dialog = counter.window.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Select Receipt printer")).to_be_visible()
    dialog.get_by_role("link", name="Cancel", exact=True).click()
    slot.get_by_role("button", name="Clear", exact=True).click()
    counter.is_empty("Receipt printer")


def test_a05_on_a_phone_the_page_stays_at_the_field(at: At, open_window: OpenWindow) -> None:
    counter = at()
    counter.window = open_window("en", viewport={"width": 390, "height": 844})
    counter.window.sign_in(counter.shop.office, counter.shop.owner)
    slot = counter.open().window.slot("Assembly slip printer")
    counter.choose("Assembly slip printer", "Epson")
    expect(slot.get_by_text("Epson", exact=True)).to_be_in_viewport()
    counter.window.press("Turn off: %(switch)s", switch="Print assembly lists")
    expect(slot.get_by_text("Epson", exact=True)).to_be_in_viewport()
    slot.get_by_role("button", name="Clear", exact=True).click()
    counter.is_empty("Assembly slip printer")
    expect(slot.get_by_text("Nothing chosen", exact=True)).to_be_in_viewport()


def published(counter: Counter) -> dict[str, str]:
    """What the office serves to this till: by role."""
    with counter.shop.office.make() as make:
        till = make.till(make.session.merge(counter.device, load=False))
    address = f"{counter.shop.office.url}/api/v1/sync/configuration"
    page = httpx.get(address, headers=till.headers).json()
    (change,) = page["changes"]
    used = change["data"]["usage_mode"]
    return {role: one["peripheral"]["name"] for role, one in used.items() if one}


def test_a06_payment_terminals_of_the_network(at: At) -> None:
    counter, other = at(), at(name="Kasa obok")
    other.choose("Payment terminal", "Ingenico")
    dialog = counter.open().dialog("Payment terminal")
    assert counter.groups(dialog) == {"In the network": ["Ingenico"]}
    expect(dialog.get_by_role("button", name="Ingenico")).to_contain_text(re.compile("Used by .*Kasa obok"))
    expect(dialog).to_contain_text("Several tills may share a payment terminal")
    dialog.get_by_role("button", name="Ingenico").click()
    counter.shows("Payment terminal", "Ingenico")
    assert counter.shop.uses(other.device) == {"payment_terminal": "Ingenico"}


@pytest.mark.parametrize(
    ("line", "field", "kind"),
    [
        ("a07", "Cash drawer", PeripheralKind.CASH_DRAWER),
        ("a08", "Receipt printer", PeripheralKind.RECEIPT_PRINTER),
        ("a09", "Page printer (A4)", PeripheralKind.PAGE_PRINTER),
        ("a10", "Pick-up slip printer", PeripheralKind.RECEIPT_PRINTER),
    ],
)
def test_a07_to_a10_what_is_connected_to_another_till_can_be_chosen(
    at: At, line: str, field: str, kind: PeripheralKind
) -> None:
    counter, host = at(), at(name=f"Kasa {line}")
    name = f"Na innej kasie {line}"
    counter.shop.hang(name, kind, host.device)
    dialog = counter.open().dialog(field)
    assert name in counter.groups(dialog)["On another device"]
    expect(dialog.get_by_role("button", name=name)).to_contain_text(f"Connected to Kasa {line}")
    dialog.get_by_role("button", name=name).click()
    counter.shows(field, name)


def plus(dialog: Locator) -> list[str]:
    """What the [+] offers."""
    return [text.strip() for text in dialog.locator("a[hx-target='#dialog']").all_inner_texts()]


def test_a07_the_plus_adds_a_drawer(at: At) -> None:
    counter = at()
    add(counter, "Cash drawer", "Add cash drawer", "Druga szuflada")


def test_a08_the_plus_adds_a_receipt_printer(at: At) -> None:
    counter = at()
    add(counter, "Receipt printer", "Add receipt printer", "Star", **{"Network address": "192.168.1.51"})


def test_a09_the_plus_adds_a_page_printer(at: At) -> None:
    counter = at()
    add(
        counter,
        "Page printer (A4)",
        "Add page printer (A4)",
        "Brother",
        **{"Network address": "192.168.1.52"},
    )


def add(counter: Counter, field: str, button: str, name: str, **typed: str) -> None:
    """Add one from the window without leaving it; it stands in the field."""
    window, dialog = counter.window, counter.dialog(field)
    dialog.get_by_role("link", name=window.words(button), exact=True).click()
    expect(dialog.get_by_role("heading", level=2, name=window.words(button))).to_be_visible()
    for label, text in ({"Name": name} | typed).items():
        dialog.get_by_label(window.words(label), exact=True).fill(text)
    for label in ("Printer that opens it",):
        if dialog.get_by_label(window.words(label), exact=True).count():
            dialog.get_by_label(window.words(label), exact=True).select_option(index=1)
    dialog.get_by_role("button", name=window.words("Add and assign"), exact=True).click()
    counter.shows(field, name)


def test_a10_only_receipt_printers_print_pick_up_slips(at: At) -> None:
    counter = at()
    dialog = counter.dialog("Pick-up slip printer")
    assert "Laser" not in [name for names in counter.groups(dialog).values() for name in names]
    assert plus(dialog) == ["Add receipt printer"]


def test_a11_any_printer_prints_assembly_slips(at: At) -> None:
    counter = at()
    dialog = counter.dialog("Assembly slip printer")
    assert {"Laser", "Epson"} <= set(counter.groups(dialog)["In the network"])
    assert plus(dialog) == ["Add receipt printer", "Add page printer (A4)"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("line", "switch", "option"),
    [
        ("a12", "Print assembly lists", "print_assembly_slips"),
        ("a13", "Only for made-to-order items", "only_made_to_order"),
    ],
)
def test_a12_a13_the_switches_of_the_assembly_slips(
    at: At, language: str, line: str, switch: str, option: str
) -> None:
    counter = at(language)
    words, window = counter.window.words, counter.window
    expect(window.page.get_by_text(words(switch), exact=False)).to_have_count(0)
    counter.choose("Assembly slip printer", "Epson")
    expect(window.page.get_by_text(words(switch), exact=False).first).to_be_visible()
    for now_on, press in ((False, "Turn off: %(switch)s"), (True, "Turn on: %(switch)s")):
        window.press(press, switch=words(switch))
        other = "Turn on: %(switch)s" if press.startswith("Turn off") else "Turn off: %(switch)s"
        expect(window.button(other, switch=words(switch))).to_be_visible()
        assert counter.shop.options(counter.device)[option] is now_on
        counter.shows("Assembly slip printer", "Epson")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kitchen_reads_a_language_of_its_own(at: At, language: str) -> None:
    counter = at(language)
    words, page = counter.window.words, counter.window.page
    counter.choose("Assembly slip printer", "Epson")
    page.get_by_role("link", name=words("Choose language"), exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(words("Language of the paper"), exact=True).select_option("ru")
    dialog.get_by_role("button", name=words("Save"), exact=True).click()
    row = page.locator(".slot-switch").filter(has_text=words("Language of the paper"))
    expect(row).to_contain_text("Русский")
    expect(dialog).to_have_count(0)
    assert counter.shop.options(counter.device)["language"] == "ru"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a14_a15_a16_a_held_scanner_is_taken_over_in_one_step(at: At, language: str) -> None:
    taker, holder = at(language, "Kasa 1"), at(language, "Kasa 2")
    scanner = taker.shop.scanner(f"Zebra {language}", holder.device).name
    words, window = taker.window.words, taker.window
    for button in ("Cancel", "Take over"):
        dialog = taker.open().dialog("Product barcode scanner")
        candidate = dialog.get_by_role("button", name=scanner)
        expect(candidate).to_contain_text(words("Used by %(devices)s", devices="Kasa 2"))
        candidate.click()
        expect(dialog.get_by_role("heading", name=words("Take over %(name)s?", name=scanner))).to_be_visible()
        for name in ("Kasa 1", "Kasa 2"):
            expect(dialog.get_by_role("paragraph").filter(has_text=name).first).to_be_visible()
        role = "link" if button == "Cancel" else "button"
        dialog.get_by_role(role, name=words(button), exact=True).click()  # type: ignore[arg-type]
        expect(window.page.get_by_role("dialog")).to_have_count(0)
        if button == "Cancel":
            assert taker.shop.uses(holder.device) == {"product_scanner": scanner}
            taker.is_empty("Product barcode scanner")
    taker.shows("Product barcode scanner", scanner)
    assert taker.shop.uses(holder.device) == {}
    holder.open().is_empty("Product barcode scanner")


def test_a15_two_browsers_race_for_one_scanner(at: At, open_window: OpenWindow) -> None:
    first, second, holder = at(name="Kasa lewa"), at(name="Kasa prawa"), at(name="Kasa z tyłu")
    scanner = first.shop.scanner("Datalogic", holder.device).name
    first.window, second.window = open_window("en"), open_window("en")
    for racer in (first, second):
        racer.window.sign_in(racer.shop.office, racer.shop.owner)
        racer.open().dialog("Product barcode scanner").get_by_role("button", name=scanner).click()
        expect(racer.window.button("Take over")).to_be_visible()
    for racer in (first, second):
        racer.window.page.evaluate("document.querySelector('#dialog form[hx-post]').requestSubmit()")
    (winner, loser) = (first, second) if wait_for_winner(first, second) is first else (second, first)
    winner.shows("Product barcode scanner", scanner)
    expect(loser.window.page.get_by_text(f"{winner.device.name} was faster", exact=True)).to_be_visible()
    assert loser.shop.uses(loser.device) == {}
    assert loser.shop.uses(holder.device) == {}
    loser.window.complaints = [line for line in loser.window.complaints if "status of 422" not in line]


def wait_for_winner(first: Counter, second: Counter) -> Counter:
    """Who has the scanner when both were answered."""
    for racer in (first, second):
        answered = racer.window.page.get_by_text("was faster").or_(
            racer.window.page.get_by_text("is used now.")
        )
        expect(answered.first).to_be_visible()
    return first if first.shop.uses(first.device) else second


def test_a17_the_plus_adds_a_scanner(at: At) -> None:
    counter = at()
    title, label = "Add product barcode scanner", "Connection on the store server"
    dialog = counter.dialog("Product barcode scanner")
    dialog.get_by_role("link", name=title, exact=True).click()
    dialog.get_by_label("Name", exact=True).fill("Nowy skaner")
    dialog.get_by_label(label, exact=True).fill("/dev/input/event9")
    server = dialog.get_by_label("Store server", exact=True)
    server.select_option(label=server.locator("option", has_text=counter.shop.server.name).first.inner_text())
    dialog.get_by_role("button", name="Add and assign", exact=True).click()
    counter.shows("Product barcode scanner", "Nowy skaner")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a18_the_scale_can_be_chosen_and_carries_its_notice(at: At, language: str) -> None:
    counter = at(language)
    main, words = counter.window.page.get_by_role("main"), counter.window.words
    for _ in range(2):
        for sentence in (
            "In principle you can connect a checkout scale to Comptoir. However, our interface to scales is "
            "still being certified.",
            "Until then its weights are for information: do not sell by weight with it where the law asks for "
            "a certified scale.",
        ):
            expect(main.get_by_text(words(sentence))).to_be_visible()
        if not counter.shop.uses(counter.device):
            counter.choose("Checkout scale", "Dibal")


def test_a19_one_printer_does_everything_for_everybody(at: At) -> None:
    fields = ("Receipt printer", "Pick-up slip printer", "Assembly slip printer")
    counters = [at(name="Kasa 1"), at(name="Kasa 2")]
    for counter in counters:
        counter.open()
        for field in fields:
            counter.choose(field, "Epson")
        counter.choose("Cash drawer", "Szuflada")
    for counter in counters:
        assert len(counter.shop.uses(counter.device)) == 4


def test_a20_a_field_is_emptied_and_an_unreachable_peripheral_says_so(at: At) -> None:
    counter = at()
    counter.choose("Receipt printer", "Epson")
    slot = counter.window.slot("Receipt printer")
    expect(slot.locator(".badge")).to_have_text("Store server silent")
    expect(slot.get_by_role("link", name="Details", exact=True)).to_be_visible()
    slot.get_by_role("button", name="Clear", exact=True).click()
    counter.is_empty("Receipt printer")
    assert counter.shop.uses(counter.device) == {}


def test_a20_what_a_selling_till_loses_is_said_and_put_back_with_one_press(at: At) -> None:
    counter = at()
    with counter.shop.office.make() as make:
        make.till(make.session.merge(counter.device, load=False))
    counter.open().choose("Receipt printer", "Epson")
    slot, page = counter.window.slot("Receipt printer"), counter.window.page
    slot.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator(".toast[data-tone=warn]")).to_have_text("Kasa 1 prints no receipts.")
    slot.get_by_role("button", name="Select Epson again", exact=True).click()
    counter.shows("Receipt printer", "Epson")
    expect(slot.get_by_role("button", name="Select Epson again", exact=True)).to_have_count(0)


def test_the_search_finds_while_typing(at: At) -> None:
    counter = at()
    with counter.shop.office.make() as make:
        server = make.session.merge(counter.shop.server, load=False)
        for number in range(9):
            make.printer(server, f"Kuchnia {number}")
    dialog = counter.open().dialog("Receipt printer")
    dialog.get_by_role("searchbox").fill("kuchnia 7")
    expect(dialog.locator(".pick-title")).to_have_text(["Kuchnia 7"])
    dialog.get_by_role("button", name="Kuchnia 7").click()
    counter.shows("Receipt printer", "Kuchnia 7")


def test_the_guide_works_without_javascript(at: At, open_window: OpenWindow) -> None:
    counter, holder = at("fr", "Caisse 1"), at("fr", "Caisse 2")
    scanner = counter.shop.scanner("Symbol", holder.device).name
    counter.window = open_window("fr", java_script_enabled=False)
    window, words = counter.window, counter.window.words
    window.sign_in(counter.shop.office, counter.shop.owner)
    for field, name in (("Assembly slip printer", "Laser"), ("Product barcode scanner", scanner)):
        counter.open().opener(field).click()
        expect(window.heading("Select %(role)s", role=words(field))).to_be_visible()
        window.page.get_by_role("main").get_by_role("button", name=name).click()
    expect(window.heading("Take over %(name)s?", name=scanner)).to_be_visible()
    window.press("Take over")
    counter.shows("Product barcode scanner", scanner)
    window.press("Turn off: %(switch)s", switch=words("Print assembly lists"))
    expect(window.button("Turn on: %(switch)s", switch=words("Print assembly lists"))).to_be_visible()
    window.slot("Assembly slip printer").get_by_role("button", name=words("Clear"), exact=True).click()
    counter.is_empty("Assembly slip printer")
    assert counter.shop.uses(counter.device) == {"product_scanner": scanner}


def test_the_guide_works_by_keyboard_alone(at: At) -> None:
    counter, holder = at(), at(name="Kasa 2")
    scanner = counter.shop.scanner("Opticon", holder.device).name
    page = counter.open().window.page
    press_enter_on(counter, counter.opener("Product barcode scanner"))
    press_enter_on(counter, page.get_by_role("dialog").get_by_role("button", name=scanner))
    press_enter_on(counter, counter.window.button("Take over"))
    counter.shows("Product barcode scanner", scanner)
    press_enter_on(
        counter, counter.window.slot("Product barcode scanner").get_by_role("button", name="Clear")
    )
    counter.is_empty("Product barcode scanner")


def press_enter_on(counter: Counter, control: Locator) -> None:
    """Go there by Tab, as somebody without a mouse, and press Enter."""
    page = counter.window.page
    expect(control).to_be_visible()
    for _ in range(60):
        if control.evaluate("(one) => one === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab never reaches it")
