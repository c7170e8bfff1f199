"""Deactivate: facts first, then drain or at once; a drained POS becomes inactive by itself."""

from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from models import DeviceReport, Generation
from models.scope import enter_account
from services.activation.activation import settle_draining
from tests.devices.test_list import fact_on, report
from tests.make import Make, now
from tests.pages.browsing import find_token, open_page, post
from tests.pages.house_checks import text_of


def test_the_dialog_says_what_would_be_lost_and_changes_nothing(
    office: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    report(
        session,
        till,
        unsent_receipts=4,
        unsent_entries=5,
        unsent_amount=31240,
        open_tickets=1,
        local_products=2,
        drift_ms=-300_000,
    )
    page = open_page(office, f"/devices/{till.device.public_id}/deactivate")
    warning = "Warning: after deactivation, all data in the till’s app that was not synchronized is lost."
    assert warning in text_of(page)
    for label, value in (
        ("Unsent receipts", "4"),
        ("Amount", "PLN312.40"),
        ("Open tickets", "1"),
        ("Shift", "closed"),
        ("Goods only on the till", "2"),
        ("Clock of the till", "off by 5 minutes"),
        ("Last contact", "never"),
    ):
        assert fact_on(page, label) == value
    session.refresh(till.device)
    assert till.device.status == DeviceStatus.ACTIVATED


def test_at_once_cuts_the_till_off(office: FlaskClient, make: Make, session: Session) -> None:
    till = make.till()
    post(office, f"/devices/{till.device.public_id}/deactivate", {"way": "now"})
    session.refresh(till.device)
    assert till.device.status == DeviceStatus.INACTIVE
    session.commit()
    answer = office.post("/api/v1/token", json={"token_sha256": "a" * 64}, headers=till.headers)
    assert (answer.status_code, answer.json and answer.json["code"]) == (403, "device_inactive")


def test_draining_waits_for_the_till_and_can_be_cut_short(
    office: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    path = f"/devices/{till.device.public_id}/deactivate"
    post(office, path, {"way": "drain"})
    session.refresh(till.device)
    assert till.device.status == DeviceStatus.DRAINING
    session.commit()
    assert "handing over" in text_of(open_page(office, f"/devices/{till.device.public_id}"))
    post(office, path, {"way": "drain"})  # the dialog offers only "now" by then
    session.refresh(till.device)
    assert till.device.status == DeviceStatus.INACTIVE


def test_a_till_that_is_being_emptied_is_offered_only_the_end(
    office: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    path = f"/devices/{till.device.public_id}/deactivate"
    page = open_page(office, path)
    assert "“Send everything first” avoids that." in text_of(page)
    assert "Deactivate" in buttons_of(page)
    till.device.status = DeviceStatus.DRAINING
    session.commit()
    page = open_page(office, path)
    assert "Send everything first" not in text_of(page)
    assert "may still hand in its receipts" in text_of(page)
    assert "Deactivate now" in buttons_of(page)
    assert "Deactivate" not in buttons_of(page)


def buttons_of(page: Element) -> list[str]:
    return [text_of(button) for button in page.iterfind(".//main//button")]


def test_a_drained_till_makes_its_pos_inactive(office: FlaskClient, make: Make, session: Session) -> None:
    till = make.till()
    report(session, till, unsent_entries=2, unsent_receipts=2, last_sequence=7)
    post(office, f"/devices/{till.device.public_id}/deactivate", {"way": "drain"})
    session.expire_all()
    enter_account(session, till.device.account_id)
    generation = session.scalars(select(Generation)).one()
    assert not settle_draining(session, generation, now())
    generation.ack_through = generation.last_n = 7
    assert settle_draining(session, generation, now())
    assert (generation.device.status, generation.ended_at is None) == (DeviceStatus.INACTIVE, False)
    assert not settle_draining(session, generation, now())


def test_a_till_that_says_it_is_empty_is_drained(office: FlaskClient, make: Make, session: Session) -> None:
    till = make.till()
    report(session, till)
    post(office, f"/devices/{till.device.public_id}/deactivate", {"way": "drain"})
    session.expire_all()
    enter_account(session, till.device.account_id)
    generation = session.scalars(select(Generation)).one()
    assert not settle_draining(session, generation, now())
    session.scalars(select(DeviceReport)).one().reported_at = now()
    assert settle_draining(session, generation, now())


def test_the_part_that_watches_draining_redraws_the_card_at_the_end(
    office: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    till.device.status = DeviceStatus.DRAINING
    session.commit()
    page = open_page(office, f"/devices/{till.device.public_id}")
    part = page.find(".//*[@id='draining']")
    assert part is not None
    address = part.get("hx-get", "")
    assert office.get(address).status_code == 204
    report(session, till, unsent_entries=1)
    assert office.get(address).status_code == 200
    till.device.status = DeviceStatus.INACTIVE
    session.commit()
    assert office.get(address).headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("status", [DeviceStatus.NOT_ACTIVATED, DeviceStatus.INACTIVE])
@pytest.mark.parametrize("way", ["drain", "now"])
def test_a_pos_without_a_till_has_nothing_to_deactivate(
    office: FlaskClient, make: Make, session: Session, status: str, way: str
) -> None:
    device = make.device(status=status)
    post(office, f"/devices/{device.public_id}/deactivate", {"way": way})
    session.refresh(device)
    assert device.status == status
    assert "No till is activated" in office.get(f"/devices/{device.public_id}").text


def test_who_may_only_look_deactivates_nothing(onlooker: FlaskClient, make: Make, session: Session) -> None:
    till = make.till()
    fields = {"csrf_token": find_token(onlooker, "/devices"), "way": "now"}
    assert onlooker.post(f"/devices/{till.device.public_id}/deactivate", data=fields).status_code == 403
    session.refresh(till.device)
    assert till.device.status == DeviceStatus.ACTIVATED
