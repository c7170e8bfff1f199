"""The card of a peripheral: how it is, how it is connected, who uses it, what stops without it, who may do what."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain.names import PeripheralKind, Role
from models import Peripheral, StoreServer
from models.scope import enter_account
from services.history.events import record_event
from tests.make import Make, Till, now
from tests.pages.browsing import find_token, open_page, post
from tests.pages.house_checks import text_of
from tests.peripherals.counter import Counter, make_counter

LINE = {"type": "serial", "path": "/dev/ttyUSB0", "baud": 9600}
TRIALS = {
    PeripheralKind.RECEIPT_PRINTER: "Test print",
    PeripheralKind.PAGE_PRINTER: "Print test page",
    PeripheralKind.CASH_DRAWER: "Open drawer",
    PeripheralKind.SCALE: "Weigh",
    PeripheralKind.BARCODE_SCANNER: "Try a scan",
    PeripheralKind.PAYMENT_TERMINAL: "Reach terminal",
}


@pytest.fixture
def counter(make: Make) -> Counter:
    """A store with its box, a printer and a till."""
    return make_counter(make)


def card(client: FlaskClient, thing: Peripheral) -> str:
    """What a reader reads on its card."""
    main = open_page(client, f"/peripherals/{thing.public_id}").find(".//main")
    assert main is not None
    return text_of(main)


def hear(app: Flask, server: StoreServer) -> None:
    """The box calls."""
    app.extensions["contacts"].heard(f"store_server:{server.id}", now())


def say(app: Flask, till: Till, peripherals: dict[str, str]) -> None:
    """The till reports its state."""
    client = app.extensions["api"].test_client()
    answer = client.put("/api/v1/state", headers=till.headers, json={"peripherals": peripherals})
    assert answer.status_code == 204


@pytest.mark.parametrize("kind", list(PeripheralKind))
def test_each_kind_has_its_card(
    office: FlaskClient, make: Make, counter: Counter, kind: PeripheralKind
) -> None:
    thing = make.printer(counter.server, "Thing", kind=kind, connection=LINE, serial="X3QR0012")
    page = open_page(office, f"/peripherals/{thing.public_id}")
    buttons = [text_of(form) for form in page.findall(".//main//form")]
    assert buttons[0] == TRIALS[kind]
    links = {link.get("href") for link in page.findall(".//main//a")}
    path = f"/peripherals/{thing.public_id}"
    assert {f"{path}/edit", f"{path}/history", f"/stickers?peripheral={thing.public_id}"} <= links
    assert (f"{path}/keyboard" in links) == (kind == PeripheralKind.BARCODE_SCANNER)
    assert (f"{path}/calibration" in links) == (kind == PeripheralKind.RECEIPT_PRINTER)
    pulses = [f"Pin {pin}, {ms} ms" for pin in (2, 5) for ms in (50, 100, 200)]
    assert buttons[1:] == (pulses if kind == PeripheralKind.CASH_DRAWER else [])
    assert "/dev/ttyUSB0" in text_of(page)
    assert "9600 baud" in text_of(page)
    assert "X3QR0012" in text_of(page)


def test_the_history_of_a_peripheral_has_the_tabs_of_its_card(office: FlaskClient, counter: Counter) -> None:
    path = f"/peripherals/{counter.printer.public_id}"
    for page in (open_page(office, path), open_page(office, f"{path}/history")):
        assert page.find(f".//main//a[@href='{path}']") is not None
        assert page.find(f".//main//a[@href='{path}/history']") is not None
    for other in (
        f"/stores/{counter.store.public_id}",
        f"/store-servers/{counter.server.public_id}",
    ):
        make_link = f".//main//a[@href='{other}/history']"
        assert open_page(office, other).find(make_link) is not None, other


def test_a_state_is_believed_only_while_its_store_server_calls(
    app: Flask, office: FlaskClient, session: Session, counter: Counter
) -> None:
    counter.printer.state, counter.printer.state_since = "paper_out", now()
    session.commit()
    assert "Store server silent" in card(office, counter.printer)
    hear(app, counter.server)
    assert "The paper has run out. Put in a new roll: printing goes on by itself." in card(
        office, counter.printer
    )


@pytest.mark.parametrize(
    ("said", "shown"),
    [("online", "Online"), ("paper_out", "Out of paper"), ("gibberish", "Not checked yet")],
)
def test_what_hangs_on_a_till_is_as_the_till_says(
    app: Flask, office: FlaskClient, make: Make, counter: Counter, said: str, shown: str
) -> None:
    till = make.till(counter.device)
    printer = make.printer(counter.server, "Built in", store_server=None, host_device=till.device)
    make.assignment(till.device, printer)
    say(app, till, {"receipt_printer": said, "checkout_scale": "offline"})
    assert shown in card(office, printer)


def test_a_silent_till_vouches_for_nothing(
    app: Flask, office: FlaskClient, make: Make, counter: Counter
) -> None:
    till = make.till(counter.device)
    scale = make.printer(
        counter.server, "Scale", kind=PeripheralKind.SCALE, store_server=None, host_device=till.device
    )
    make.assignment(till.device, scale, Role.CHECKOUT_SCALE)
    say(app, till, {"checkout_scale": "online"})
    assert "Online" in card(office, scale)
    with time_machine.travel(now().timestamp() + 240):
        text = card(office, scale)
    assert "Online" not in text
    assert "The till on which it hangs does not call." in text


def test_a_drawer_hangs_on_the_till_of_its_printer(
    app: Flask, office: FlaskClient, make: Make, counter: Counter
) -> None:
    till = make.till(counter.device)
    printer = make.printer(counter.server, "Built in", store_server=None, host_device=till.device)
    drawer = make.printer(
        counter.server,
        "Szuflada",
        kind=PeripheralKind.CASH_DRAWER,
        store_server=None,
        printer=printer,
        store=counter.store,
    )
    make.assignment(till.device, drawer, Role.CASH_DRAWER)
    say(app, till, {"cash_drawer": "online"})
    text = card(office, drawer)
    assert "It hangs on Kasa 1: that till works it" in text
    assert "Online" in text
    assert "It does not open?" not in text
    path = f"/peripherals/{drawer.public_id}"
    post(office, f"{path}/test", {}, token_from=path)
    assert "It hangs on Kasa 1: test it there." in text_of(open_page(office, path))


def test_the_card_says_when_its_own_till_does_not_use_it(
    app: Flask, office: FlaskClient, make: Make, counter: Counter
) -> None:
    till = make.till(counter.device)
    scale = make.printer(
        counter.server, "Scale", kind=PeripheralKind.SCALE, store_server=None, host_device=till.device
    )
    say(app, till, {})
    text = card(office, scale)
    assert "Not checked yet" in text
    assert "That till does not use it now, so nobody knows its state." in text
    assert "Try it out." not in text, "from here nobody can"
    page = open_page(office, f"/peripherals/{scale.public_id}")
    usage_mode = f"/devices/{till.device.public_id}/usage-mode"
    assert page.find(f".//*[@class='notice']//a[@href='{usage_mode}']") is not None
    make.assignment(till.device, scale, Role.CHECKOUT_SCALE)
    assert "does not use it now" not in card(office, scale)


def test_a_dead_printer_is_looked_into_step_by_step(
    app: Flask, office: FlaskClient, session: Session, counter: Counter
) -> None:
    hear(app, counter.server)
    counter.printer.state, counter.printer.connection = (
        "unreachable",
        {"type": "network", "host": "192.168.1.50", "port": 9101},
    )
    counter.printer.last_fault, counter.printer.last_fault_at = "cover_open", now()
    session.commit()
    page = open_page(office, f"/peripherals/{counter.printer.public_id}")
    steps = [text_of(step).partition(":")[0] for step in page.findall(".//main//ol/li")]
    assert steps == ["Cable", "Address", "Port", "Paper", "Driver"]
    text = text_of(page)
    assert "Port: 9101 is set here; nearly all listen on 9100." in text
    assert "does its own test slip still say 192.168.1.50?" in text
    assert "It has never printed from here. Last fault: Cover open" in text
    counter.printer.state = "online"
    session.commit()
    assert open_page(office, f"/peripherals/{counter.printer.public_id}").findall(".//main//ol/li") == []


def test_the_card_says_what_stops(
    app: Flask, office: FlaskClient, make: Make, session: Session, counter: Counter
) -> None:
    assert "Nothing: no till uses it." in card(office, counter.printer)
    second = make.device("Kasa 2", counter.store)
    for device in (counter.device, second):
        make.assignment(device, counter.printer)
    drawer = make.printer(
        counter.server, "Szuflada", kind=PeripheralKind.CASH_DRAWER, printer=counter.printer
    )
    make.assignment(second, drawer, Role.CASH_DRAWER)
    text = card(office, counter.printer)
    assert "Kasa 1 and Kasa 2 print no receipts." in text
    assert "Kasa 2: the drawer Szuflada does not open." in text
    assert "Kasa 2 opens no drawer: use its key." in card(office, drawer)
    star = make.printer(counter.server, "Star", state="online")
    counter.printer.stand_in = star
    session.commit()
    assert "Star should print instead, but does not work now either." in card(office, counter.printer)
    hear(app, counter.server)
    text = card(office, counter.printer)
    assert "Star prints instead for Kasa 1 and Kasa 2." in text
    assert "print no receipts" not in text
    assert "Epson has no stand-in meanwhile." in card(office, star)


def test_a_terminal_of_several_tills_says_that_only_one_takes_a_payment(
    office: FlaskClient, make: Make, counter: Counter
) -> None:
    terminal = make.printer(counter.server, "Verifone", kind=PeripheralKind.PAYMENT_TERMINAL)
    make.assignment(counter.device, terminal, Role.PAYMENT_TERMINAL)
    assert "Several tills share this terminal" not in card(office, terminal)
    make.assignment(make.device("Kasa 2", counter.store), terminal, Role.PAYMENT_TERMINAL)
    assert "Several tills share this terminal" in card(office, terminal)


def test_a_changed_address_is_told_until_somebody_has_seen_it(
    office: FlaskClient, session: Session, counter: Counter
) -> None:
    counter.printer.moved_from, counter.printer.moved_at = "192.168.1.9:9100", now()
    session.commit()
    assert "it was at 192.168.1.9:9100 until" in card(office, counter.printer)
    path = f"/peripherals/{counter.printer.public_id}"
    assert post(office, f"{path}/move-seen", {}, token_from=path).status_code == 302
    assert "192.168.1.9" not in card(office, counter.printer)


def test_a_stand_in_is_chosen_and_given_up(
    office: FlaskClient, make: Make, session: Session, counter: Counter
) -> None:
    path = f"/peripherals/{counter.printer.public_id}"
    assert open_page(office, path).find(f".//main//a[@href='{path}/stand-in']") is None, "nothing to choose"
    star = make.printer(counter.server, "Star")
    make.printer(counter.server, "Brother", kind=PeripheralKind.PAGE_PRINTER)
    make.printer(make.store_server(counter.store, "Bar")[0], "Citizen")
    page = open_page(office, f"{path}/stand-in")
    radios = [one.get("value") for one in page.findall(".//main//input[@type='radio']")]
    assert radios == ["", star.public_id], "the same kind on the same box, or none"
    assert post(office, f"{path}/stand-in", {"stand-in-stand_in": star.public_id}).status_code == 302
    assert counter.printer.stand_in is star
    assert "Stands in for Epson" in card(office, star)
    assert post(office, f"{path}/stand-in", {"stand-in-stand_in": ""}).status_code == 302
    session.refresh(counter.printer)
    assert counter.printer.stand_in is None


def _of_another_account(make: Make, _counter: Counter) -> Peripheral:
    return make_counter(make, make.owner()).printer


def _of_another_kind(make: Make, counter: Counter) -> Peripheral:
    thing: Peripheral = make.printer(counter.server, "Brother", kind=PeripheralKind.PAGE_PRINTER)
    return thing


def _at_another_box(make: Make, counter: Counter) -> Peripheral:
    thing: Peripheral = make.printer(make.store_server(counter.store, "Bar")[0], "Citizen")
    return thing


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (_of_another_account, "This peripheral is no longer in your account."),
        (_of_another_kind, "Brother cannot stand in"),
        (_at_another_box, "Citizen cannot stand in"),
        (lambda _make, counter: counter.printer, "Epson cannot stand in"),
    ],
)
def test_an_unfit_stand_in_is_refused(
    office: FlaskClient,
    make: Make,
    counter: Counter,
    other: Callable[[Make, Counter], Peripheral],
    says: str,
) -> None:
    chosen = other(make, counter)
    path = f"/peripherals/{counter.printer.public_id}/stand-in"
    answer = post(office, path, {"stand-in-stand_in": chosen.public_id})
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)
    assert counter.printer.stand_in_id is None


@pytest.mark.parametrize(
    ("calibration", "said"),
    [
        ({}, "Letters Not calibrated"),
        ({"code_pages": {"CP858": 19, "CP852": 18}}, "Letters Calibrated: CP852, CP858"),
        ({"as_image": True}, "Letters Printed as a picture"),
    ],
)
def test_a_receipt_printer_says_how_it_writes_letters(
    office: FlaskClient, make: Make, counter: Counter, calibration: dict[str, Any], said: str
) -> None:
    printer = make.printer(counter.server, "Star", **calibration)
    page = open_page(office, f"/peripherals/{printer.public_id}")
    assert said in [" ".join(text_of(part) for part in fact) for fact in page.findall(".//dl/div")]


@pytest.mark.parametrize("kind", [kind for kind in PeripheralKind if not kind.endswith("printer")])
def test_only_printers_have_a_stand_in(
    office: FlaskClient, make: Make, counter: Counter, kind: PeripheralKind
) -> None:
    thing = make.printer(counter.server, "Thing", kind=kind)
    assert office.get(f"/peripherals/{thing.public_id}/stand-in").status_code == 404


POSTS = ("test", "pulse", "keyboard", "stand-in", "move-seen")


def test_another_accounts_peripheral_is_unknown(
    office: FlaskClient, make: Make, session: Session, counter: Counter
) -> None:
    theirs = make_counter(make, make.owner()).printer
    theirs.moved_from, theirs.moved_at = "192.168.1.9:9100", now()
    session.commit()
    path = f"/peripherals/{theirs.public_id}"
    token = find_token(office, "/peripherals")
    for page in ("", "/jobs", "/keyboard", "/stand-in", "/history"):
        assert office.get(path + page).status_code == 404, page
    for deed in POSTS:
        fields = {"csrf_token": token, "pin": "2", "pulse_ms": "100"}
        assert office.post(f"{path}/{deed}", data=fields).status_code == 404, deed
    assert theirs.moved_from == "192.168.1.9:9100"


def test_a_viewer_sees_the_card_without_any_button(
    onlooker: FlaskClient, make: Make, session: Session, counter: Counter
) -> None:
    make.printer(counter.server, "Star")
    counter.printer.moved_from, counter.printer.moved_at = "192.168.1.9:9100", now()
    session.commit()
    things: list[Any] = [
        counter.printer,
        make.printer(counter.server, "Drawer", kind=PeripheralKind.CASH_DRAWER),
        make.printer(counter.server, "Scanner", kind=PeripheralKind.BARCODE_SCANNER),
    ]
    token = find_token(onlooker, "/peripherals")
    for thing in things:
        path = f"/peripherals/{thing.public_id}"
        main = open_page(onlooker, path).find(".//main")
        assert main is not None
        assert main.findall(".//form") == []
        links = {link.get("href") for link in main.findall(".//a")}
        forbidden = {f"{path}/{deed}" for deed in ("edit", "stand-in", "keyboard", "calibration", "remove")}
        assert not links & forbidden
        for deed in POSTS:
            answer = onlooker.post(f"{path}/{deed}", data={"csrf_token": token})
            assert answer.status_code == 403, (thing.name, deed)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Simple printers (basic commands only)"),
        ("fr", "Imprimantes simples (commandes de base seulement)"),
        ("pl", "Proste drukarki (tylko podstawowe polecenia)"),
        ("ru", "Простые принтеры (только основные команды)"),
    ],
)
def test_a_printer_that_understands_little_is_named_in_words(
    office: FlaskClient, make: Make, language: str, words: str
) -> None:
    owner, printer = make.first_owner(), make.printer(profile="simple")
    owner.language = language
    changes = [{"field": "profile", "before": "TM-T88V", "after": "simple"}]
    enter_account(make.session, owner.account_id)
    record_event(make.session, "peripheral.edited", printer, now(), changes=changes)
    make.session.commit()
    for page in ("", "/edit", "/history"):
        text = text_of(open_page(office, f"/peripherals/{printer.public_id}{page}", language))
        assert words in text
        assert "simple" not in text.replace(words, "").split()
