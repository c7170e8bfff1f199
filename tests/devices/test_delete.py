"""Delete: what is in the way is listed, receipts keep their POS, its till is told."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from models import Assignment, Device, Event
from tests.devices.test_list import report
from tests.make import Make
from tests.pages.browsing import error_at, find_token, open_page, post
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


def test_who_deletes_second_hears_that_it_is_done(office: FlaskClient, make: Make, session: Session) -> None:
    device = make.device("Kasa 1")
    path = f"/devices/{device.public_id}/delete"
    token = find_token(office, path)
    for words in ("was deleted", "is deleted already"):
        answer = office.post(path, data={"csrf_token": token})
        assert answer.headers["Location"] == "/devices"
        assert words in office.get("/devices").text
    events = session.scalars(select(Event.verb).where(Event.verb == "device.deleted")).all()
    assert events == ["device.deleted"]


def test_two_who_delete_at_once_make_one_event(app: Flask, make: Make, session: Session) -> None:
    device = make.device("Kasa 1")
    owners = [make.sign_in(app.test_client(), make.first_owner()) for _ in range(2)]
    path = f"/devices/{device.public_id}/delete"
    tokens = [find_token(owner, path) for owner in owners]
    session.commit()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda o, t: o.post(path, data={"csrf_token": t}), owners, tokens))
    assert [answer.headers["Location"] for answer in answers] == ["/devices", "/devices"]
    assert session.scalars(select(Event.verb).where(Event.verb == "device.deleted")).all() == [
        "device.deleted"
    ]


def test_what_to_do_stands_there_for_every_till_that_ever_was(
    office: FlaskClient, make: Make, session: Session
) -> None:
    never, silent = make.device("Kasa 1"), make.till(make.device("Kasa 2")).device
    silent.status = DeviceStatus.INACTIVE
    hanging = make.printer(name="Waga", host_device=silent)
    session.commit()
    assert "Important!" not in text_of(open_page(office, f"/devices/{never.public_id}/delete"))
    page = text_of(open_page(office, f"/devices/{silent.public_id}/delete"))
    for words in (
        "Important! Before you delete this POS, close all open receipts and close the shift on the till.",
        "The till has never reported what it holds.",
        "No receipt of the till has arrived yet.",
        "Receipts of this POS",
        "These peripherals hang on this till.",
        "Waga",
    ):
        assert words in page
    post(office, f"/devices/{silent.public_id}/delete", {})
    session.refresh(hanging)
    assert (hanging.host_device_id, hanging.deleted_at) == (silent.id, None)


LOST = "After deletion, all data in the till’s app that was not synchronized is lost."
LATER = "may still hand in its receipts when it comes online again within 90 days"


def test_whoever_would_cut_a_till_off_reads_what_is_lost_and_how_to_avoid_it(
    office: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    path = f"/devices/{till.device.public_id}"
    page = open_page(office, f"{path}/delete")
    text = text_of(page)
    for words in (LOST, LATER, "goods that are only on it are lost", "“Send everything first” avoids that."):
        assert words in text
    way = page.find(f".//main//a[@href='{path}/deactivate']")
    assert way is not None
    assert text_of(way) == "Send everything first"
    till.device.status = DeviceStatus.DRAINING
    session.commit()
    page = open_page(office, f"{path}/delete")
    text = text_of(page)
    assert LOST in text
    assert LATER in text
    assert "Wait until this POS becomes inactive by itself, and then delete it." in text
    assert "Send everything first" not in text
    till.device.status = DeviceStatus.INACTIVE
    session.commit()
    text = text_of(open_page(office, f"{path}/delete"))
    assert LOST not in text, "nothing is cut off any more"
    assert LATER not in text
