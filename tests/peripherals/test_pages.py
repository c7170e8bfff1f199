"""The pages of peripherals: add, test print, edit, remove; and the usage mode that picks them (guide A)."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import PeripheralKind, Role
from models import Assignment, Peripheral, PrintJob
from tests.make import Make
from tests.pages.browsing import error_at, find_token, open_page, post
from tests.pages.house_checks import check_page, text_of

ADD = "/peripherals/new?kind=receipt_printer"
FIELDS = {
    "name": "Epson",
    "host": "192.168.1.50",
    "port": "9100",
    "profile": "TM-T88V",
    "paper_width": "80",
    "language": "pl",
    "store_server": "",
}


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


def test_an_added_printer_is_in_the_list_and_has_a_card(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    server, _token = make.store_server()
    answer = post(owner, ADD, FIELDS | {"store_server": server.public_id})
    assert answer.status_code == 302
    printer = session.scalars(select(Peripheral)).one()
    assert printer.connection == {"type": "network", "host": "192.168.1.50", "port": 9100}
    assert (printer.profile, printer.language, printer.store_server_id) == ("TM-T88V", "pl", server.id)
    assert "Epson" in text_of(open_page(owner, "/peripherals"))
    assert "192.168.1.50:9100" in text_of(open_page(owner, f"/peripherals/{printer.public_id}"))


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"name": " "}, "name", "Please fill in this field."),
        ({"host": ""}, "host", "Please fill in this field."),
        ({"host": "http://192.168.1.50"}, "host", "This is not an address in your network."),
        ({"port": "70000"}, "port", "A port is a number from 1 to 65535."),
        ({"profile": "Typewriter"}, "profile", "Choose a printer model from the list."),
        ({"paper_width": "70"}, "paper_width", "Choose a paper width from the list."),
        ({"language": "xx"}, "language", "Choose a language from the list."),
    ],
)
def test_bad_input_is_said_at_its_field_and_nothing_typed_is_lost(
    owner: FlaskClient, change: dict[str, str], field: str, says: str
) -> None:
    answer = post(owner, ADD, FIELDS | change)
    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    assert (error_at(page, field) or "").startswith(says)
    kept = page.find(".//input[@id='host']")
    assert kept is not None
    assert kept.get("value", "") == (FIELDS | change)["host"]


def test_a_test_print_waits_for_the_store_server(owner: FlaskClient, session: Session, make: Make) -> None:
    printer = make.printer(language="ru")
    path = f"/peripherals/{printer.public_id}"
    assert post(owner, f"{path}/test", {}, token_from=path).status_code == 302
    job = session.scalars(select(PrintJob)).one()
    assert (job.kind, job.status, job.store_server_id) == ("test", "queued", printer.store_server_id)
    assert "Съешь ещё этих мягких французских булок" in job.document
    page = open_page(owner, path)
    assert "Waiting for the store server" in text_of(page)
    assert page.find(".//*[@id='jobs'][@hx-get]") is not None, (
        "the list refreshes while something is under way"
    )
    job.status = "printed"
    session.commit()
    assert open_page(owner, path).find(".//*[@id='jobs'][@hx-get]") is None, "and stops when all is settled"


def test_a_printer_without_store_server_says_so_instead_of_printing(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    printer = make.printer(store_server=None)
    path = f"/peripherals/{printer.public_id}"
    answer = owner.post(f"{path}/test", data={"csrf_token": find_token(owner, path)}, follow_redirects=True)
    assert "No store server drives this printer yet." in answer.get_data(as_text=True)
    assert session.scalars(select(PrintJob)).all() == []


def test_removing_says_who_uses_it_and_empties_their_fields(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    printer = make.printer()
    make.assignment(make.device("Kasa 7"), printer)
    path = f"/peripherals/{printer.public_id}/remove"
    assert "Kasa 7" in text_of(open_page(owner, path))
    assert post(owner, path, {}).status_code == 302
    session.expire_all()
    assert session.scalars(select(Assignment)).all() == []
    assert owner.get(f"/peripherals/{printer.public_id}").status_code == 404


@pytest.fixture
def shop(make: Make) -> dict[str, Any]:
    server, _token = make.store_server()
    return {
        "first": make.device("Kasa 1", server.store),
        "second": make.device("Kasa 2", server.store),
        "printer": make.printer(server, "Epson"),
        "scanner": make.printer(server, "Honeywell", kind=PeripheralKind.BARCODE_SCANNER),
    }


def test_the_tab_has_its_three_parts_and_eight_fields(owner: FlaskClient, shop: dict[str, Any]) -> None:
    page = open_page(owner, f"/devices/{shop['first'].public_id}/usage-mode")
    headings = [text_of(heading) for heading in page.findall(".//main//h2")]
    assert headings == ["Payment", "Printers", "Other"]
    labels = [text_of(label) for label in page.findall(".//p[@class='slot-label']")]
    assert labels == [
        "Payment terminal",
        "Cash drawer",
        "Receipt printer",
        "Page printer (A4)",
        "Pick-up slip printer",
        "Assembly slip printer",
        "Product barcode scanner",
        "Checkout scale",
    ]


def test_a_pressed_candidate_stands_in_the_field_and_clears_again(
    owner: FlaskClient, shop: dict[str, Any]
) -> None:
    tab = f"/devices/{shop['first'].public_id}/usage-mode"
    dialog = open_page(owner, f"{tab}/receipt_printer")
    assert "Epson" in text_of(dialog)
    assert "Honeywell" not in text_of(dialog)
    answer = post(owner, f"{tab}/receipt_printer", {"peripheral": shop["printer"].public_id})
    assert answer.headers["Location"] == f"{tab}#receipt_printer"
    assert "Epson" in text_of(open_page(owner, tab))
    post(owner, f"{tab}/receipt_printer/clear", {}, token_from=tab)
    assert open_page(owner, tab).findall(".//a[@href='/peripherals/" + shop["printer"].public_id + "']") == []


def test_a_held_scanner_is_taken_over_only_after_both_names_were_read(
    owner: FlaskClient, session: Session, shop: dict[str, Any]
) -> None:
    wanted = {"peripheral": shop["scanner"].public_id}
    post(owner, f"/devices/{shop['first'].public_id}/usage-mode/product_scanner", wanted)
    second = f"/devices/{shop['second'].public_id}/usage-mode/product_scanner"
    question = check_page(post(owner, second, wanted).get_data(as_text=True), "en")
    assert "Honeywell is used by Kasa 1." in text_of(question)
    assert "for Kasa 2" in text_of(question)
    assert [one.device.name for one in session.scalars(select(Assignment))] == ["Kasa 1"]
    post(owner, second, wanted | {"take_over": "1"})
    session.expire_all()
    assert [one.device.name for one in session.scalars(select(Assignment))] == ["Kasa 2"]


def test_the_switches_stand_on_and_turn_off(
    owner: FlaskClient, session: Session, shop: dict[str, Any], make: Make
) -> None:
    make.assignment(shop["first"], shop["printer"], Role.ASSEMBLY_PRINTER)
    tab = f"/devices/{shop['first'].public_id}/usage-mode"
    assert "Print assembly lists" in text_of(open_page(owner, tab))
    post(
        owner, f"{tab}/assembly_printer/switch", {"option": "print_assembly_slips", "on": "0"}, token_from=tab
    )
    session.expire_all()
    stored = session.scalars(select(Assignment)).one().options
    assert stored == {"print_assembly_slips": False, "only_made_to_order": True}


def test_the_kitchen_s_slips_are_in_the_kitchen_s_language(
    owner: FlaskClient, session: Session, shop: dict[str, Any], make: Make
) -> None:
    make.assignment(shop["first"], shop["printer"], Role.ASSEMBLY_PRINTER)
    tab = f"/devices/{shop['first'].public_id}/usage-mode"
    path = f"{tab}/assembly_printer/language"
    assert "As the printer has it" in text_of(open_page(owner, tab))
    assert post(owner, path, {"language": "ru"}).status_code == 302
    assert "Русский" in text_of(open_page(owner, tab))
    post(owner, f"{tab}/assembly_printer/switch", {"option": "only_made_to_order", "on": "0"}, token_from=tab)
    session.expire_all()
    assert session.scalars(select(Assignment)).one().options == {
        "print_assembly_slips": True,
        "only_made_to_order": False,
        "language": "ru",
    }
    history = text_of(open_page(owner, f"/devices/{shop['first'].public_id}/history"))
    assert "Assembly slip printer: language of the paper is Русский now" in history
    wrong = post(owner, path, {"language": "tlh"})
    assert wrong.status_code == 422
    assert "Choose a language from the list." in wrong.get_data(as_text=True)
    post(owner, path, {"language": ""})
    session.expire_all()
    assert "language" not in (session.scalars(select(Assignment)).one().options or {})


@pytest.mark.parametrize("role", ["product_scanner", "receipt_printer", "coffee_machine"])
def test_only_a_chosen_printer_has_a_language(owner: FlaskClient, shop: dict[str, Any], role: str) -> None:
    open_page(owner, f"/devices/{shop['first'].public_id}/usage-mode/{role}/language", status=404)


def test_a_printer_added_from_the_picker_is_assigned_at_once(
    owner: FlaskClient, session: Session, shop: dict[str, Any]
) -> None:
    device = shop["first"]
    path = f"/peripherals/new?device={device.public_id}&role=pickup_printer"
    answer = post(owner, path, FIELDS | {"name": "Star"})
    assert answer.headers["Location"] == f"/devices/{device.public_id}/usage-mode#pickup_printer"
    assignment = session.scalars(select(Assignment)).one()
    assert (assignment.role, assignment.peripheral.name) == ("pickup_printer", "Star")


def test_a_viewer_sees_but_cannot_change(client: FlaskClient, make: Make, shop: dict[str, Any]) -> None:
    viewer = make.sign_in(client, make.user())
    page = open_page(viewer, f"/devices/{shop['first'].public_id}/usage-mode")
    assert page.findall(".//main//form") == []
    open_page(viewer, "/peripherals/new", status=403)


def test_of_two_people_who_fill_a_field_at_once_the_second_is_told(
    owner: FlaskClient, session: Session, shop: dict[str, Any], make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.assignment(shop["first"], shop["printer"])
    late = make.printer(shop["printer"].store_server, "Star")
    monkeypatch.setattr(
        "services.usage_mode.assignments._locked", lambda *_: []
    )  # looked before the first chose
    path = f"/devices/{shop['first'].public_id}/usage-mode/receipt_printer"
    answer = post(owner, path, {"peripheral": late.public_id})
    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    assert "Somebody else has just assigned Star." in text_of(page)
    assert session.scalars(select(Assignment)).one().peripheral.name == "Epson"
