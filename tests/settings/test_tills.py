"""E5, E11: how people sign in at tills, cash and shifts travel with the configuration."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, PublishedObject
from tests.make import Make
from tests.pages.browsing import error_at, open_page, post
from tests.pages.house_checks import check_page, text_of

AS_IT_WAS = {"login_mode": "id_pin", "cash_management": "y"}


def configuration(client: FlaskClient, make: Make) -> dict[str, object]:
    """What the till that pulls now is told."""
    till = make.till()
    answer = client.get("/api/v1/sync/configuration", headers=till.headers)
    assert answer.json is not None
    data: dict[str, object] = answer.json["changes"][0]["data"]
    return data


@pytest.mark.parametrize(
    ("mode", "sentence", "button"),
    [
        ("none", "Anybody who stands at a till can sell.", "Let everybody sell without sign-in"),
        ("id", "The tills no longer ask for a PIN.", "Ask for the ID only"),
    ],
)
def test_e11_another_way_to_sign_in_is_explained_before_it_is_saved(
    client: FlaskClient, make: Make, session: Session, mode: str, sentence: str, button: str
) -> None:
    make.sign_in(client, make.first_owner())
    wanted = AS_IT_WAS | {"login_mode": mode}
    asked = check_page(post(client, "/settings/tills", wanted).get_data(as_text=True), "en")
    assert sentence in text_of(asked)
    assert button in text_of(asked)
    assert session.scalars(select(Account)).one().login_mode == "id_pin"
    hidden = {one.get("name"): one.get("value") for one in asked.findall(".//main//input[@type='hidden']")}
    assert client.post("/settings/tills", data=hidden).status_code == 302
    assert session.scalars(select(Account)).one().login_mode == mode
    assert configuration(client, make)["login_mode"] == mode
    assert "Settings of the tills changed" in text_of(open_page(client, "/history"))


def test_e5_cash_and_shifts_travel_with_the_configuration(
    client: FlaskClient, make: Make, session: Session
) -> None:
    make.sign_in(client, make.first_owner())
    make.till()
    post(client, "/settings/tills", {"login_mode": "id_pin", "shifts_required": "y", "confirmed": "y"})
    bodies = session.scalars(select(PublishedObject.body).where(PublishedObject.type == "configuration"))
    told = [json.loads(body or "{}") for body in bodies]
    assert [(one["cash_management"], one["shifts_required"]) for one in told] == [(False, True)]


def test_what_means_nothing_is_saved_without_a_question(
    client: FlaskClient, make: Make, session: Session
) -> None:
    make.sign_in(client, make.first_owner())
    assert post(client, "/settings/tills", AS_IT_WAS).status_code == 302
    assert "Settings of the tills changed" not in text_of(open_page(client, "/history"))


def test_people_without_a_pin_are_counted_where_one_is_asked(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.first_owner())
    make.employee(make.store())
    assert "1 employee has no PIN and cannot sign in." in text_of(open_page(client, "/settings/tills"))


def test_an_unknown_way_is_told_at_its_field(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.first_owner())
    answer = post(client, "/settings/tills", {"login_mode": "fingerprint"})
    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    assert error_at(page, "login_mode") == "Choose how people sign in."


@pytest.mark.parametrize("role", ["manager", "viewer"])
def test_others_only_read_it(client: FlaskClient, make: Make, session: Session, role: str) -> None:
    make.sign_in(client, make.user(role))
    page = open_page(client, "/settings/tills")
    assert "ID and PIN" in text_of(page)
    assert page.find(".//input[@name='login_mode']") is None
    wanted = {"login_mode": "none", "confirmed": "y"}
    assert post(client, "/settings/tills", wanted).status_code == 403
    assert session.scalars(select(Account)).one().login_mode == "id_pin"
