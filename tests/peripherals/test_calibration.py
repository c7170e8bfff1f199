"""The pages of calibration: print lines, type the number, forget it, print as pictures; names of products."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Peripheral, PrintJob
from services.peripherals.unprintable_names import count_unprintable, unprintable_names
from tests.make import Make
from tests.pages.browsing import error_at, open_page, post
from tests.pages.house_checks import check_page, text_of


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


def stored(session: Session, printer: Peripheral) -> tuple[object, bool]:
    session.expire_all()
    session.refresh(printer)
    return printer.code_pages, printer.as_image


def test_sheet_number_pictures_and_forget(owner: FlaskClient, session: Session, make: Make) -> None:
    printer = make.printer(language="pl")
    path = f"/peripherals/{printer.public_id}/calibration"
    assert "Zażółć gęślą jaźń" in text_of(open_page(owner, path))
    assert post(owner, f"{path}/sheet", {"sheet": "1"}, token_from=path).status_code == 302
    job = session.scalars(select(PrintJob)).one()
    document = json.loads(job.document)
    assert (job.kind, document["language"], len(document["lines"])) == ("calibration", "pl", 108)
    assert document["lines"][36] == {"number": 37, "page": "CP852", "table": 18, "text": "Zażółć gęślą jaźń"}
    page = open_page(owner, path)
    assert "Sheet 1 of 3" in text_of(page)
    assert page.find(".//*[@id='calibration-state'][@hx-get]") is not None
    assert post(owner, path, {"number": "37"}).status_code == 302
    assert stored(session, printer) == ({"CP852": 18}, False)
    assert post(owner, path, {"number": "2"}).status_code == 302
    assert stored(session, printer) == ({"CP852": 18, "CP1250": 0}, False)
    assert post(owner, f"{path}/pictures", {"on": "1"}, token_from=path).status_code == 302
    assert stored(session, printer) == ({"CP852": 18, "CP1250": 0}, True)
    assert post(owner, f"{path}/forget", {}, token_from=path).status_code == 302
    assert stored(session, printer) == ({}, False)


@pytest.mark.parametrize("typed", ["", "zero", "-1", "0", "513", "99999"])
def test_a_wrong_number_is_said_at_its_field_and_nothing_changes(
    owner: FlaskClient, session: Session, make: Make, typed: str
) -> None:
    printer = make.printer(language="ru", code_pages={"CP866": 17})
    answer = post(owner, f"/peripherals/{printer.public_id}/calibration", {"number": typed})
    assert answer.status_code == 422
    says = error_at(check_page(answer.get_data(as_text=True), "en"), "number") or ""
    assert says.startswith("No line has this number." if typed else "Please fill in this field.")
    assert stored(session, printer) == ({"CP866": 17}, False)


@pytest.mark.parametrize("sheet", ["0", "-1", "4", "99999", "two"])
def test_another_sheet_is_not_printed(owner: FlaskClient, session: Session, make: Make, sheet: str) -> None:
    printer = make.printer()
    path = f"/peripherals/{printer.public_id}/calibration"
    post(owner, f"{path}/sheet", {"sheet": sheet}, token_from=path)
    assert session.scalars(select(PrintJob)).first() is None
    assert "There is no such sheet." in text_of(open_page(owner, path))


@pytest.mark.parametrize(
    ("status", "buttons"),
    [
        ("queued", set()),
        ("sending", set()),
        ("blocked", set()),
        ("printed", {"Print the lines", "Print the next sheet"}),
        ("uncertain", {"Print the lines", "Print sheet 2 again", "Print the next sheet"}),
        ("failed", {"Print the lines", "Print sheet 2 again"}),
        ("expired", {"Print the lines", "Print sheet 2 again"}),
    ],
)
def test_the_buttons_follow_the_sheet(
    owner: FlaskClient, session: Session, make: Make, status: str, buttons: set[str]
) -> None:
    path = f"/peripherals/{make.printer().public_id}/calibration"
    post(owner, f"{path}/sheet", {"sheet": "2"}, token_from=path)
    session.scalars(select(PrintJob)).one().status = status
    session.commit()
    offered = {"Print the lines", "Print sheet 2 again", "Print the next sheet", "Print as pictures"}
    shown = {text_of(button) for button in open_page(owner, path).iter("button")}
    assert shown & offered == buttons
    fragment = owner.get(f"{path}/state").get_data(as_text=True)
    assert {text for text in offered if text in fragment} == buttons
    assert ("hx-get" in fragment) == (not buttons)


def test_after_the_last_sheet_there_are_pictures(owner: FlaskClient, session: Session, make: Make) -> None:
    path = f"/peripherals/{make.printer().public_id}/calibration"
    post(owner, f"{path}/sheet", {"sheet": "3"}, token_from=path)
    session.scalars(select(PrintJob)).one().status = "printed"
    session.commit()
    text = text_of(open_page(owner, path))
    assert "Print as pictures" in text
    assert "Print the next sheet" not in text


def test_a_number_is_read_as_the_sheet_that_came_out_last_counts(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    printer = make.printer(language="pl")
    path = f"/peripherals/{printer.public_id}/calibration"
    post(owner, f"{path}/sheet", {"sheet": "1"}, token_from=path)
    session.scalars(select(PrintJob)).one().status = "printed"
    printer.language = "ru"
    session.commit()
    assert "Zażółć gęślą jaźń" in text_of(open_page(owner, path))
    post(owner, path, {"number": "37"})
    assert stored(session, printer) == ({"CP852": 18}, False)
    post(owner, f"{path}/sheet", {"sheet": "2"}, token_from=path)
    post(owner, f"{path}/sheet", {"sheet": "1"}, token_from=path)
    jobs = list(session.scalars(select(PrintJob).order_by(PrintJob.id)))
    assert [json.loads(job.document)["language"] for job in jobs] == ["pl", "pl", "ru"]
    post(owner, path, {"number": "91"})  # the Russian sheet has not come out yet
    assert stored(session, printer) == ({"CP852": 45}, False)
    jobs[-1].status = "printed"
    session.commit()
    post(owner, path, {"number": "35"})
    assert stored(session, printer) == ({"CP852": 45, "CP866": 17}, False)


def test_a_scanner_has_no_letters_and_a_printer_without_box_prints_none(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    scanner = make.printer(kind="barcode_scanner")
    assert owner.get(f"/peripherals/{scanner.public_id}/calibration").status_code == 404
    lonely = make.printer()
    lonely.store_server = None
    session.commit()
    path = f"/peripherals/{lonely.public_id}/calibration"
    post(owner, f"{path}/sheet", {"sheet": "1"}, token_from=path)
    assert session.scalars(select(PrintJob)).first() is None


def test_names_that_the_printer_of_a_till_cannot_write(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    make.product("Żurek")
    make.product("Tea")
    printer = make.printer(profile="TM-T88III", name="Stara Epson")
    assert "Żurek" not in text_of(open_page(owner, "/peripherals/names"))
    make.assignment(make.device(), printer)
    page = text_of(open_page(owner, "/peripherals/names"))
    assert "Żurek" in page
    assert "Stara Epson" in page
    assert "Tea" not in page
    printer.code_pages = {"CP852": 18}
    session.commit()
    assert "Żurek" not in text_of(open_page(owner, "/peripherals/names"))


def test_a_change_of_the_products_is_seen_at_once(session: Session, make: Make) -> None:
    store = make.store()
    printer = make.printer(make.store_server(store)[0], profile="T-1")
    make.assignment(make.device(store=store), printer)
    assert unprintable_names(session) == []
    make.product("Борщ")
    (found,) = unprintable_names(session)
    assert [name.letters for name in found.names] == [("Б", "о", "р", "щ")]
    printer.as_image = True
    session.commit()
    assert unprintable_names(session) == []


def test_letters_in_two_pieces_and_look_alikes_are_composed_first(session: Session, make: Make) -> None:
    store = make.store()
    make.assignment(make.device(store=store), make.printer(make.store_server(store)[0], profile="T-1"))
    for name in ("Cafe\u0301", "1 \u212b", "Tea\u200b", "Z\u0307urek", "Œuf – 5 ×"):
        make.product(name)
    (found,) = unprintable_names(session)
    assert [(one.name, one.letters) for one in found.names] == [("Z\u0307urek", ("Ż",))]


def test_a_product_counts_once_and_each_printer_names_its_own(session: Session, make: Make) -> None:
    store = make.store()
    device, server = make.device(store=store), make.store_server(store)[0]
    make.assignment(device, make.printer(server, "A", profile="T-1"))
    make.assignment(device, make.printer(server, "B", profile="TM-T88III"), "pickup_printer")
    make.product("Żurek")
    make.product("Борщ")
    assert [(one.printer.name, one.count) for one in unprintable_names(session)] == [("A", 2), ("B", 1)]
    assert count_unprintable(session) == 2
    make.product("Щи")
    assert count_unprintable(session) == 3
    assert count_unprintable(session, device_id=device.id) == 3
