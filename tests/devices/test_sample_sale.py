"""The dry run of a sample sale: a basket in the address, and what this till would print for it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, PeripheralKind, Role
from domain.sample_sale import MOST_LINES, Paper
from extensions import db
from models import Account, Assignment, Device, Event, Peripheral, PrintJob, Product, StoreServer
from services.devices.devices import delete_device
from services.usage_mode.assignments import set_option, set_slip_language
from tests.make import Make, now
from tests.pages.browsing import open_page
from tests.pages.house_checks import text_of


@dataclass
class Counter:
    """A till that works, its store server that called just now, a soup made to order and a cake that is not."""

    make: Make
    device: Device
    server: StoreServer
    soup: Product
    cake: Product

    def use(self, role: Role, name: str = "Epson", **facts: Any) -> Peripheral:
        """A printer that works, unless told otherwise, in this role."""
        printer = self.make.printer(self.server, name, **{"state": "online"} | facts)
        self.make.assignment(self.device, printer, role)
        return printer

    def path(self, *goods: Product, **more: str) -> str:
        """The address of the page with one of each of these products."""
        lines = "&".join(f"product={one.public_id}&quantity=1" for one in goods)
        rest = "&".join(f"{name}={value}" for name, value in more.items())
        return f"/devices/{self.device.public_id}/usage-mode/try?chosen=1&{lines}&{rest}"


@pytest.fixture
def counter(app: Flask, make: Make) -> Counter:
    """A shop that is open."""
    server, _token = make.store_server(make.store("Kraków"))
    app.extensions["contacts"].heard(f"store_server:{server.id}", now())
    soup, cake = make.product("Żurek"), make.product("Szarlotka")
    soup.made_to_order = True
    make.session.commit()
    return Counter(make, make.till(make.device("Kasa 1", server.store)).device, server, soup, cake)


def paper(page: Element, which: Paper) -> str:
    """All that the page says of one paper."""
    found = page.find(f".//*[@id='paper-{which}']")
    assert found is not None
    return text_of(found)


def lines_of(page: Element) -> dict[str, str]:
    """What lies in the basket: product id -> quantity as typed."""
    fields = page.findall(".//li/input")
    typed = [one.get("value", "") for one in fields]
    return dict(zip(typed[::2], typed[1::2], strict=True))


def test_a_first_visit_finds_one_thing_of_each_kind_in_a_paid_basket(
    office: FlaskClient, counter: Counter
) -> None:
    counter.use(Role.RECEIPT_PRINTER)
    page = open_page(office, f"/devices/{counter.device.public_id}/usage-mode/try")
    assert lines_of(page) == {counter.soup.public_id: "1", counter.cake.public_id: "1"}
    told = paper(page, Paper.RECEIPT)
    for word in ("Epson", "Prints", "1 × Żurek", "1 × Szarlotka", "80 mm", "Polski", "1 copy", "Zaplecze"):
        assert word in told, told
    assert "Nothing is chosen as “Cash drawer” in the usage mode." in paper(page, Paper.DRAWER)


def test_the_usage_mode_and_the_card_of_a_printer_lead_to_it(office: FlaskClient, counter: Counter) -> None:
    printer = counter.use(Role.RECEIPT_PRINTER)
    address = f"/devices/{counter.device.public_id}/usage-mode/try"
    for path in (f"/devices/{counter.device.public_id}/usage-mode", f"/peripherals/{printer.public_id}"):
        assert address in [link.get("href") for link in open_page(office, path).iter("a")], path


def test_the_kitchen_gets_what_is_made_to_order_in_its_language(
    office: FlaskClient, session: Session, counter: Counter
) -> None:
    counter.use(Role.ASSEMBLY_PRINTER, "Kuchnia", paper_width=58)
    set_slip_language(session, counter.device, Role.ASSEMBLY_PRINTER, "ru", now())
    session.commit()
    told = paper(open_page(office, counter.path(counter.soup, counter.cake)), Paper.ASSEMBLY)
    assert "1 × Żurek" in told
    assert "Szarlotka" not in told
    assert "58 mm · Русский · 1 copy · through the store server Zaplecze" in told


@pytest.mark.parametrize(
    ("option", "on", "goods", "sentence"),
    [
        ("print_assembly_slips", False, "soup", "Assembly lists are switched off for this till."),
        (
            "only_made_to_order",
            True,
            "cake",
            "Nothing in the basket is made to order, and the switch “Only for made-to-order items” is on.",
        ),
        ("only_made_to_order", False, "cake", "1 × Szarlotka"),
    ],
)
def test_the_switches_of_assembly_slips_count(
    office: FlaskClient,
    session: Session,
    counter: Counter,
    option: str,
    on: bool,
    goods: str,
    sentence: str,
) -> None:
    counter.use(Role.ASSEMBLY_PRINTER, "Kuchnia")
    set_option(session, counter.device, Role.ASSEMBLY_PRINTER, option, on, now())
    session.commit()
    page = open_page(office, counter.path(getattr(counter, goods)))
    assert sentence in paper(page, Paper.ASSEMBLY)


def test_a_printer_at_fault_names_its_stand_in_or_says_that_it_waits(
    office: FlaskClient, counter: Counter
) -> None:
    bar = counter.make.printer(counter.server, "Bar", state="online", language="fr")
    epson = counter.use(Role.RECEIPT_PRINTER, state="paper_out", state_reason="paper_out", stand_in=bar)
    bar.stand_in = epson
    counter.make.session.commit()
    path = counter.path(counter.soup, paid="1")
    told = paper(open_page(office, path), Paper.RECEIPT)
    assert "Prints elsewhere" in told
    assert "Epson cannot print now, so its stand-in Bar takes it." in told
    assert "Out of paper" in told
    assert "Français" in told
    bar.state = "unreachable"
    counter.make.session.commit()
    assert "its stand-in Bar cannot either" in paper(open_page(office, path), Paper.RECEIPT)
    epson.stand_in = None
    counter.make.session.commit()
    told = paper(open_page(office, path), Paper.RECEIPT)
    assert "Epson cannot print now and has no stand-in." in told
    assert "waits 12 hours at most · 80 mm" in told


def test_a_silent_or_missing_store_server_is_said(office: FlaskClient, counter: Counter) -> None:
    other, _token = counter.make.store_server(counter.server.store, "Piwnica")
    printer = counter.make.printer(other, "Stary", state="online")
    counter.make.assignment(counter.device, printer)
    path = counter.path(counter.soup, paid="1")
    told = paper(open_page(office, path), Paper.RECEIPT)
    assert "Not certain" in told
    assert "The store server Piwnica does not call." in told
    printer.store_server = None
    counter.make.session.commit()
    assert "No store server works Stary yet." in paper(open_page(office, path), Paper.RECEIPT)


def test_what_hangs_on_a_till_is_that_till_s(office: FlaskClient, counter: Counter) -> None:
    connection = {"type": "device", "device_id": counter.device.public_id}
    hanging = {"connection": connection, "host_device": counter.device, "store_server": None}
    counter.use(Role.PICKUP_PRINTER, "Na kasie", **hanging)
    told = paper(open_page(office, counter.path(counter.soup)), Paper.PICKUP)
    assert "The till prints it" in told
    assert "It hangs on this till, which works it itself." in told


def test_the_drawer_opens_with_the_receipt_that_comes_out_in_front_of_it(
    office: FlaskClient, counter: Counter
) -> None:
    epson = counter.use(Role.RECEIPT_PRINTER)
    drawer = counter.make.drawer(epson, state="online")
    counter.make.assignment(counter.device, drawer, Role.CASH_DRAWER)
    told = paper(open_page(office, counter.path(counter.soup, paid="1")), Paper.DRAWER)
    assert "Opens" in told
    assert "The receipt opens it." in told
    unpaid = open_page(office, counter.path(counter.soup))
    for which in (Paper.DRAWER, Paper.RECEIPT):
        assert "The sale is not paid yet." in paper(unpaid, which)


def test_a4_and_the_day_report_come_at_other_times(office: FlaskClient, counter: Counter) -> None:
    counter.use(Role.RECEIPT_PRINTER)
    counter.use(Role.PAGE_PRINTER, "Brother", kind=PeripheralKind.PAGE_PRINTER, paper_width=None)
    page = open_page(office, counter.path(counter.soup, paid="1"))
    assert "A4 · Polski" in paper(page, Paper.PAGE)
    assert "Day report · when the day is closed" in paper(page, Paper.REPORT)


def test_names_that_the_printer_cannot_write_are_told(office: FlaskClient, counter: Counter) -> None:
    counter.use(Role.RECEIPT_PRINTER, "Prosty", profile="simple")
    borscht = counter.make.product("Борщ с пампушками")
    told = paper(open_page(office, counter.path(counter.soup, borscht, paid="1")), Paper.RECEIPT)
    assert "Prosty cannot write every letter, so this is printed as a picture" in told
    assert "Żurek (Ż)" in told
    assert "Борщ с пампушками (Б о р щ с …)" in told


def test_a_basket_is_filled_and_emptied_by_presses(office: FlaskClient, counter: Counter) -> None:
    soup, cake = counter.soup.public_id, counter.cake.public_id
    page = open_page(office, counter.path(counter.soup, add=cake))
    assert lines_of(page) == {soup: "1", cake: "1"}
    assert "Szarlotka is in the basket." in text_of(page)
    again = open_page(office, counter.path(counter.soup, add=soup))
    assert lines_of(again) == {soup: "2"}
    assert "2 × Żurek" not in paper(again, Paper.PICKUP), "nothing is chosen for it"
    less = open_page(office, counter.path(counter.soup, counter.cake, remove=soup))
    assert lines_of(less) == {cake: "1"}
    assert "Żurek was taken out of the basket." in text_of(less)
    empty = open_page(office, counter.path(counter.soup, remove=soup))
    assert lines_of(empty) == {}
    assert "The basket is empty. Put something in." in text_of(empty)


def test_products_are_searched_and_never_all_sent(office: FlaskClient, counter: Counter) -> None:
    for number in range(30):
        counter.make.product(f"Kawa {number:02}")
    page = open_page(office, counter.path(q="kawa"))
    assert len(page.findall(".//button[@name='add']")) == 6
    assert "There are more products: search by name." in text_of(page)
    one = open_page(office, counter.path(q="Kawa 07"))
    assert [text_of(found) for found in one.findall(".//li/span[@class='basket-name']")] == ["Kawa 07"]
    assert "Nothing found" in text_of(open_page(office, counter.path(q="Zebra")))


@pytest.mark.parametrize("typed", ["abc", "0", "-2", "1e9", "", "9" * 300])
def test_a_quantity_that_is_none_is_said_at_its_field_and_the_rest_goes_on(
    office: FlaskClient, counter: Counter, typed: str
) -> None:
    counter.use(Role.RECEIPT_PRINTER)
    path = counter.path(counter.cake, paid="1") + f"&product={counter.soup.public_id}&quantity={typed}"
    page = open_page(office, path)
    field = page.find(".//input[@id='quantity-2']")
    assert field is not None
    assert (field.get("value"), field.get("aria-invalid")) == (typed, "true")
    said = page.find(f".//*[@id='{field.get('aria-describedby')}']")
    assert said is not None
    assert text_of(said) == "A quantity is a number above zero, such as 2 or 0.485."
    assert "1 × Szarlotka" in paper(page, Paper.RECEIPT)
    assert "Żurek" not in paper(page, Paper.RECEIPT)


def test_products_that_are_unknown_removed_or_another_account_s_are_said_at_their_line(
    office: FlaskClient, counter: Counter
) -> None:
    foreign = counter.make.product("Cudze", owner=counter.make.owner())
    counter.cake.deleted_at = now()
    counter.make.session.commit()
    page = open_page(office, counter.path(foreign, counter.cake, product="zzz" * 100))
    assert text_of(page).count("This product is not in your catalogue any more. Take it out.") == 3
    assert "Cudze" not in text_of(page)
    assert "Szarlotka" not in text_of(page)
    counter.use(Role.RECEIPT_PRINTER)
    told = paper(open_page(office, counter.path(foreign, counter.cake, paid="1")), Paper.RECEIPT)
    assert "The basket is empty." in told


def test_a_basket_holds_so_many_products_and_no_more(office: FlaskClient, counter: Counter) -> None:
    goods = [counter.make.product(f"Kawa {number}") for number in range(MOST_LINES + 1)]
    page = open_page(office, counter.path(*goods))
    assert len(lines_of(page)) == MOST_LINES
    assert f"A sample basket holds at most {MOST_LINES} products." in text_of(page)


def test_another_till_takes_the_basket_along(office: FlaskClient, counter: Counter) -> None:
    other = counter.make.device("Kasa 2", counter.server.store)
    answer = office.get(counter.path(counter.soup, till=other.public_id, q="", add=counter.cake.public_id))
    assert answer.status_code == 302
    where = urlsplit(answer.headers["Location"])
    assert where.path == f"/devices/{other.public_id}/usage-mode/try"
    assert parse_qs(where.query) == {"chosen": ["1"], "product": [counter.soup.public_id], "quantity": ["1"]}
    page = open_page(office, answer.headers["Location"])
    assert "No till works as this POS now, so nothing is printed." in text_of(page)


def test_a_deleted_or_foreign_till_is_said_at_the_field(
    office: FlaskClient, session: Session, counter: Counter
) -> None:
    gone = counter.make.device("Kasa 2", counter.server.store)
    delete_device(session, gone, now())
    session.commit()
    foreign = counter.make.device("Cudza", counter.make.store(owner=counter.make.owner()))
    for till in (gone.public_id, foreign.public_id, "nonsense"):
        page = open_page(office, counter.path(counter.soup, till=till))
        field, said = page.find(".//select[@id='till']"), page.find(".//*[@id='till-error']")
        assert field is not None
        assert said is not None
        assert (field.get("aria-invalid"), field.get("aria-describedby")) == ("true", "till-error")
        assert text_of(said) == "This POS was deleted or is not yours. Choose another one."
        assert "Cudza" not in text_of(page)
    part = {"HX-Request": "true", "HX-Target": "sample-sale"}
    answer = office.get(counter.path(till=gone.public_id), headers=part)
    assert answer.status_code == 204
    assert gone.public_id in answer.headers["HX-Redirect"]
    assert office.get(f"/devices/{gone.public_id}/usage-mode/try").status_code == 404
    assert office.get(f"/devices/{foreign.public_id}/usage-mode/try").status_code == 404
    assert gone.status == DeviceStatus.DELETED


def test_a_change_redraws_only_the_basket_and_what_comes_out(office: FlaskClient, counter: Counter) -> None:
    part = {"HX-Request": "true", "HX-Target": "sample-sale"}
    html = office.get(counter.path(counter.soup), headers=part).get_data(as_text=True)
    assert '<div id="sample-sale"' in html
    assert "<form" not in html


def test_somebody_who_may_only_look_may_try_it(onlooker: FlaskClient, counter: Counter) -> None:
    counter.use(Role.RECEIPT_PRINTER)
    assert "Prints" in paper(open_page(onlooker, counter.path(counter.soup, paid="1")), Paper.RECEIPT)


def test_nothing_is_printed_and_nothing_is_stored(
    office: FlaskClient, session: Session, counter: Counter
) -> None:
    counter.use(Role.RECEIPT_PRINTER)
    kinds = (PrintJob, Event, Assignment, Product, Account, Peripheral)
    before = [session.scalar(select(func.count()).select_from(kind)) for kind in kinds]
    open_page(office, counter.path(counter.soup, counter.cake, paid="1", add=counter.soup.public_id))
    assert [session.scalar(select(func.count()).select_from(kind)) for kind in kinds] == before


def test_it_asks_as_often_for_a_large_catalogue_and_basket_as_for_a_small_one(
    app: Flask, office: FlaskClient, counter: Counter
) -> None:
    counter.use(Role.RECEIPT_PRINTER)
    counter.use(Role.ASSEMBLY_PRINTER, "Kuchnia")
    small = questions(app, office, counter.path(counter.soup))
    goods = [counter.make.product(f"Kawa {number}") for number in range(40)]
    assert len(questions(app, office, counter.path(counter.soup, *goods))) == len(small)


def questions(app: Flask, office: FlaskClient, path: str) -> list[str]:
    """What a second visit asks the database."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, query: str, *_rest: object) -> None:
        asked.append(query)

    office.get(path)
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert office.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return asked


