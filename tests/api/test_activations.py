"""A till becomes a POS: by the code from the back office, once, and a lost answer costs nothing."""

import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from domain.codes import show_code
from domain.names import DeviceStatus, StoreStatus
from models import Device, Generation, OneTimeCode, Store
from models.scope import EVERY_ACCOUNT, enter_account
from services.activation.activation import offer_code, withdraw_code
from services.activation.codes import reveal_code
from tests.make import Make, now


class Codes:
    """What the owner does on the code page."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self.session = session
        self.secret = settings.secret_key

    def offer(self, device: Device, age: timedelta = timedelta(0)) -> str:
        """A fresh code, or one made `age` ago."""
        enter_account(self.session, device.account_id)
        code = reveal_code(offer_code(self.session, device, now() - age, self.secret), self.secret)
        self.session.commit()
        enter_account(self.session, EVERY_ACCOUNT)
        return code


@pytest.fixture
def codes(session: Session, settings: Settings) -> Codes:
    return Codes(session, settings)


def till_body(**more: Any) -> dict[str, Any]:
    """What a fresh till sends, without code or ticket."""
    return {
        "install_id": str(uuid4()),
        "token_sha256": hashlib.sha256(secrets.token_bytes()).hexdigest(),
        "hardware": {"brand": "SUNMI", "model": "V2", "serial": "S1"},
        "os": {"name": "Android", "version": "14"},
        "app": {"name": "Kasa", "version": "1.4.0"},
        **more,
    }


def code_of(answer: Any) -> str:
    assert answer.content_type == "application/problem+json"
    return str(answer.json["code"])


def test_a_till_with_the_code_becomes_the_pos(
    client: FlaskClient, make: Make, codes: Codes, session: Session
) -> None:
    device = make.device("Kasa 1")
    body = till_body(code=codes.offer(device))
    answer = client.post("/api/v1/activations", json=body)
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["device"] == {
        "id": device.public_id,
        "name": "Kasa 1",
        "generation": 1,
        "number_prefix": f"{device.number}-1-",
    }
    assert answer.json["store"]["timezone"] == "Europe/Warsaw"
    assert answer.json["store"]["currency"] == "PLN"
    assert answer.json["account"]["name"] == "Bar pod Lipą"
    assert answer.json["server_time"].endswith("Z")
    assert answer.json["poll_after_s"] > 0
    session.refresh(device)
    assert device.status == DeviceStatus.ACTIVATED
    generation = session.scalars(select(Generation)).one()
    assert (generation.activated_by, generation.hardware["model"]) == ("code", "V2")


@pytest.mark.parametrize(
    "typed", ["{0}-{1}", "{0} {1}", " {0}{1} ", "{0}–{1}"], ids=["dash", "space", "around", "typographic"]
)
def test_a_code_is_read_as_people_type_it(client: FlaskClient, make: Make, codes: Codes, typed: str) -> None:
    code = codes.offer(make.device())
    written = typed.format(code[:4], code[4:]).lower()
    assert client.post("/api/v1/activations", json=till_body(code=written)).status_code == 201


def test_the_same_till_asking_again_gets_the_same_answer(
    client: FlaskClient, make: Make, codes: Codes, session: Session
) -> None:
    body = till_body(code=show_code(codes.offer(make.device())))
    first = client.post("/api/v1/activations", json=body)
    again = client.post("/api/v1/activations", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json is not None
    assert again.json is not None
    assert again.json["device"] == first.json["device"]
    assert len(session.scalars(select(Generation)).all()) == 1


@pytest.mark.parametrize("other", ["install_id", "token_sha256"])
def test_another_till_with_a_used_code_is_refused(
    client: FlaskClient, make: Make, codes: Codes, other: str
) -> None:
    body = till_body(code=codes.offer(make.device()))
    client.post("/api/v1/activations", json=body)
    answer = client.post("/api/v1/activations", json=body | {other: till_body()[other]})
    assert (answer.status_code, code_of(answer)) == (409, "code_used")


def test_a_repeat_after_fifteen_minutes_is_too_late(
    client: FlaskClient, make: Make, codes: Codes, session: Session
) -> None:
    body = till_body(code=codes.offer(make.device()))
    client.post("/api/v1/activations", json=body)
    used = session.scalars(select(OneTimeCode)).one()
    used.used_at = now() - timedelta(minutes=16)
    session.commit()
    assert code_of(client.post("/api/v1/activations", json=body)) == "code_used"


def test_a_repeat_after_the_pos_was_deactivated_does_not_bring_it_back(
    client: FlaskClient, make: Make, codes: Codes, session: Session
) -> None:
    body = till_body(code=codes.offer(make.device()))
    client.post("/api/v1/activations", json=body)
    generation = session.scalars(select(Generation)).one()
    generation.ended_at = now()
    session.commit()
    assert code_of(client.post("/api/v1/activations", json=body)) == "code_used"


def test_wrong_expired_and_withdrawn_codes_are_told_apart(
    client: FlaskClient, make: Make, codes: Codes, session: Session
) -> None:
    store = make.store()
    old = codes.offer(make.device("Kasa 1", store), age=timedelta(minutes=15, seconds=1))
    device = make.device("Kasa 2", store)
    withdrawn = codes.offer(device)
    enter_account(session, device.account_id)
    assert withdraw_code(session, device, now())
    session.commit()
    for code, status, expected in (
        ("7777-7777", 404, "code_unknown"),
        ("", 404, "code_unknown"),
        (old, 410, "code_expired"),
        (withdrawn, 404, "code_unknown"),
    ):
        answer = client.post("/api/v1/activations", json=till_body(code=code))
        assert (answer.status_code, code_of(answer)) == (status, expected)


def test_a_renewed_code_ends_the_older_one(client: FlaskClient, make: Make, codes: Codes) -> None:
    device = make.device()
    older, newer = codes.offer(device), codes.offer(device)
    assert code_of(client.post("/api/v1/activations", json=till_body(code=older))) == "code_unknown"
    assert client.post("/api/v1/activations", json=till_body(code=newer)).status_code == 201


def test_guessing_is_slowed_down_but_a_shown_code_lives_on(
    client: FlaskClient, make: Make, codes: Codes
) -> None:
    code = codes.offer(make.device())
    for _ in range(5):
        assert client.post("/api/v1/activations", json=till_body(code="AAAA-AAAA")).status_code == 404
    answer = client.post("/api/v1/activations", json=till_body(code="AAAA-AAAA"))
    assert (answer.status_code, code_of(answer)) == (429, "too_many_tries")
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    elsewhere = client.post(
        "/api/v1/activations", json=till_body(code=code), environ_base={"REMOTE_ADDR": "198.51.100.7"}
    )
    assert elsewhere.status_code == 201


def test_a_till_of_a_resting_store_cannot_be_activated_and_its_code_is_not_used_up(
    client: FlaskClient, make: Make, codes: Codes, session: Session
) -> None:
    store = make.store()
    code = codes.offer(make.device(store=store))
    row = session.get_one(Store, store.id)
    row.status = StoreStatus.INACTIVE
    session.commit()
    answer = client.post("/api/v1/activations", json=till_body(code=code))
    assert (answer.status_code, code_of(answer)) == (409, "store_inactive")
    row.status = StoreStatus.ACTIVE
    session.commit()
    assert client.post("/api/v1/activations", json=till_body(code=code)).status_code == 201


@pytest.mark.parametrize("status", [DeviceStatus.ACTIVATED, DeviceStatus.DRAINING])
def test_a_pos_that_some_till_is_cannot_be_taken(
    client: FlaskClient, make: Make, codes: Codes, session: Session, status: str
) -> None:
    device = make.device()
    code = codes.offer(device)
    device.status = status
    session.commit()
    answer = client.post("/api/v1/activations", json=till_body(code=code))
    assert (answer.status_code, code_of(answer)) == (409, "device_taken")


def test_a_replaced_till_begins_the_next_generation_and_may_no_longer_ask(
    client: FlaskClient, make: Make, codes: Codes, session: Session
) -> None:
    till = make.till()
    till.device.status = DeviceStatus.INACTIVE
    session.commit()
    answer = client.post("/api/v1/activations", json=till_body(code=codes.offer(till.device)))
    assert answer.json is not None
    assert answer.json["device"]["generation"] == 2
    assert answer.json["device"]["number_prefix"] == f"{till.device.number}-2-"
    refused = client.post("/api/v1/token", headers=till.headers, json={"token_sha256": "a" * 64})
    assert (refused.status_code, code_of(refused)) == (403, "device_inactive")


def test_a_secret_that_another_till_had_is_not_taken(client: FlaskClient, make: Make, codes: Codes) -> None:
    till = make.till()
    body = till_body(code=codes.offer(make.device("Kasa 2")), token_sha256=till.generation.token_sha256)
    answer = client.post("/api/v1/activations", json=body)
    assert (answer.status_code, code_of(answer)) == (422, "invalid")
    assert answer.json is not None
    assert answer.json["errors"][0]["field"] == "token_sha256"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("token_sha256", "abc"),
        ("token_sha256", "g" * 64),
        ("token_sha256", "a" * 64 + "\n"),
        ("token_sha256", None),
        ("install_id", ""),
        ("install_id", "x" * 65),
        ("install_id", "two words"),
        ("install_id", 7),
        ("hardware", "SUNMI"),
        ("code", 12345678),
        ("code", "A" * 1000),
    ],
)
def test_a_body_that_is_not_as_agreed_names_the_field(client: FlaskClient, field: str, value: object) -> None:
    answer = client.post("/api/v1/activations", json=till_body(code="AAAA-AAAA") | {field: value})
    assert (answer.status_code, code_of(answer)) == (422, "invalid")
    assert answer.json is not None
    assert answer.json["errors"][0]["field"] == field


@pytest.mark.parametrize(("given", "missing"), [({}, "code"), ({"ticket": "x"}, "device_id")])
def test_a_body_without_a_way_in_names_what_is_missing(
    client: FlaskClient, given: dict[str, str], missing: str
) -> None:
    answer = client.post("/api/v1/activations", json=till_body(**given))
    assert answer.json is not None
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, missing)


def test_two_tills_with_one_code_at_the_same_moment(
    app: Flask, make: Make, codes: Codes, session: Session
) -> None:
    code = codes.offer(make.device())
    answers = at_once(app, [till_body(code=code) for _ in range(4)])
    assert sorted(status for status, _ in answers) == [201, 409, 409, 409]
    assert {code for status, code in answers if status == 409} == {"code_used"}
    assert len(session.scalars(select(Generation)).all()) == 1


def at_once(app: Flask, bodies: list[dict[str, Any]]) -> list[tuple[int, str | None]]:
    """The answers to activations sent by as many tills at the same moment."""
    start = Barrier(len(bodies))

    def send(body: dict[str, Any]) -> tuple[int, str | None]:
        start.wait()
        answer = app.test_client().post("/api/v1/activations", json=body)
        return answer.status_code, (answer.json or {}).get("code")

    with ThreadPoolExecutor(len(bodies)) as tills:
        return list(tills.map(send, bodies))
