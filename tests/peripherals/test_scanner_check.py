"""One scan at the store server tells as on which keyboard a scanner types; the page says so in the owner's words."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.connections import TypedConnection
from domain.names import PeripheralKind
from domain.places import LANGUAGES
from domain.scanner_check import CODE
from models import Event, Peripheral, PrintJob
from models.scope import enter_account
from services.peripherals.peripherals import PeripheralFields, add_peripheral, edit_peripheral
from services.printing.print_jobs import JobReport, record_results
from tests.make import Make, now
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import check_fragment, check_page, text_of

AT_THE_BOX = {"type": "usb", "path": "/dev/input/by-id/usb-Honeywell-event-kbd"}
FRENCH = "QwAzY;3>6!@#$%^&*()"


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


@pytest.fixture
def scanner(make: Make) -> Peripheral:
    """One that hangs on the store server."""
    return make.printer(kind=PeripheralKind.BARCODE_SCANNER, connection=AT_THE_BOX)


def page_of(scanner: Peripheral) -> str:
    return f"/peripherals/{scanner.public_id}/keyboard"


def ask(owner: FlaskClient, session: Session, scanner: Peripheral) -> PrintJob:
    """Press the button."""
    path = page_of(scanner)
    assert post(owner, f"{path}/check", {}, token_from=path).status_code == 302
    return session.scalars(select(PrintJob).order_by(PrintJob.id.desc())).first() or pytest.fail("no job")


def tell(session: Session, job: PrintJob, status: str, *, reason: str | None = None, **result: Any) -> None:
    """The store server's word."""
    assert job.store_server is not None
    record_results(
        session, job.store_server, [JobReport(job.uuid, status, reason=reason, result=result or None)], now()
    )
    session.commit()


def verbs_of(session: Session, scanner: Peripheral) -> list[str]:
    query = select(Event.verb).where(Event.subject_id == scanner.public_id)
    return list(session.scalars(query.order_by(Event.id)))


def test_the_store_server_is_asked_to_listen_to_the_keys_themselves(
    owner: FlaskClient, session: Session, scanner: Peripheral
) -> None:
    document = json.loads(ask(owner, session, scanner).document)
    assert document == {"kind": "probe", "probe": "scan", "wait_s": 30, "read_as": "us"}
    assert verbs_of(session, scanner) == ["peripheral.scan_tried"]


def test_the_page_follows_the_check_to_its_end(
    owner: FlaskClient, session: Session, scanner: Peripheral
) -> None:
    path = page_of(scanner)
    page = check_page(owner.get(path).get_data(as_text=True), "en")
    assert "Check how it types" in text_of(page)
    job = ask(owner, session, scanner)
    assert "The store server is being asked" in text_of(open_page(owner, path))
    tell(session, job, "sending")
    assert "Scan one of the codes now" in owner.get(f"{path}/check").get_data(as_text=True)
    tell(session, job, "printed", scanned=FRENCH)
    fragment = check_fragment(owner.get(f"{path}/check").get_data(as_text=True))
    assert "This scanner types as on a French keyboard; corrected from now on." in text_of(fragment)
    assert "every 2s" not in owner.get(f"{path}/check").get_data(as_text=True), "it asks no more"
    session.refresh(scanner)
    assert scanner.keyboard_layout == "fr"
    assert verbs_of(session, scanner) == ["peripheral.scan_tried", "peripheral.keyboard_set"]
    assert "AZERTY (FR)" in text_of(open_page(owner, f"/peripherals/{scanner.public_id}"))


def test_a_result_that_is_told_twice_counts_once(
    owner: FlaskClient, session: Session, scanner: Peripheral
) -> None:
    job = ask(owner, session, scanner)
    for _ in range(2):
        tell(session, job, "printed", scanned=FRENCH)
    assert verbs_of(session, scanner).count("peripheral.keyboard_set") == 1


@pytest.mark.parametrize(
    ("scanned", "sentence"),
    [
        ("5901234123457", "That was the code of a product."),
        ("AzQwYm", "Only a part of the code arrived."),
        (CODE.swapcase(), "turns capital letters into small ones"),
        ("@|-1234567890", "set for a Russian keyboard"),
        (CODE + "$", "The scanner adds something to every code: … $."),
        ("ß´^ü+#ö<b>", "No keyboard that we know types like this: ß´^ü+#ö<b>."),
        ("", "Nothing arrived."),
    ],
)
def test_what_nobody_can_make_anything_of_is_said_and_changes_nothing(
    owner: FlaskClient, session: Session, scanner: Peripheral, scanned: str, sentence: str
) -> None:
    scanner.keyboard_layout = "de"
    job = ask(owner, session, scanner)
    tell(session, job, "printed", scanned=scanned)
    assert sentence in text_of(open_page(owner, page_of(scanner)))
    session.refresh(scanner)
    assert scanner.keyboard_layout == "de"
    assert "peripheral.keyboard_set" not in verbs_of(session, scanner)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("timeout", "Nothing was scanned. Is the scanner on?"),
        ("path_missing", "The store server has nothing at this path."),
        ("busy", "Another program is using it."),
        (None, "The check was not finished. Try again."),
    ],
)
def test_a_check_that_heard_nothing_says_why(
    owner: FlaskClient, session: Session, scanner: Peripheral, reason: str | None, sentence: str
) -> None:
    tell(session, ask(owner, session, scanner), "failed", reason=reason)
    text = text_of(open_page(owner, page_of(scanner)))
    assert sentence in text
    assert "Check again" in text


