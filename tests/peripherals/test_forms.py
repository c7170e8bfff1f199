"""Adding and editing a peripheral of every kind, as page and from the picker's dialog."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from domain.connections import WAYS
from domain.names import PeripheralKind
from domain.refusal import Refusal
from extensions import db
from models import Assignment, Event, Peripheral
from services.peripherals.peripherals import set_stand_in
from tests.make import Make, now
from tests.pages.browsing import error_at, find_token, open_page, post
from tests.pages.house_checks import check_fragment, check_page, text_of
from tests.peripherals.counter import DIALOG, Counter, make_counter, make_discovery, values_in
from tests.walks.test_pages import statements

NETWORK = {"way": "network", "host": "192.168.1.60", "port": "", "store_server": "@server"}
USB = {"way": "usb", "path": "/dev/usb/lp1", "store_server": "@server"}
SERIAL = {"way": "serial", "path": "/dev/ttyUSB0", "baud": "19200", "store_server": "@server"}
BLUETOOTH = {"way": "bluetooth", "path": "/dev/rfcomm0", "store_server": "@server"}
BEHIND_PRINTER = {"way": "printer", "printer": "@printer", "pin": "5", "pulse_ms": "200"}
ON_TILL = {"way": "device", "host_device": "@device"}
PAPER = {"profile": "TM-T88V", "paper_width": "58", "language": "pl"}
LINE = {"type": "serial", "path": "/dev/ttyUSB0", "baud": 19200}
#: kind, what is typed, the connection that comes of it
EVERY_WAY: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    ("payment_terminal", NETWORK, {"type": "network", "host": "192.168.1.60", "port": 20007}),
    ("payment_terminal", SERIAL, LINE),
    ("payment_terminal", ON_TILL, {"type": "device", "device_id": "@device"}),
    ("cash_drawer", BEHIND_PRINTER, {"type": "printer", "printer_id": "@printer", "pin": 5, "pulse_ms": 200}),
    ("cash_drawer", SERIAL | {"pin": "2", "pulse_ms": ""}, LINE | {"pin": 2, "pulse_ms": 100}),
    ("cash_drawer", ON_TILL, {"type": "device", "device_id": "@device"}),
    ("receipt_printer", NETWORK | PAPER, {"type": "network", "host": "192.168.1.60", "port": 9100}),
    ("receipt_printer", USB | PAPER, {"type": "usb", "path": "/dev/usb/lp1"}),
    ("receipt_printer", SERIAL | PAPER, LINE),
    ("receipt_printer", BLUETOOTH | PAPER, {"type": "bluetooth", "path": "/dev/rfcomm0"}),
    ("receipt_printer", ON_TILL | PAPER, {"type": "device", "device_id": "@device"}),
    (
        "page_printer",
        NETWORK | {"queue": "ipp/faktury"},
        {"type": "network", "host": "192.168.1.60", "port": 631, "queue": "ipp/faktury"},
    ),
    ("page_printer", USB, {"type": "usb", "path": "/dev/usb/lp1"}),
    ("page_printer", ON_TILL, {"type": "device", "device_id": "@device"}),
    ("barcode_scanner", USB, {"type": "usb", "path": "/dev/usb/lp1"}),
    ("barcode_scanner", SERIAL, LINE),
    ("barcode_scanner", BLUETOOTH, {"type": "bluetooth", "path": "/dev/rfcomm0"}),
    ("barcode_scanner", ON_TILL, {"type": "device", "device_id": "@device"}),
    ("scale", SERIAL | {"protocol": "cas"}, LINE | {"protocol": "cas"}),
    (
        "scale",
        NETWORK | {"protocol": "dialog06"},
        {"type": "network", "host": "192.168.1.60", "port": 4001, "protocol": "dialog06"},
    ),
    ("scale", ON_TILL, {"type": "device", "device_id": "@device"}),
]


@pytest.fixture
def counter(make: Make) -> Counter:
    return make_counter(make)


@pytest.fixture
def owner(client: FlaskClient, make: Make, counter: Counter) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, counter.owner)


def added(session: Session, name: str = "Nowa") -> Peripheral:
    return session.scalars(select(Peripheral).where(Peripheral.name == name)).one()


def picked(page: Any) -> list[str]:
    """The addresses of what is offered."""
    return [one.get("href", "") for one in page.iter("a") if one.get("class") == "pick"]


def in_dialog(client: FlaskClient, path: str, fields: dict[str, str]) -> TestResponse:
    """Send a form from within the dialog."""
    token = find_token(client, "/peripherals/new")
    return client.post(path, data={"csrf_token": token, **fields}, headers=DIALOG)


def test_every_way_of_every_kind_is_tried_here() -> None:
    tried = {(kind, typed["way"]) for kind, typed, _connection in EVERY_WAY}
    assert tried == {(str(kind), str(way)) for kind, ways in WAYS.items() for way in ways}


@pytest.mark.parametrize(("kind", "typed", "connection"), EVERY_WAY)
def test_every_kind_is_added_by_its_ways_and_edited(
    owner: FlaskClient,
    session: Session,
    counter: Counter,
    kind: str,
    typed: dict[str, str],
    connection: dict[str, Any],
) -> None:
    answer = post(owner, f"/peripherals/new?kind={kind}", counter.filled({"name": "Nowa", **typed}))
    assert answer.status_code == 302
    one = added(session)
    assert (one.kind, one.connection) == (kind, counter.filled(connection))
    assert one.store_id == counter.store.id, "it stands where what it hangs on stands"
    expected_server = None if typed["way"] == "device" else counter.server.id
    assert one.store_server_id == expected_server
    edit = f"/peripherals/{one.public_id}/edit"
    shown = values_in(open_page(owner, edit), edit)
    assert post(owner, edit, shown | {"name": "Nowsza"}).status_code == 302
    session.expire_all()
    assert (one.name, one.connection) == ("Nowsza", counter.filled(connection))
    told = session.scalars(select(Event).where(Event.verb == "peripheral.edited")).one().facts["changes"]
    assert [change["field"] for change in told] == ["name"], "what nobody touched stays"


def test_without_a_kind_the_page_asks_what_it_is(owner: FlaskClient) -> None:
    offered = picked(open_page(owner, "/peripherals/new"))
    assert offered == [f"/peripherals/new?kind={kind}" for kind in PeripheralKind]
    for address in offered:
        open_page(owner, address)


@pytest.mark.parametrize(
    ("role", "title"),
    [
        ("payment_terminal", "Add payment terminal"),
        ("cash_drawer", "Add cash drawer"),
        ("receipt_printer", "Add receipt printer"),
        ("page_printer", "Add page printer (A4)"),
        ("pickup_printer", "Add receipt printer"),
        ("product_scanner", "Add product barcode scanner"),
        ("checkout_scale", "Add checkout scale"),
    ],
)
def test_a_field_that_takes_one_kind_leads_straight_to_its_form(
    owner: FlaskClient, counter: Counter, role: str, title: str
) -> None:
    page = open_page(owner, f"/peripherals/new?device={counter.device.public_id}&role={role}")
    assert text_of(page.find(".//h1")) == title  # type: ignore[arg-type]


def test_for_assembly_slips_both_kinds_of_printer_are_offered(owner: FlaskClient, counter: Counter) -> None:
    path = f"/peripherals/new?device={counter.device.public_id}&role=assembly_printer"
    offered = picked(open_page(owner, path))
    assert [address.partition("kind=")[2].partition("&")[0] for address in offered] == [
        "receipt_printer",
        "page_printer",
    ]
    assert "role=assembly_printer" in offered[1], "the field waits for it"
    assert open_page(owner, offered[1]).find(".//input[@name='queue']") is not None


@pytest.mark.parametrize("query", ["kind=toaster", "kind=", "kind=scale&role=receipt_printer&device=device"])
def test_of_a_kind_that_does_not_fit_the_others_are_offered(
    owner: FlaskClient, session: Session, counter: Counter, query: str
) -> None:
    path = "/peripherals/new?" + query.replace("device=device", f"device={counter.device.public_id}")
    answer = post(owner, path, {"name": "Nowa"})
    if "role" in query or "toaster" in query:
        assert owner.get(path).status_code == 422
    assert answer.status_code == 422
    assert "Choose from the list what it is." in text_of(check_page(answer.get_data(as_text=True), "en"))
    assert [one.name for one in session.scalars(select(Peripheral))] == ["Epson"]


TOO_LONG = "/dev/" + "x" * 200
BAD_INPUT = [
    ("receipt_printer", NETWORK | PAPER | {"name": ""}, "name", "Please fill in this field."),
    ("receipt_printer", NETWORK | PAPER | {"host": "my printer"}, "host", "This is not an address"),
    ("receipt_printer", NETWORK | PAPER | {"host": ""}, "host", "Please fill in this field."),
    ("receipt_printer", NETWORK | PAPER | {"port": "99999"}, "port", "A port is a number from 1 to 65535."),
    ("receipt_printer", NETWORK | PAPER | {"profile": "Typewriter"}, "profile", "Choose a printer model"),
    ("receipt_printer", NETWORK | PAPER | {"paper_width": "wide"}, "paper_width", "Choose a paper width"),
    ("receipt_printer", NETWORK | PAPER | {"mac": "12:34"}, "mac", "This is not a MAC address."),
    ("receipt_printer", NETWORK | PAPER | {"serial": "9" * 65}, "serial", "At most 64 characters, please."),
    ("receipt_printer", NETWORK | PAPER | {"store_server": "x"}, "store_server", "Choose a store server"),
    ("receipt_printer", NETWORK | PAPER | {"store": "x"}, "store", "Choose a store from the list."),
    ("receipt_printer", NETWORK | PAPER | {"way": "pigeon"}, "way", "Choose from the list how"),
    ("receipt_printer", USB | PAPER | {"path": "../../etc/passwd"}, "path", "This is not a device path"),
    ("receipt_printer", USB | PAPER | {"path": "/dev/../etc/passwd"}, "path", "This is not a device path"),
    ("receipt_printer", USB | PAPER | {"path": TOO_LONG}, "path", "This is not a device path"),
    ("receipt_printer", USB | PAPER | {"store_server": ""}, "store_server", "Please fill in this field."),
    ("receipt_printer", SERIAL | PAPER | {"baud": "9601"}, "baud", "Choose a speed from the list."),
    ("page_printer", NETWORK | {"queue": "a b"}, "queue", "This is not a print queue."),
    ("page_printer", NETWORK | {"language": "xx"}, "language", "Choose a language from the list."),
    ("cash_drawer", SERIAL | {"path": "../../etc/passwd"}, "path", "This is not a device path"),
    ("cash_drawer", BEHIND_PRINTER | {"printer": ""}, "printer", "Please fill in this field."),
    ("cash_drawer", BEHIND_PRINTER | {"printer": "x"}, "printer", "Choose a receipt printer from the list."),
    ("cash_drawer", BEHIND_PRINTER | {"pin": "3"}, "pin", "A drawer hangs on pin 2 or pin 5."),
    ("cash_drawer", BEHIND_PRINTER | {"pulse_ms": "9000"}, "pulse_ms", "The pulse is a number"),
    ("cash_drawer", {"way": "network"}, "way", "Choose from the list how"),
    ("scale", SERIAL | {"protocol": "morse"}, "protocol", "Choose the scale’s language from the list."),
    ("barcode_scanner", ON_TILL | {"host_device": ""}, "host_device", "Please fill in this field."),
    ("barcode_scanner", ON_TILL | {"host_device": "x"}, "host_device", "This POS was deleted."),
]


@pytest.mark.parametrize(("kind", "typed", "field", "says"), BAD_INPUT)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    owner: FlaskClient,
    session: Session,
    counter: Counter,
    kind: str,
    typed: dict[str, str],
    field: str,
    says: str,
) -> None:
    path = f"/peripherals/new?kind={kind}"
    sent = counter.filled({"name": "Nowa", **typed})
    answer = post(owner, path, sent)
    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    assert (error_at(page, field) or "").startswith(says)
    kept = values_in(page, "/peripherals/new")
    lost = {name for name, value in sent.items() if kept.get(name, "") != value}
    assert lost <= {field}, "only what is not in a list cannot be shown again"
    assert [one.name for one in session.scalars(select(Peripheral))] == ["Epson"]


#: kind, what is typed, everything that is wrong with it
SEVERAL_WRONG: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "receipt_printer",
        NETWORK | PAPER | {"name": " ", "host": "my printer", "port": "99999"},
        {
            "name": "Please fill in this field.",
            "host": "This is not an address",
            "port": "A port is a number from 1 to 65535.",
        },
    ),
    (
        "receipt_printer",
        NETWORK
        | {"store_server": "x", "store": "y", "profile": "Typewriter", "paper_width": "7"}
        | {"language": "xx", "mac": "12:34", "serial": "9" * 65},
        {
            "store_server": "Choose a store server",
            "store": "Choose a store from the list.",
            "profile": "Choose a printer model",
            "paper_width": "Choose a paper width",
            "language": "Choose a language",
            "mac": "This is not a MAC address.",
            "serial": "At most 64 characters, please.",
        },
    ),
    (
        "receipt_printer",
        PAPER | {"name": "", "way": "pigeon", "profile": "Typewriter"},
        {"name": "Please fill in", "way": "Choose from the list how", "profile": "Choose a printer model"},
    ),
    (
        "page_printer",
        NETWORK | {"name": "", "host": "", "queue": "a b", "language": "xx"},
        {
            "name": "Please fill in",
            "host": "Please fill in",
            "queue": "This is not a print queue.",
            "language": "Choose a language",
        },
    ),
    (
        "cash_drawer",
        BEHIND_PRINTER | {"name": "", "printer": "", "pin": "3", "pulse_ms": "9000"},
        {
            "name": "Please fill in",
            "printer": "Please fill in",
            "pin": "A drawer hangs on pin 2 or pin 5.",
            "pulse_ms": "The pulse is a number",
        },
    ),
    (
        "cash_drawer",
        SERIAL | {"path": "lp0", "baud": "9601", "pin": "3", "pulse_ms": "x", "store_server": ""},
        {
            "path": "This is not a device path",
            "baud": "Choose a speed",
            "pin": "A drawer hangs on pin 2 or pin 5.",
            "pulse_ms": "The pulse is a number",
            "store_server": "Please fill in",
        },
    ),
    (
        "scale",
        SERIAL | {"path": "", "protocol": "morse", "store_server": "x"},
        {
            "path": "Please fill in",
            "protocol": "Choose the scale’s language",
            "store_server": "Choose a store server",
        },
    ),
    (
        "barcode_scanner",
        ON_TILL | {"name": "", "host_device": "x"},
        {"name": "Please fill in", "host_device": "This POS was deleted."},
    ),
]


def errors_on(page: Any) -> dict[str, str]:
    """What is said at which field."""
    fields = [one.get("id", "").removesuffix("-error") for one in page.iterfind(".//p[@class='error']")]
    return {field: error_at(page, field) or "" for field in fields}


@pytest.mark.parametrize(("kind", "typed", "says"), SEVERAL_WRONG)
@pytest.mark.parametrize("form", ["create", "edit"])
def test_all_that_cannot_be_is_said_at_once_each_at_its_field(
    owner: FlaskClient,
    session: Session,
    make: Make,
    counter: Counter,
    form: str,
    kind: str,
    typed: dict[str, str],
    says: dict[str, str],
) -> None:
    one = make.printer(counter.server, "Stara", kind=kind)
    path = f"/peripherals/new?kind={kind}" if form == "create" else f"/peripherals/{one.public_id}/edit"
    sent = counter.filled({"name": "Nowa", **typed})
    answer = post(owner, path, sent)
    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    errors = errors_on(page)
    assert errors.keys() == says.keys()
    assert [field for field in says if not errors[field].startswith(says[field])] == []
    kept = values_in(page, path.partition("?")[0])
    lost = {name for name, value in sent.items() if kept.get(name, "") != value}
    assert lost <= says.keys() - {"name", "host", "port", "path", "pulse_ms", "queue", "mac", "serial"}
    session.expire_all()
    assert [thing.name for thing in session.scalars(select(Peripheral))] == ["Epson", "Stara"]
    assert session.scalars(select(Event).where(Event.verb.startswith("peripheral."))).all() == []


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("cash_drawer", BEHIND_PRINTER, "printer"),
        ("cash_drawer", ON_TILL, "host_device"),
        ("receipt_printer", USB | PAPER, "store_server"),
        ("receipt_printer", NETWORK | PAPER | {"store_server": "", "store": "@store"}, "store"),
    ],
)
def test_another_accounts_things_are_not_to_be_had(
    owner: FlaskClient, session: Session, make: Make, kind: str, typed: dict[str, str], field: str
) -> None:
    theirs = make_counter(make, make.owner())
    session.commit()
    answer = post(owner, f"/peripherals/new?kind={kind}", theirs.filled({"name": "Nowa", **typed}))
    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    assert error_at(page, field)
    assert theirs.printer.public_id not in answer.get_data(as_text=True)
    assert session.scalars(select(Peripheral).where(Peripheral.name == "Nowa")).all() == []


@pytest.mark.parametrize("kind", PeripheralKind)
def test_another_accounts_things_are_not_even_offered(
    owner: FlaskClient, make: Make, counter: Counter, kind: PeripheralKind
) -> None:
    theirs = make_counter(make, make.owner())
    page = owner.get(f"/peripherals/new?kind={kind}").get_data(as_text=True)
    for thing in ("server", "printer", "store", "device"):
        assert getattr(theirs, thing).public_id not in page
    assert counter.device.public_id in page, "but one's own are"


def test_only_the_fields_of_the_chosen_way_are_read(
    owner: FlaskClient, session: Session, counter: Counter
) -> None:
    nonsense = {"host": "no such host", "port": "99999", "mac": "12:34", "host_device": "x", "store": "x"}
    answer = post(owner, "/peripherals/new?kind=receipt_printer", counter.filled(
        {"name": "Nowa", **nonsense, **USB, **PAPER}
    ))  # fmt: skip
    assert answer.status_code == 302
    assert (added(session).connection, added(session).mac) == ({"type": "usb", "path": "/dev/usb/lp1"}, None)


def test_each_part_of_the_form_names_the_ways_that_need_it(owner: FlaskClient) -> None:
    page = open_page(owner, "/peripherals/new?kind=cash_drawer")
    parts = {part.get("data-ways"): part for part in page.iter("div") if part.get("data-ways") is not None}
    assert set(parts) == {"printer", "serial", "printer serial", "device"}
    checked = [one.get("value") for one in page.iter("input") if one.get("checked") is not None]
    assert checked == ["printer"], "the usual way is chosen"


def test_a_name_full_of_signs_is_offered_as_it_is(owner: FlaskClient, make: Make, counter: Counter) -> None:
    name = "<b>\"Bar\" & 'Taras'</b>"
    printer = make.printer(counter.server, name, store=counter.store)
    page = open_page(owner, "/peripherals/new?kind=cash_drawer")
    offered = {one.get("value"): text_of(one) for one in page.iterfind(".//select[@name='printer']/option")}
    assert offered[printer.public_id] == f"{name} · {counter.store.name}"


@pytest.mark.parametrize("kind", PeripheralKind)
def test_a_form_asks_the_database_as_often_however_much_there_is(
    app: Flask, owner: FlaskClient, make: Make, counter: Counter, kind: PeripheralKind
) -> None:
    with app.app_context():
        engine = db.engine
    asked: list[int] = []
    for _ in range(2):
        open_page(owner, f"/peripherals/new?kind={kind}")
        with statements(engine) as seen:
            open_page(owner, f"/peripherals/new?kind={kind}")
        asked.append(len(seen))
        for number in range(5):
            more = make_counter(make)
            make_discovery(make, more.server, key=str(number), kind_guess=kind)
    assert asked[0] == asked[1]


def test_a_drawer_is_probably_opened_by_the_tills_own_receipt_printer(
    owner: FlaskClient, make: Make, counter: Counter
) -> None:
    make.printer(counter.server, "Bar", store=counter.store)
    path = f"/peripherals/new?device={counter.device.public_id}&role=cash_drawer"
    assert values_in(open_page(owner, path), "/peripherals/new")["printer"] == ""
    make.assignment(counter.device, counter.printer)
    proposed = values_in(open_page(owner, path), "/peripherals/new")["printer"]
    assert proposed == counter.printer.public_id


def test_the_dialog_says_what_is_wrong_and_then_leads_back_to_the_usage_mode(
    owner: FlaskClient, session: Session, counter: Counter
) -> None:
    device = counter.device.public_id
    path = f"/peripherals/new?device={device}&role=product_scanner"
    opened = owner.get(path, headers=DIALOG)
    dialog = check_fragment(opened.get_data(as_text=True))
    form = next(dialog.iter("form"))
    assert (form.get("hx-post"), form.get("hx-target")) == (path, "#dialog")
    sent = counter.filled({"name": "Nowa", **USB, "path": "lp0"})
    refused = in_dialog(owner, path, sent)
    assert refused.status_code == 422
    dialog = check_fragment(refused.get_data(as_text=True))
    assert (error_at(dialog, "path") or "").startswith("This is not a device path")
    assert values_in(dialog, path).items() >= sent.items(), "what was typed stays"
    answer = in_dialog(owner, path, sent | {"path": "/dev/input/event3"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (
        204,
        f"/devices/{device}/usage-mode#product_scanner",
    )
    tab = text_of(open_page(owner, f"/devices/{device}/usage-mode"))
    assert "Nowa was added and assigned." in tab
    assignment = session.scalars(select(Assignment)).one()
    assert (assignment.role, assignment.peripheral.name) == ("product_scanner", "Nowa")


def test_when_the_assignment_fails_nothing_is_kept(
    owner: FlaskClient, session: Session, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Refusal("changed_meanwhile", "peripheral", peripheral="Nowa")

    path = f"/peripherals/new?device={counter.device.public_id}&role=product_scanner"
    token = find_token(owner, path)
    monkeypatch.setattr("blueprints.peripherals.create.assign_peripheral", refuse)
    sent = counter.filled({"csrf_token": token, "name": "Nowa", **USB})
    answer = owner.post(path, data=sent)
    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    assert "Somebody else has just assigned Nowa." in text_of(page)
    assert [one.name for one in session.scalars(select(Peripheral))] == ["Epson"]
    assert session.scalars(select(Event).where(Event.verb == "peripheral.added")).all() == []


@pytest.mark.parametrize("query", ["device=nobody&role=cash_drawer", "role=toaster", "found=nothing"])
def test_a_till_field_or_discovery_that_is_not_there_is_not_found(owner: FlaskClient, query: str) -> None:
    assert owner.get(f"/peripherals/new?{query}").status_code == 404


def test_a_form_for_a_till_proposes_its_store(owner: FlaskClient, make: Make, counter: Counter) -> None:
    other = make_counter(make)
    path = f"/peripherals/new?device={other.device.public_id}&role=payment_terminal"
    values = values_in(open_page(owner, path), "/peripherals/new")
    assert values["store"] == other.store.public_id
    assert values["host_device"] == other.device.public_id
    assert counter.store.public_id != other.store.public_id


def test_what_was_found_fills_the_form_and_is_added_once(
    owner: FlaskClient, session: Session, make: Make, counter: Counter
) -> None:
    found = make_discovery(make, counter.server)
    path = f"/peripherals/new?kind=receipt_printer&found={found.public_id}"
    assert picked(open_page(owner, "/peripherals/new?kind=receipt_printer")) == [path]
    page = open_page(owner, f"/peripherals/new?found={found.public_id}")
    values = values_in(page, "/peripherals/new")
    assert {name: values[name] for name in ("name", "host", "port", "mac", "serial", "store_server")} == {
        "name": "EPSON TM-T20III",
        "host": "192.168.1.77",
        "port": "9101",
        "mac": "00:26:ab:12:34:56",
        "serial": "X3QR0012",
        "store_server": counter.server.public_id,
    }
    assert post(owner, path, values).status_code == 302
    one = added(session, "EPSON TM-T20III")
    assert (found.peripheral_id, one.make, one.model) == (one.id, "EPSON", "TM-T20III")
    assert (one.mac, one.serial) == ("00:26:ab:12:34:56", "X3QR0012")
    again = owner.get(path)
    assert (again.status_code, again.headers["Location"]) == (302, f"/peripherals/{one.public_id}")
    assert picked(open_page(owner, "/peripherals/new?kind=receipt_printer")) == []


def test_another_accounts_find_is_not_found(owner: FlaskClient, make: Make) -> None:
    theirs = make_discovery(make, make_counter(make, make.owner()).server)
    assert owner.get(f"/peripherals/new?found={theirs.public_id}").status_code == 404
    assert picked(open_page(owner, "/peripherals/new?kind=receipt_printer")) == []


def test_of_a_find_that_nobody_recognized_the_owner_says_what_it_is(
    owner: FlaskClient, make: Make, counter: Counter
) -> None:
    found = make_discovery(make, counter.server, kind_guess="unknown", maker="", model="")
    offered = picked(open_page(owner, f"/peripherals/new?found={found.public_id}"))
    assert len(offered) == 6
    values = values_in(open_page(owner, offered[-1]), "/peripherals/new")
    assert (values["way"], values["host"], values["name"]) == ("network", "192.168.1.77", "")


def test_a_printer_that_opens_a_drawer_stays_and_says_why(
    owner: FlaskClient, session: Session, counter: Counter
) -> None:
    drawer = counter.filled({"name": "Szuflada", **BEHIND_PRINTER})
    post(owner, "/peripherals/new?kind=cash_drawer", drawer)
    path = f"/peripherals/{counter.printer.public_id}/remove"
    page = open_page(owner, path)
    assert page.findall(".//main//form") == [], "there is nothing to press yet"
    edit = f"/peripherals/{added(session, 'Szuflada').public_id}/edit"
    assert page.find(f".//main//a[@href='{edit}']") is not None
    answer = post(owner, path, {})
    assert answer.status_code == 422
    assert "This printer opens Szuflada." in text_of(check_page(answer.get_data(as_text=True), "en"))
    assert counter.printer.deleted_at is None


def test_removing_says_whose_stand_in_it_is(
    owner: FlaskClient, session: Session, make: Make, counter: Counter
) -> None:
    other = make.printer(counter.server, "Star")
    set_stand_in(session, other, counter.printer, now())
    session.commit()
    path = f"/peripherals/{counter.printer.public_id}/remove"
    said = text_of(open_page(owner, path))
    assert "1 printer loses its stand-in" in said
    assert "Star" in said
    assert post(owner, path, {}).status_code == 302
    session.expire_all()
    assert other.stand_in is None


@pytest.mark.parametrize(
    "nonsense", ["", "ż" * 5_000, "a\x00b\x1b[31m", "9" * 400, "<script>{{7*7}}%(name)s"]
)
@pytest.mark.parametrize("kind", PeripheralKind)
def test_nonsense_in_any_kinds_form_is_answered_by_a_page(
    owner: FlaskClient, counter: Counter, kind: PeripheralKind, nonsense: str
) -> None:
    path = f"/peripherals/new?kind={kind}"
    token = find_token(owner, path)
    for way in WAYS[kind]:
        names = values_in(open_page(owner, path), "/peripherals/new")
        sent = dict.fromkeys(names, nonsense) | {"csrf_token": token, "way": str(way)}
        assert owner.post(path, data=sent).status_code == 422
