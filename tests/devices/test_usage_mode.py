"""The usage mode: what its pickers offer, in which order, and what becomes of bad input."""

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from domain.names import DeviceStatus, PeripheralKind, Role
from extensions import db
from models import Assignment, Device, Peripheral
from services.devices.devices import delete_device
from services.peripherals.peripherals import remove_peripheral
from services.usage_mode.assignments import assignments_of
from tests.make import Make, now
from tests.pages.browsing import find_token, open_page, post
from tests.pages.house_checks import check_page, text_of


@pytest.fixture
def shop(make: Make) -> dict[str, Any]:
    """Two tills and a store server in Kraków, another store in Gdańsk, a network printer."""
    server, _token = make.store_server(make.store("Kraków"))
    return {
        "server": server,
        "first": make.device("Kasa 1", server.store),
        "second": make.device("Kasa 2", server.store),
        "elsewhere": make.store("Gdańsk"),
        "printer": make.printer(server, "Epson", store=server.store),
        "scanner": make.printer(
            server,
            "Honeywell",
            kind=PeripheralKind.BARCODE_SCANNER,
            store=server.store,
            **usb("input/event3"),
        ),
    }


def usb(path: str) -> dict[str, Any]:
    return {"connection": {"type": "usb", "path": f"/dev/{path}"}}


def on(device: Device) -> dict[str, Any]:
    """Hanging on a till."""
    connection = {"type": "device", "device_id": device.public_id}
    return {"connection": connection, "host_device": device, "store": device.store, "store_server": None}


def tab_of(device: Device) -> str:
    return f"/devices/{device.public_id}/usage-mode"


def groups_of(page: Element) -> dict[str, list[str]]:
    """The picker's groups and the names in them."""
    return {
        text_of(group.find("./legend")): [text_of(one) for one in group.findall(".//*[@class='pick-title']")]  # type: ignore[arg-type]
        for group in page.findall(".//fieldset[@class='picker-group']")
    }


def candidate(page: Element, name: str) -> str:
    """Everything that a candidate says."""
    return next(text_of(one) for one in page.findall(".//button[@class='pick']") if name in text_of(one))