def test_a_store_server_that_is_off(owner: FlaskClient, session: Session, scanner: Peripheral) -> None:
    ask(owner, session, scanner).status = "expired"
    session.commit()
    assert "The store server did not answer in time." in text_of(open_page(owner, page_of(scanner)))


def test_trying_a_scan_out_teaches_nothing(owner: FlaskClient, session: Session, scanner: Peripheral) -> None:
    card = f"/peripherals/{scanner.public_id}"
    post(owner, f"{card}/test", {}, token_from=card)
    job = session.scalars(select(PrintJob)).one()
    tell(session, job, "printed", scanned=FRENCH)
    assert scanner.keyboard_layout is None
    assert "Check how it types" in text_of(open_page(owner, page_of(scanner)))


def test_a_scanner_that_nobody_drives(owner: FlaskClient, session: Session, make: Make) -> None:
    scanner = make.printer(kind=PeripheralKind.BARCODE_SCANNER, connection=AT_THE_BOX, store_server=None)
    path = page_of(scanner)
    post(owner, f"{path}/check", {}, token_from=path)
    assert "No store server drives it yet." in text_of(open_page(owner, path))
    assert session.scalars(select(PrintJob)).all() == []


def test_only_scanners_are_checked(owner: FlaskClient, session: Session, make: Make) -> None:
    printer = make.printer()
    path = f"/peripherals/{printer.public_id}/keyboard"
    assert owner.get(path).status_code == 404
    assert owner.get(f"{path}/check").status_code == 404
    assert post(owner, f"{path}/check", {}, token_from="/peripherals").status_code == 404
    assert session.scalars(select(PrintJob)).all() == []


def test_a_scanner_of_the_store_server_is_not_typed_into_a_field(
    owner: FlaskClient, scanner: Peripheral
) -> None:
    assert post(owner, page_of(scanner), {"typed": "qwazy,)1234567890"}).status_code == 404
    assert scanner.keyboard_layout is None


def test_what_a_till_told_of_a_scanner_is_not_true_at_a_store_server(session: Session, make: Make) -> None:
    till, server = make.device("Kasa 2"), make.store_server()[0]
    enter_account(session, till.account_id)
    at_till = PeripheralFields(
        name="Honeywell",
        kind=PeripheralKind.BARCODE_SCANNER,
        typed=TypedConnection(way="device"),
        host_device=till,
    )
    at_box = replace(
        at_till,
        typed=TypedConnection(way="usb", path=AT_THE_BOX["path"]),
        host_device=None,
        store_server=server,
    )
    scanner = add_peripheral(session, at_till, now())
    scanner.keyboard_layout = "azerty"
    edit_peripheral(session, scanner, replace(at_till, name="Voyager"), now())
    assert scanner.keyboard_layout == "azerty"
    edit_peripheral(session, scanner, at_box, now())
    assert [scanner.keyboard_layout] == [None]
    scanner.keyboard_layout = "fr"
    elsewhere = TypedConnection(way="usb", path="/dev/input/by-id/usb-2-event-kbd")
    edit_peripheral(session, scanner, replace(at_box, typed=elsewhere), now())
    assert scanner.keyboard_layout == "fr"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scanner_at_a_till_types_into_a_field(client: FlaskClient, make: Make, language: str) -> None:
    owner = make.first_owner()
    owner.language = language
    make.session.commit()
    till = make.device("Kasa 2")
    place = {"type": "device", "device_id": till.public_id}
    scanner = make.printer(
        kind=PeripheralKind.BARCODE_SCANNER, connection=place, store_server=None, host_device=till
    )
    browser = make.sign_in(client, owner)
    page = check_page(browser.get(page_of(scanner)).get_data(as_text=True), language)
    assert [field.get("name") for field in page.iter("input")].count("typed") == 1
    assert "check" not in {form.get("action", "").rpartition("/")[2] for form in page.iter("form")}
    assert post(browser, f"{page_of(scanner)}/check", {}, token_from=page_of(scanner)).status_code == 302
    assert list(make.session.scalars(select(PrintJob))) == []
