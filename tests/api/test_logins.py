"""The owner logs in on a till, chooses a POS, and the till becomes it (B4)."""

from datetime import timedelta
from typing import Any
from unittest.mock import ANY
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, UserRole
from models import Event, LoginTicket
from tests.api.test_activations import at_once, code_of, till_body
from tests.make import PASSWORD, Make, now

INSTALL = str(uuid4())


def log_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: Any) -> Any:
    body = {"email": email, "password": password, "install_id": INSTALL}
    return client.post("/api/v1/logins", json=body, **more)


def ticket_body(ticket: str, device_id: str, **more: Any) -> dict[str, Any]:
    """What the till sends after the owner chose a POS on it."""
    return till_body(install_id=INSTALL, ticket=ticket, device_id=device_id) | more


def test_the_owner_sees_the_pos_devices_and_which_are_free(
    client: FlaskClient, make: Make, session: Session
) -> None:
    store = make.store("Kraków")
    for name, status in (
        ("Kasa 1", DeviceStatus.NOT_ACTIVATED),
        ("Kasa 2", DeviceStatus.ACTIVATED),
        ("Kasa 3", DeviceStatus.DRAINING),
        ("Kasa 4", DeviceStatus.INACTIVE),
        ("Kasa 5", DeviceStatus.DELETED),
    ):
        make.device(name, store, status)
    make.device("Not ours", make.store("Elsewhere", owner=make.owner()))
    answer = log_in(client, make.first_owner().email.upper())
    assert answer.status_code == 200
    assert [(row["name"], row["status"], row["available"]) for row in answer.json["devices"]] == [
        ("Kasa 1", "not_activated", True),
        ("Kasa 2", "activated", False),
        ("Kasa 3", "draining", False),
        ("Kasa 4", "inactive", True),
    ]
    assert answer.json["devices"][0]["store"] == {"id": store.public_id, "name": "Kraków"}
    assert answer.json["expires_at"].endswith("Z")


