"""One's own name, e-mail, language and password."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from models import User
from tests.make import PASSWORD, Make
from tests.pages.browsing import error_at, open_page, post
from tests.pages.house_checks import check_page, text_of


def test_a_new_language_is_spoken_at_once(client: FlaskClient, make: Make, session: Session) -> None:
    owner = make.owner("alice@example.com")
    make.sign_in(client, owner)
    fields = {"name": "Alice B.", "email": "Alice.B@example.com", "language": "pl"}
    assert post(client, "/settings/profile", fields).status_code == 302
    open_page(client, "/settings/profile", "pl")
    session.expire_all()
    user = session.get_one(User, owner.id)
    assert (user.name, user.email, user.language) == ("Alice B.", "alice.b@example.com", "pl")


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": ""}, "name", "Please fill in this field."),
        (
            {"email": "bob@example.com"},
            "email",
            "This e-mail is already used. Sign in instead, or use another one.",
        ),
        ({"email": "@"}, "email", "This does not look like an e-mail address."),
        ({"language": "de"}, "language", "Choose a language from the list."),
    ],
)
def test_bad_input_is_told_at_its_field(
    client: FlaskClient, make: Make, wrong: dict[str, str], field: str, sentence: str
) -> None:
    make.owner("bob@example.com")
    make.sign_in(client, make.owner("alice@example.com"))
    answer = post(
        client, "/settings/profile", {"name": "Alice", "email": "ALICE@example.com", "language": "en"} | wrong
    )
    assert answer.status_code == 422
    assert error_at(check_page(answer.get_data(as_text=True), "en"), field) == sentence


def test_a_new_password_signs_out_every_other_browser(app: Flask, client: FlaskClient, make: Make) -> None:
    owner = make.owner("alice@example.com")
    other = app.test_client()
    post(other, "/sign-in", {"email": "alice@example.com", "password": PASSWORD, "remember": "y"})
    make.sign_in(client, owner)
    answer = post(client, "/settings/password", {"present": PASSWORD, "new": "another good password"})
    assert answer.status_code == 302
    assert "Other browsers were signed out." in text_of(open_page(client, "/settings/password"))
    assert other.get("/").headers["Location"].startswith("/sign-in")
    old = post(other, "/sign-in", {"email": "alice@example.com", "password": PASSWORD})
    new = post(other, "/sign-in", {"email": "alice@example.com", "password": "another good password"})
    assert (old.status_code, new.status_code) == (422, 302)


def test_who_stays_signed_in_stays_so_with_the_new_password(client: FlaskClient, make: Make) -> None:
    make.owner("alice@example.com")
    post(client, "/sign-in", {"email": "alice@example.com", "password": PASSWORD, "remember": "y"})
    post(client, "/settings/password", {"present": PASSWORD, "new": "another good password"})
    client.delete_cookie("comptoir_8000")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        (
            {"present": "wrong", "new": "another good password"},
            "present",
            "This is not your present password.",
        ),
        ({"present": PASSWORD, "new": "short"}, "new", "At least 10 characters, please."),
        ({"present": PASSWORD, "new": ""}, "new", "Please fill in this field."),
        ({"present": "", "new": "another good password"}, "present", "Please fill in this field."),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(
    client: FlaskClient, make: Make, fields: dict[str, str], field: str, sentence: str
) -> None:
    make.sign_in(client, make.owner())
    answer = post(client, "/settings/password", fields)
    assert answer.status_code == 422
    assert error_at(check_page(answer.get_data(as_text=True), "en"), field) == sentence


def test_the_present_password_cannot_be_guessed_at_an_open_tablet(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.owner())
    for _ in range(5):
        post(client, "/settings/password", {"present": "a guess", "new": "another good password"})
    answer = post(client, "/settings/password", {"present": PASSWORD, "new": "another good password"})
    assert answer.status_code == 429
