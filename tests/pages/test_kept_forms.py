"""A form that outlived its session is not lost: it is sent again with one press."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import PasswordField

import blueprints.employees.forms
import blueprints.entrance.forms
import blueprints.settings.forms
from blueprints.kept_forms import SECRETS
from models import Store
from tests.make import PASSWORD, Make
from tests.pages.browsing import error_at, find_token, open_page, post
from tests.pages.house_checks import check_page, text_of

OURS = {"Sec-Fetch-Site": "same-origin"}
FIELDS = {"name": "Łódź „Centrum” <1>", "timezone": "Europe/Warsaw", "language": "pl", "country": "PL"}
TITLE = "Nothing you typed is lost"


def send(client: FlaskClient, headers: dict[str, str] | None = OURS, **more: Any) -> Any:
    """Save a new store with a token that is worth nothing."""
    return client.post("/stores/new?from=here", data={"csrf_token": "old", **FIELDS, **more}, headers=headers)


def hidden_fields(html: str) -> dict[str, str]:
    """What the page would send again."""
    form = check_page(html, "en").find(".//main//form[@method='post'][@class='stack']")
    assert form is not None
    assert form.get("action") == "/stores/new?from=here"
    found = form.findall(".//input[@type='hidden']")
    return {str(field.get("name")): str(field.get("value")) for field in found}


def test_whoever_signed_in_anew_sends_it_again(client: FlaskClient, make: Make, session: Session) -> None:
    make.sign_in(client, make.owner())
    answer = send(client)
    assert answer.status_code == 400
    assert TITLE in answer.text
    again = hidden_fields(answer.text)
    assert {name: again[name] for name in FIELDS} == FIELDS
    assert client.post("/stores/new", data=again, headers=OURS).status_code == 303
    assert session.scalars(select(Store.name)).all() == [FIELDS["name"]]


def test_whoever_was_signed_out_signs_in_elsewhere_first(
    client: FlaskClient, make: Make, session: Session
) -> None:
    owner = make.owner("alice@example.com")
    answer = send(client)
    assert answer.status_code == 400
    page = check_page(answer.text, "en")
    assert "You were signed out meanwhile" in text_of(page)
    link = page.find(".//main//a[@target='_blank']")
    assert link is not None
    assert link.get("href") == "/sign-in"
    assert session.scalars(select(Store)).all() == []
    first = hidden_fields(answer.text)
    post(client, "/sign-in", {"email": owner.email, "password": PASSWORD})
    answer = client.post("/stores/new?from=here", data=first, headers=OURS)
    again = hidden_fields(answer.text)
    assert client.post("/stores/new", data=again, headers=OURS).status_code == 303
    assert session.scalars(select(Store.name)).all() == [FIELDS["name"]]


def test_inside_a_dialog_it_is_shown_there(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.owner())
    answer = send(client, OURS | {"HX-Request": "true", "HX-Target": "dialog"})
    assert answer.status_code == 422
    assert re.search(r"<dialog[^>]*>", answer.text)
    assert TITLE in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_what_another_site_sent_is_never_repeated(
    client: FlaskClient, make: Make, headers: dict[str, str]
) -> None:
    make.sign_in(client, make.owner())
    answer = send(client, headers)
    assert answer.status_code == 400
    assert "This form is too old" in answer.text
    assert FIELDS["timezone"] not in answer.text


def test_an_old_browser_vouches_with_its_origin(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.owner())
    assert TITLE in send(client, {"Origin": "http://localhost"}).text


@pytest.mark.parametrize("path", ["/sign-in", "/settings/password"])
def test_passwords_are_not_written_into_a_page(client: FlaskClient, make: Make, path: str) -> None:
    owner = make.owner("alice@example.com")
    if path != "/sign-in":
        make.sign_in(client, owner)
    fields = {"email": "alice@example.com", "password": "very secret word", "new": "very secret word"}
    answer = client.post(path, data=fields, headers=OURS)
    assert answer.status_code == 400
    assert "very secret word" not in answer.text


def test_secrets_are_left_out_and_typed_again(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.owner())
    secrets = dict.fromkeys(SECRETS, "very secret word")
    answer = client.post("/settings/people/new", data={"name": "Bob", **secrets}, headers=OURS)
    assert answer.status_code == 400
    page = check_page(answer.text, "en")
    assert page.find(".//input[@type='hidden'][@value='Bob']") is not None
    assert "very secret word" not in answer.text
    assert "type them again" in text_of(page)
    assert "type them again" not in send(client).text


def test_every_password_field_is_known_as_secret(app: Flask) -> None:
    rooms = [blueprints.employees.forms, blueprints.entrance.forms, blueprints.settings.forms]
    forms = [kind for room in rooms for kind in vars(room).values() if isinstance(kind, type)]
    names = {
        name
        for form in forms
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is PasswordField
    }
    assert {"password", "new", "pin"} <= names <= SECRETS


def test_the_way_back_leads_to_what_was_typed(client: FlaskClient, make: Make) -> None:
    """A browser keeps a page with faults for its Back button, and asks for the others anew."""
    make.sign_in(client, make.owner())
    fields = {"csrf_token": find_token(client, "/stores/new"), **FIELDS, "name": ""}
    answer = client.post("/stores/new", data=fields)
    assert answer.status_code == 422
    assert error_at(check_page(answer.text, "en"), "name")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    open_page(client, "/stores/new")
    assert client.get("/stores/new").headers["Cache-Control"] == "private, no-store"