def test_a_till_with_a_ticket_becomes_the_chosen_pos(
    client: FlaskClient, make: Make, session: Session
) -> None:
    device = make.device("Kasa 1")
    ticket = log_in(client, make.first_owner().email).json["ticket"]
    body = ticket_body(ticket, device.public_id)
    first, again = (client.post("/api/v1/activations", json=body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json is not None
    assert again.json == first.json | {"server_time": ANY}
    session.refresh(device)
    assert device.status == DeviceStatus.ACTIVATED
    event = session.scalars(select(Event).where(Event.verb == "device.activated")).one()
    assert (event.actor_kind, event.actor_name, event.facts["way"]) == ("user", "Alicja", "login")


def test_a_ticket_serves_one_activation(client: FlaskClient, make: Make) -> None:
    store = make.store()
    first, second = make.device("Kasa 1", store), make.device("Kasa 2", store)
    ticket = log_in(client, make.first_owner().email).json["ticket"]
    client.post("/api/v1/activations", json=ticket_body(ticket, first.public_id))
    answer = client.post("/api/v1/activations", json=ticket_body(ticket, second.public_id))
    assert (answer.status_code, code_of(answer)) == (409, "code_used")


def test_a_refused_choice_leaves_the_ticket_for_another_pos(client: FlaskClient, make: Make) -> None:
    store = make.store()
    taken, free = make.device("Kasa 1", store, DeviceStatus.ACTIVATED), make.device("Kasa 2", store)
    ticket = log_in(client, make.first_owner().email).json["ticket"]
    answer = client.post("/api/v1/activations", json=ticket_body(ticket, taken.public_id))
    assert (answer.status_code, code_of(answer)) == (409, "device_taken")
    answer = client.post("/api/v1/activations", json=ticket_body(ticket, free.public_id))
    assert answer.status_code == 201


def test_tickets_that_do_not_work_are_told_apart(client: FlaskClient, make: Make, session: Session) -> None:
    device = make.device()
    ticket = log_in(client, make.first_owner().email).json["ticket"]
    for body, status, code in (
        (ticket_body("no such ticket", device.public_id), 404, "code_unknown"),
        (ticket_body(ticket, device.public_id, install_id=str(uuid4())), 404, "code_unknown"),
        (ticket_body(ticket, "0000000000000000"), 404, "device_unknown"),
    ):
        answer = client.post("/api/v1/activations", json=body)
        assert (answer.status_code, code_of(answer)) == (status, code)
    session.scalars(select(LoginTicket)).one().expires_at = now() - timedelta(seconds=1)
    session.commit()
    answer = client.post("/api/v1/activations", json=ticket_body(ticket, device.public_id))
    assert (answer.status_code, code_of(answer)) == (410, "code_expired")


def test_a_ticket_opens_no_pos_of_another_account(client: FlaskClient, make: Make) -> None:
    theirs = make.device(store=make.store(owner=make.owner()))
    ticket = log_in(client, make.first_owner().email).json["ticket"]
    answer = client.post("/api/v1/activations", json=ticket_body(ticket, theirs.public_id))
    assert (answer.status_code, code_of(answer)) == (404, "device_unknown")


def test_a_ticket_of_somebody_who_lost_the_right_is_unknown(
    client: FlaskClient, make: Make, session: Session
) -> None:
    device = make.device()
    manager = make.user(UserRole.MANAGER)
    ticket = log_in(client, manager.email).json["ticket"]
    manager.role = UserRole.VIEWER
    session.commit()
    answer = client.post("/api/v1/activations", json=ticket_body(ticket, device.public_id))
    assert (answer.status_code, code_of(answer)) == (404, "code_unknown")


@pytest.mark.parametrize("who", ["wrong password", "unknown e-mail", "viewer"])
def test_whoever_may_not_in_reads_the_same(client: FlaskClient, make: Make, who: str) -> None:
    emails = {
        "wrong password": make.first_owner().email,
        "unknown e-mail": "nobody@example.com",
        "viewer": make.user(UserRole.VIEWER).email,
    }
    password = "not this one" if who == "wrong password" else PASSWORD
    answer = log_in(client, emails[who], password)
    assert (answer.status_code, code_of(answer)) == (401, "bad_credentials")
    assert set(answer.json) == {"type", "title", "status", "code"}


def test_guessing_a_password_is_slowed_down(client: FlaskClient, make: Make) -> None:
    email = make.first_owner().email
    for _ in range(5):
        assert log_in(client, email, "not this one").status_code == 401
    answer = log_in(client, email)
    assert (answer.status_code, code_of(answer)) == (429, "too_many_tries")
    assert int(answer.headers["Retry-After"]) > 0
    elsewhere = log_in(client, email, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert elsewhere.status_code == 200


@pytest.mark.parametrize("field", ["email", "password", "install_id"])
def test_a_login_names_the_field_that_is_missing(client: FlaskClient, field: str) -> None:
    body = {"email": "a@example.com", "password": "x", "install_id": INSTALL}
    body.pop(field)
    answer = client.post("/api/v1/logins", json=body)
    assert answer.json is not None
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_one_ticket_on_two_pos_devices_at_the_same_moment(app: Flask, make: Make) -> None:
    store = make.store()
    devices = [make.device(f"Kasa {n}", store) for n in range(3)]
    ticket = log_in(app.test_client(), make.first_owner().email).json["ticket"]
    answers = at_once(app, [ticket_body(ticket, device.public_id) for device in devices])
    assert sorted(status for status, _ in answers) == [201, 409, 409]


def test_two_logins_choosing_one_pos_at_the_same_moment(app: Flask, make: Make) -> None:
    device = make.device()
    tickets = [log_in(app.test_client(), make.first_owner().email).json["ticket"] for _ in range(3)]
    answers = at_once(app, [ticket_body(ticket, device.public_id) for ticket in tickets])
    assert sorted(answers, key=str) == [(201, None), (409, "device_taken"), (409, "device_taken")]