def test_the_tills_to_choose_from_are_this_one_those_of_its_store_and_then_others(
    office: FlaskClient, counter: Counter
) -> None:
    elsewhere = counter.make.store("Gdańsk")
    for name, store in (
        ("Aaa", elsewhere),
        ("Kasa 3", counter.server.store),
        ("Kasa 2", counter.server.store),
    ):
        counter.make.device(name, store)
    counter.make.device("Cudza", counter.make.store(owner=counter.make.owner()))
    page = open_page(office, counter.path())
    shown = [text_of(one) for one in page.findall(".//select[@id='till']/option")]
    assert shown == ["Kasa 1 · Kraków", "Kasa 2 · Kraków", "Kasa 3 · Kraków", "Aaa · Gdańsk"]


def test_a_printer_on_a_till_that_was_deleted_prints_nothing(
    office: FlaskClient, session: Session, counter: Counter
) -> None:
    gone = counter.make.device("Kasa 2", counter.server.store)
    connection = {"type": "device", "device_id": gone.public_id}
    counter.use(Role.RECEIPT_PRINTER, "Stary", connection=connection, host_device=gone, store_server=None)
    assert "It hangs on the till Kasa 2, which works it." in paper(
        open_page(office, counter.path(counter.soup, paid="1")), Paper.RECEIPT
    )
    delete_device(session, gone, now())
    session.commit()
    told = paper(open_page(office, counter.path(counter.soup, paid="1")), Paper.RECEIPT)
    assert "Stary hangs on Kasa 2, which was deleted." in told
    assert "Nothing is printed" in told


def test_the_page_speaks_the_reader_s_language_and_reads_numbers_as_it_does(
    client: FlaskClient, make: Make, counter: Counter
) -> None:
    counter.use(Role.RECEIPT_PRINTER)
    make.sign_in(client, make.user(language="pl"))
    path = f"{counter.path(paid='1')}&product={counter.soup.public_id}&quantity=0,485"
    page = open_page(client, path, "pl")
    assert "0,485 × Żurek" in paper(page, Paper.RECEIPT)
    more = open_page(client, f"{path}&add={counter.soup.public_id}", "pl")
    assert lines_of(more) == {counter.soup.public_id: "1,485"}
