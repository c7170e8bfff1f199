"""Delete: what is in the way is listed, receipts keep their POS, its till is told."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from models import Assignment, Device
from tests.devices.test_list import report
from tests.make import Make
from tests.pages.browsing import error_at, open_page, post
from tests.pages.house_checks import check_page, text_of


def test_a_pos_that_never_sold_is_deleted_at_once(office: FlaskClient, make: Make, session: Session) -> None:
    device = make.device("Kasa 1")
    answer = post(office, f"/devices/{device.public_id}/delete", {})
    assert answer.headers["Location"] == "/devices"
    session.refresh(device)
    assert (device.status, device.deleted_at is None) == (DeviceStatus.DELETED, False)
    assert "Kasa 1" not in text_of(open_page(office, "/devices").find(".//section[@id='list']"))  # type: ignore[arg-type]


def test_what_is_in_the_way_is_listed_and_wants_a_second_word(
    office: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    report(session, till, unsent_receipts=3, unsent_entries=3, open_tickets=2)
    path = f"/devices/{till.device.public_id}/delete"
    page = text_of(open_page(office, path))
    for words in ("2 tickets are open", "3 receipts were not sent", "receipts that were sent stay"):
        assert words in page
    answer = post(office, path, {})
    assert answer.status_code == 422
    assert error_at(check_page(answer.text, "en"), "anyway")
    session.refresh(till.device)
    assert till.device.status == DeviceStatus.ACTIVATED
    session.commit()
    post(office, path, {"anyway": "y"})
    session.refresh(till.device)
    assert till.device.status == DeviceStatus.DELETED


def test_the_till_of_a_deleted_pos_is_told(office: FlaskClient, make: Make) -> None:
    till = make.till()
    post(office, f"/devices/{till.device.public_id}/delete", {})
    answer = office.post("/api/v1/token", json={"token_sha256": "a" * 64}, headers=till.headers)
    assert (answer.status_code, answer.json and answer.json["code"]) == (410, "device_deleted")


def test_a_deleted_pos_frees_its_peripherals_and_keeps_card_and_number(
    office: FlaskClient, make: Make, session: Session
) -> None:
    device = make.device("Kasa 1")
    make.assignment(device, make.printer())
    post(office, f"/devices/{device.public_id}/delete", {})
    assert session.scalars(select(Assignment)).all() == []
    session.commit()
    assert "This POS was deleted" in text_of(open_page(office, f"/devices/{device.public_id}"))
    open_page(office, f"/devices/{device.public_id}/receipts")
    assert office.get(f"/devices/{device.public_id}/edit").status_code == 404
    post(office, "/devices/new", {"name": "Kasa 2", "store": device.store.public_id})
    assert session.scalars(select(Device.number).order_by(Device.id)).all() == [1, 2]