def stored(session: Session) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Who uses what for what."""
    session.expire_all()
    found = session.scalars(select(Assignment).order_by(Assignment.id))
    return [(one.device.name, one.role, one.peripheral.name, one.options) for one in found]


def said(answer: TestResponse) -> str:
    """A refusal: a readable page with status 422."""
    assert answer.status_code == 422, answer.headers
    return text_of(check_page(answer.get_data(as_text=True), "en"))


def test_candidates_stand_where_they_are(office: FlaskClient, make: Make, shop: dict[str, Any]) -> None:
    make.printer(shop["server"], "Kitchen", **usb("usb/lp0"))
    make.printer(None, "Bar", **on(shop["second"]))
    make.printer(None, "Counter", **on(shop["first"]))
    page = open_page(office, f"{tab_of(shop['first'])}/receipt_printer")
    assert groups_of(page) == {
        "On this device": ["Counter"],
        "In the network": ["Epson"],
        "On a store server": ["Kitchen"],
        "On another device": ["Bar"],
    }
    assert "Connected to Kasa 2 · Kraków" in candidate(page, "Bar")
    assert "On the store server Zaplecze" in candidate(page, "Kitchen")
    assert "127.0.0.1:9100 · Kraków" in candidate(page, "Epson")


def test_a_drawer_is_where_its_printer_is(office: FlaskClient, make: Make, shop: dict[str, Any]) -> None:
    bar = make.printer(None, "Bar", **on(shop["second"]))
    for name, printer, server in (("Left", shop["printer"], shop["server"]), ("Right", bar, None)):
        connection = {"type": "printer", "printer_id": printer.public_id, "pin": 2, "pulse_ms": 100}
        kind = PeripheralKind.CASH_DRAWER
        make.printer(shop["server"], name, kind=kind, printer=printer, connection=connection)
        make.session.scalars(select(Peripheral).where(Peripheral.name == name)).one().store_server = server
    make.session.commit()
    page = open_page(office, f"{tab_of(shop['first'])}/cash_drawer")
    assert groups_of(page) == {"In the network": ["Left"], "On another device": ["Right"]}
    assert "Opened by Epson" in candidate(page, "Left")


def test_what_hung_on_a_deleted_till_is_not_offered_and_not_given(
    office: FlaskClient, make: Make, session: Session, shop: dict[str, Any]
) -> None:
    lost = make.printer(None, "Bar", **on(shop["second"]))
    delete_device(session, shop["second"], now())
    session.commit()
    path = f"{tab_of(shop['first'])}/receipt_printer"
    assert groups_of(open_page(office, path)) == {"In the network": ["Epson"]}
    answer = post(office, path, {"peripheral": lost.public_id})
    assert "Bar hangs on Kasa 2, which was deleted." in said(answer)
    assert stored(session) == []


def test_the_own_store_comes_first_and_the_rest_is_searched(
    office: FlaskClient, make: Make, shop: dict[str, Any]
) -> None:
    for number in range(60):
        make.printer(shop["server"], f"Aaa {number:02}", store=shop["elsewhere"])
    path = f"{tab_of(shop['first'])}/receipt_printer"
    page = open_page(office, path)
    names = groups_of(page)["In the network"]
    assert (names[0], names[1], len(names)) == ("Epson", "Aaa 00", 30)
    assert "31 more: search by name." in text_of(page)
    assert groups_of(open_page(office, f"{path}?q=aA 59")) == {"In the network": ["Aaa 59"]}
    assert "Nothing found" in text_of(open_page(office, f"{path}?q=Zebra"))
    part = office.get(f"{path}?q=59", headers={"HX-Request": "true", "HX-Target": "candidates"})
    assert part.get_data(as_text=True).lstrip().startswith('<div id="candidates"')


def test_the_picker_says_who_uses_what(office: FlaskClient, make: Make, shop: dict[str, Any]) -> None:
    for number in range(3, 8):
        make.assignment(make.device(f"Kasa {number}", shop["elsewhere"]), shop["printer"])
    make.assignment(shop["second"], shop["scanner"], Role.PRODUCT_SCANNER)
    make.assignment(shop["second"], shop["printer"], Role.PICKUP_PRINTER)
    make.assignment(shop["second"], shop["printer"])
    scanners = open_page(office, f"{tab_of(shop['first'])}/product_scanner")
    assert "Used by Kasa 2" in candidate(scanners, "Honeywell")
    printers = open_page(office, f"{tab_of(shop['first'])}/receipt_printer")
    assert "Used by Kasa 2, Kasa 3, Kasa 4 and 3 more" in candidate(printers, "Epson")


def test_the_plus_offers_the_kinds_that_fit(office: FlaskClient, shop: dict[str, Any]) -> None:
    offered = {}
    for role in Role:
        page = open_page(office, f"{tab_of(shop['first'])}/{role}")
        links = page.findall(".//main//a[@hx-target='#dialog']")
        offered[role.value] = [text_of(link) for link in links]
        for link in links:
            open_page(office, link.get("href", ""))
    assert offered == {
        "payment_terminal": ["Add payment terminal"],
        "cash_drawer": ["Add cash drawer"],
        "receipt_printer": ["Add receipt printer"],
        "page_printer": ["Add page printer (A4)"],
        "pickup_printer": ["Add receipt printer"],
        "assembly_printer": ["Add receipt printer", "Add page printer (A4)"],
        "product_scanner": ["Add product barcode scanner"],
        "checkout_scale": ["Add checkout scale"],
    }


def test_two_thousand_peripherals_cost_as_many_queries_as_two(
    app: Flask, office: FlaskClient, make: Make, shop: dict[str, Any]
) -> None:
    make.assignment(shop["first"], shop["printer"])
    paths = (tab_of(shop["first"]), f"{tab_of(shop['first'])}/receipt_printer", "/this-device?choose=1")
    make.printer(shop["server"], "Kitchen", store=shop["elsewhere"], **usb("usb/lp0"))
    make.printer(None, "Bar", **on(shop["second"]))
    make.printer(None, "Window")
    few = [queries(app, office, path) for path in paths]
    fill(make, shop, 2_000)
    assert [queries(app, office, path) for path in paths] == few
    assert max(few) <= 20


def fill(make: Make, shop: dict[str, Any], number: int) -> None:
    """Printers of all places, many of them used."""
    stores = [shop["server"].store, shop["elsewhere"]]
    tills = [make.device(f"Till {n}", stores[n % 2]) for n in range(12)]
    things = []
    for n in range(number):
        place = {"connection": {"type": "network", "host": "printer", "port": 9100}}
        thing = Peripheral(name=f"Printer {n}", kind=PeripheralKind.RECEIPT_PRINTER, created_at=now())
        for name, value in (on(tills[n % 12]) if n % 3 else place).items():
            setattr(thing, name, value)
        thing.account_id, thing.store = shop["printer"].account_id, stores[n % 2]
        things.append(thing)
    make.session.add_all(things)
    make.session.commit()
    for till, thing in zip(tills, things[:12], strict=True):
        make.assignment(till, thing)


def queries(app: Flask, client: FlaskClient, path: str) -> int:
    """How often a page asks the database."""
    seen: list[str] = []
    with app.app_context():
        engine = db.engine
    listener = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    open_page(client, path)
    event.remove(engine, "before_cursor_execute", listener)
    return len(seen)


@pytest.mark.parametrize("which", ["wrong kind", "another account's", "removed", "nonsense"])
def test_what_cannot_be_chosen_is_refused_and_nothing_changes(
    office: FlaskClient, make: Make, session: Session, shop: dict[str, Any], which: str
) -> None:
    make.assignment(shop["first"], shop["printer"])
    before = stored(session)
    words = "no longer in your account"
    if which == "wrong kind":
        wanted, words = shop["scanner"].public_id, "Honeywell cannot be used for this."
    elif which == "another account's":
        wanted = make.printer(make.store_server(make.store(owner=make.owner()))[0], "Foreign").public_id
    elif which == "removed":
        gone = make.printer(shop["server"], "Gone")
        remove_peripheral(session, gone, now())
        session.commit()
        wanted = gone.public_id
    else:
        wanted = "../../etc/passwd"
    answer = post(office, f"{tab_of(shop['first'])}/receipt_printer", {"peripheral": wanted})
    page = said(answer)
    assert words in page
    assert "Foreign" not in page
    assert stored(session) == before


def test_fields_and_switches_that_do_not_exist(
    office: FlaskClient, make: Make, session: Session, shop: dict[str, Any]
) -> None:
    make.assignment(shop["first"], shop["printer"], Role.ASSEMBLY_PRINTER)
    tab, before = tab_of(shop["first"]), stored(session)
    open_page(office, f"{tab}/coffee_machine", status=404)
    for path in ("coffee_machine", "coffee_machine/clear", "coffee_machine/switch"):
        answer = post(office, f"{tab}/{path}", {"peripheral": shop["printer"].public_id}, token_from=tab)
        assert answer.status_code == 404
    for option in ("", "print_money", "x" * 5000):
        post(office, f"{tab}/assembly_printer/switch", {"option": option, "on": "1"}, token_from=tab)
        assert toasts_on(open_page(office, tab)) == ["This switch does not exist here."]
    post(office, f"{tab}/pickup_printer/switch", {"option": "print_assembly_slips"}, token_from=tab)
    assert "Choose a peripheral first." in text_of(open_page(office, tab))
    assert stored(session) == before


def test_a_take_over_from_somebody_who_no_longer_holds_it_is_asked_again(
    office: FlaskClient, make: Make, session: Session, shop: dict[str, Any]
) -> None:
    third = make.device("Kasa 3", shop["server"].store)
    make.assignment(third, shop["scanner"], Role.PRODUCT_SCANNER)
    wish = {"peripheral": shop["scanner"].public_id, "take_over": "1", "holder": shop["second"].public_id}
    page = said(post(office, f"{tab_of(shop['first'])}/product_scanner", wish))
    assert "Kasa 3 was faster" in page
    assert "if you take it over for Kasa 1, the field of Kasa 3 becomes empty" in page
    assert [row[:1] for row in stored(session)] == [("Kasa 3",)]
    wish["holder"] = third.public_id
    assert post(office, f"{tab_of(shop['first'])}/product_scanner", wish).status_code == 302
    assert [row[0] for row in stored(session)] == ["Kasa 1"]


@pytest.mark.parametrize(
    ("shown", "header", "value"),
    [
        ("{tab}", "HX-Refresh", "true"),
        ("{tab}#checkout_scale", "HX-Refresh", "true"),
        ("{tab}/receipt_printer", "HX-Redirect", "{tab}#receipt_printer"),
        ("{tab}?q=1", "HX-Redirect", "{tab}#receipt_printer"),
        ("", "HX-Redirect", "{tab}#receipt_printer"),
    ],
)
def test_a_choice_in_the_dialog_leaves_the_page_below_where_it_was_scrolled(
    office: FlaskClient, shop: dict[str, Any], shown: str, header: str, value: str
) -> None:
    tab = tab_of(shop["first"])
    told = {"HX-Request": "true", "HX-Current-URL": shown.format(tab=f"http://localhost{tab}")}
    form = {"csrf_token": find_token(office, tab), "peripheral": shop["printer"].public_id}
    answer = office.post(f"{tab}/receipt_printer", data=form, headers=told)
    assert (answer.status_code, answer.headers[header]) == (204, value.format(tab=tab))


def test_a_cleared_field_is_shown_again(office: FlaskClient, make: Make, shop: dict[str, Any]) -> None:
    make.assignment(shop["first"], shop["printer"], Role.ASSEMBLY_PRINTER)
    field = f"{tab_of(shop['first'])}#assembly_printer"
    for deed in ("switch", "clear"):
        path = f"{tab_of(shop['first'])}/assembly_printer/{deed}"
        form = {"option": "print_assembly_slips", "on": "0"}
        answer = post(office, path, form, token_from=tab_of(shop["first"]))
        assert (answer.status_code, answer.headers["Location"]) == (302, field)


def toasts_on(page: Element) -> list[str]:
    """What the page says of the last deed."""
    return [text_of(one.find("./p")) for one in page.findall(".//*[@id='toasts']/div")]  # type: ignore[arg-type]


#: language -> what it says when the slips go off and on, and when the field is emptied, twice
DONE = {
    "en": [
        "“Print assembly lists” is off now.",
        "“Print assembly lists” is on now.",
        "Assembly slip printer: Epson was cleared.",
        "“Assembly slip printer” is empty already.",
    ],
    "fr": [
        "« Imprimer listes d’assemblage » : maintenant désactivé.",
        "« Imprimer listes d’assemblage » : maintenant activé.",
        "Imprimante de bons d’assemblage : champ vidé (avant : Epson).",
        "« Imprimante de bons d’assemblage » : ce champ est déjà vide.",
    ],
    "pl": [
        "Wyłączono: „Drukuj listy kompletacji”.",
        "Włączono: „Drukuj listy kompletacji”.",
        "Drukarka bonów kompletacji: usunięto wybór „Epson”.",
        "Pole „Drukarka bonów kompletacji” jest już puste.",
    ],
    "ru": [
        "«Печатать сборочные листы» — теперь выключено.",
        "«Печатать сборочные листы» — теперь включено.",
        "Принтер сборочных листов: убрано «Epson».",
        "Поле «Принтер сборочных листов» уже пустое.",
    ],
}


@pytest.mark.parametrize("language", DONE)
def test_clearing_and_switching_say_once_what_was_done(
    client: FlaskClient, make: Make, shop: dict[str, Any], language: str
) -> None:
    owner = make.first_owner()
    owner.language = language
    make.sign_in(client, owner)
    make.assignment(shop["first"], shop["printer"], Role.ASSEMBLY_PRINTER)
    tab = tab_of(shop["first"])
    off, on = ({"option": "print_assembly_slips", "on": word} for word in "01")
    deeds: list[tuple[str, dict[str, str]]] = [("switch", off), ("switch", on), ("clear", {}), ("clear", {})]
    for (deed, form), sentence in zip(deeds, DONE[language], strict=True):
        post(client, f"{tab}/assembly_printer/{deed}", form, token_from=tab)
        assert toasts_on(open_page(client, tab, language)) == [sentence]
        assert toasts_on(open_page(client, tab, language)) == []


def test_what_a_selling_till_lost_is_said_and_put_back_with_one_press(
    office: FlaskClient, make: Make, session: Session, shop: dict[str, Any]
) -> None:
    device, printer = make.till(shop["first"]).device, shop["printer"]
    make.assignment(device, printer)
    tab = tab_of(device)
    post(office, f"{tab}/receipt_printer/clear", {}, token_from=tab)
    page = open_page(office, tab)
    lost = [f"Receipt printer: {printer.name} was cleared.", f"{device.name} prints no receipts."]
    assert toasts_on(page) == lost
    again = f".//form[@action='{tab}/receipt_printer']"
    assert text_of(page.find(f"{again}/button")) == f"Select {printer.name} again"  # type: ignore[arg-type]
    assert open_page(office, tab_of(shop["second"])).find(again) is None
    hidden = page.find(f"{again}/input[@name='peripheral']")
    assert hidden is not None
    post(office, f"{tab}/receipt_printer", {"peripheral": str(hidden.get("value"))}, token_from=tab)
    session.expire_all()
    assert assignments_of(session, device)[Role.RECEIPT_PRINTER].peripheral is printer
    assert open_page(office, tab).find(again) is None
    post(office, f"{tab}/receipt_printer/clear", {}, token_from=tab)
    printer.deleted_at = now()
    session.commit()
    assert open_page(office, tab).find(again) is None


def test_with_scripts_the_same_is_said_when_the_page_is_read_anew(
    office: FlaskClient, make: Make, shop: dict[str, Any]
) -> None:
    make.assignment(shop["first"], shop["printer"])
    tab = tab_of(shop["first"])
    told = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{tab}"}
    form = {"csrf_token": find_token(office, tab)}
    answer = office.post(f"{tab}/receipt_printer/clear", data=form, headers=told)
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")
    assert toasts_on(open_page(office, tab)) == ["Receipt printer: Epson was cleared."]


def test_the_overview_says_what_is_used_and_what_is_connected(
    office: FlaskClient, make: Make, shop: dict[str, Any]
) -> None:
    for role in (Role.RECEIPT_PRINTER, Role.PICKUP_PRINTER):
        make.assignment(shop["first"], shop["printer"], role)
    make.printer(None, "Counter", **on(shop["first"]))
    page = open_page(office, tab_of(shop["first"]))
    overview = page.find(".//section[@aria-label='Overview of the peripherals']")
    assert overview is not None
    text = text_of(overview)
    assert "Epson Receipt printer, Pick-up slip printer" in text
    assert "Connected to this till Counter" in text
    assert "Needs attention Epson" in text


def test_a_till_opens_its_own_usage_mode_and_is_remembered(office: FlaskClient, shop: dict[str, Any]) -> None:
    first, second = shop["first"], shop["second"]
    assert "does not know yet" in text_of(open_page(office, "/this-device"))
    assert "This device" in text_of(open_page(office, "/devices"))
    for device in (first, second):
        assert is_this_device(office, device).headers["Location"] == tab_of(device)
        assert office.get("/this-device").headers["Location"] == tab_of(device)
        assert office.get(f"/this-device/{device.public_id}").headers["Location"] == tab_of(device)
    assert "Kasa 2 This device" in text_of(open_page(office, tab_of(second)))
    assert "Kasa 1 This device" not in text_of(open_page(office, tab_of(first)))
    assert "This device" in text_of(open_page(office, "/devices"))
    assert "This browser runs on Kasa 2" in text_of(open_page(office, "/this-device?choose=1"))
    post(office, "/this-device/forget", {}, token_from="/stores")
    assert "does not know yet" in text_of(open_page(office, "/this-device"))


def is_this_device(office: FlaskClient, device: Device) -> TestResponse:
    """Somebody says which POS this browser is."""
    return post(office, "/this-device", {"device": device.public_id}, token_from="/stores")


def test_opening_an_address_alone_binds_no_browser(office: FlaskClient, shop: dict[str, Any]) -> None:
    first, second = shop["first"], shop["second"]
    answer = office.get(f"/this-device/{first.public_id}")
    assert answer.status_code == 200
    assert not [cookie for cookie in answer.headers.getlist("Set-Cookie") if "_device=" in cookie]
    page = text_of(check_page(answer.text, "en"))
    assert "Is this device Kasa 1?" in page
    assert "Yes, this is Kasa 1" in page
    assert "does not know yet" in text_of(open_page(office, "/this-device"))
    is_this_device(office, first)
    page = text_of(open_page(office, f"/this-device/{second.public_id}"))
    assert "Until now this browser runs on Kasa 1." in page
    assert office.get("/this-device").headers["Location"] == tab_of(first)


def test_nobody_says_what_is_no_device_of_ours(
    office: FlaskClient, make: Make, session: Session, shop: dict[str, Any]
) -> None:
    foreign = make.device("Secret", make.store(owner=make.owner()))
    for nonsense in (foreign, Device(public_id="nobody")):
        assert is_this_device(office, nonsense).status_code == 404
    delete_device(session, shop["first"], now())
    session.commit()
    answer = is_this_device(office, shop["first"])
    assert answer.headers["Location"] == "/this-device?choose=1"
    assert "Kasa 1 was deleted" in text_of(open_page(office, "/this-device?choose=1"))
    assert office.post("/this-device", data={"device": shop["second"].public_id}).status_code == 400
    assert "does not know yet" in text_of(open_page(office, "/this-device"))


def test_this_device_asks_to_sign_in_and_leads_back(client: FlaskClient, shop: dict[str, Any]) -> None:
    path = f"/this-device/{shop['first'].public_id}"
    assert client.get(path).headers["Location"] == f"/sign-in?next={path}"


def test_a_deleted_or_foreign_device_is_no_device_of_ours(
    office: FlaskClient, make: Make, session: Session, shop: dict[str, Any]
) -> None:
    foreign = make.device("Secret", make.store(owner=make.owner()))
    open_page(office, f"/this-device/{foreign.public_id}", status=404)
    is_this_device(office, shop["first"])
    delete_device(session, shop["first"], now())
    session.commit()
    assert shop["first"].status == DeviceStatus.DELETED
    page = open_page(office, f"/this-device/{shop['first'].public_id}", status=410)
    assert "Kasa 1 was deleted" in text_of(page)
    page = open_page(office, "/this-device")
    assert "Kasa 1 was deleted" in text_of(page)
    assert page.find(f".//button[@value='{shop['second'].public_id}']") is not None


def test_a_cookie_that_somebody_wrote_is_not_believed(office: FlaskClient, shop: dict[str, Any]) -> None:
    is_this_device(office, shop["first"])
    cookie = next(one for one in (office._cookies or {}).values() if one.key.endswith("_device"))
    assert cookie.http_only
    office.set_cookie(cookie.key, cookie.value.replace(cookie.value[1:4], "abc"))
    assert "does not know yet" in text_of(open_page(office, "/this-device"))
