"""The activation page: a code appears, the page waits, and says by itself that the till is connected."""

import hashlib
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, StoreStatus
from models import Device, OneTimeCode
from tests.make import Make, now
from tests.pages.browsing import find_token, open_page, post
from tests.pages.house_checks import check_fragment, text_of

CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}")


def ask_for_code(office: FlaskClient, device: Device) -> str:
    """The owner presses the button; the code that the page then shows."""
    path = f"/devices/{device.public_id}/activation"
    assert post(office, path, {}).headers["Location"] == path
    found = open_page(office, path).find(".//code[@id='code']")
    assert found is not None
    return text_of(found)


def activate(app: Flask, code: str) -> int:
    """A till elsewhere shows the code."""
    body = {
        "code": code,
        "install_id": str(uuid4()),
        "token_sha256": hashlib.sha256(uuid4().bytes).hexdigest(),
        "hardware": {"brand": "SUNMI", "model": "V2"},
    }
    return app.test_client().post("/api/v1/activations", json=body).status_code


def test_a_pos_whose_store_was_closed_meanwhile_is_not_said_to_be_created(
    office: FlaskClient, make: Make, session: Session
) -> None:
    closed = make.store()
    closed.status = StoreStatus.INACTIVE
    answer = post(office, "/devices/new?then=code", {"name": "Kasa 7", "store": closed.public_id})
    assert answer.status_code == 422
    assert session.scalars(select(Device)).all() == []
    assert "was created" not in text_of(open_page(office, "/devices"))
    assert "was created" not in answer.text


def test_looking_makes_no_code(office: FlaskClient, make: Make, session: Session) -> None:
    device = make.device()
    page = text_of(open_page(office, f"/devices/{device.public_id}/activation"))
    assert "stable internet" in page
    assert "e-mail and password of the owner" in page
    assert session.scalars(select(OneTimeCode)).all() == []


def test_the_page_shows_the_code_its_picture_and_the_time_left(office: FlaskClient, make: Make) -> None:
    device = make.device()
    code = ask_for_code(office, device)
    assert CODE.fullmatch(code)
    page = open_page(office, f"/devices/{device.public_id}/activation")
    image = page.find(".//img[@width='180']")
    assert image is not None
    assert image.get("src", "").startswith("data:image/svg+xml")
    countdown = page.find(".//div[@data-countdown]")
    assert countdown is not None
    assert 890 <= int(countdown.get("data-seconds", "0")) <= 900


def test_opening_the_page_again_shows_the_same_code(office: FlaskClient, make: Make) -> None:
    device = make.device()
    code = ask_for_code(office, device)
    assert code in office.get(f"/devices/{device.public_id}/activation").text


def test_the_waiting_page_turns_into_activated_by_itself_and_stops(
    app: Flask, office: FlaskClient, make: Make
) -> None:
    device = make.device("Kasa 1")
    code = ask_for_code(office, device)
    page = open_page(office, f"/devices/{device.public_id}/activation")
    waiting = page.find(".//*[@id='activation']")
    assert waiting is not None
    address = waiting.get("hx-get", "")
    assert office.get(address).status_code == 204
    assert activate(app, code) == 201
    part = check_fragment(office.get(address).text)
    assert "Connection established" in text_of(part)
    assert "SUNMI V2" in text_of(part)
    assert not [element for element in part.iter() if element.get("hx-get")]
    assert "Activated" in text_of(open_page(office, f"/devices/{device.public_id}/activation"))


def test_a_new_code_ends_the_old_one(app: Flask, office: FlaskClient, make: Make) -> None:
    device = make.device()
    old, new = ask_for_code(office, device), ask_for_code(office, device)
    assert old != new
    assert activate(app, old) == 404
    assert activate(app, new) == 201


def test_a_revoked_code_is_gone(app: Flask, office: FlaskClient, make: Make) -> None:
    device = make.device()
    code = ask_for_code(office, device)
    path = f"/devices/{device.public_id}/activation"
    post(office, f"{path}/revoke", {}, token_from=path)
    assert code not in office.get(path).text
    assert activate(app, code) == 404


def test_an_expired_code_is_said_to_be_expired(office: FlaskClient, make: Make, session: Session) -> None:
    device = make.device()
    code = ask_for_code(office, device)
    session.scalars(select(OneTimeCode)).one().expires_at = now() - timedelta(seconds=1)
    session.commit()
    page = text_of(open_page(office, f"/devices/{device.public_id}/activation"))
    assert "The code has expired" in page
    assert code not in page


@pytest.mark.parametrize(
    ("status", "store", "words"),
    [
        (DeviceStatus.NOT_ACTIVATED, StoreStatus.INACTIVE, "is inactive"),
        (DeviceStatus.DRAINING, StoreStatus.ACTIVE, "still handing over"),
        (DeviceStatus.ACTIVATED, StoreStatus.ACTIVE, "Connection established"),
    ],
)
def test_a_pos_that_cannot_be_activated_says_why_and_gets_no_code(
    office: FlaskClient, make: Make, session: Session, status: str, store: str, words: str
) -> None:
    device = make.device(status=status)
    device.store.status = store
    session.commit()
    path = f"/devices/{device.public_id}/activation"
    assert words in text_of(open_page(office, path))
    post(office, path, {})
    assert session.scalars(select(OneTimeCode)).all() == []


def test_who_may_only_look_makes_no_code(onlooker: FlaskClient, make: Make, session: Session) -> None:
    device = make.device()
    token = find_token(onlooker, "/devices")
    answer = onlooker.post(f"/devices/{device.public_id}/activation", data={"csrf_token": token})
    assert answer.status_code == 403
    assert session.scalars(select(OneTimeCode)).all() == []
