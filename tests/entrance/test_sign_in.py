"""Signing in and out: who gets in, who does not, and where they are led."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import FailedTry, User
from services.accounts.passwords import password_fits
from tests.make import PASSWORD, Make
from tests.pages.browsing import find_token, open_page, post
from tests.pages.house_checks import check_page, text_of


def try_password(client: FlaskClient, email: str, password: str, **more: str) -> int:
    """Send the sign-in form; returns the status."""
    return post(client, "/sign-in", {"email": email, "password": password, **more}).status_code


def test_the_owner_comes_in_and_reads_today(client: FlaskClient, make: Make, session: Session) -> None:
    make.owner("alice@example.com", language="pl")
    answer = post(client, "/sign-in", {"email": " Alice@Example.com ", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    open_page(client, "/", "pl")
    assert session.scalars(select(User)).one().last_sign_in_at is not None


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("alice@example.com", "wrong password"),
        ("nobody@example.com", PASSWORD),
        ("alice@example.com", PASSWORD + " "),
    ],
)
def test_wrong_words_get_one_answer_whoever_they_name(
    client: FlaskClient, make: Make, email: str, password: str
) -> None:
    make.owner("alice@example.com")
    answer = post(client, "/sign-in", {"email": email, "password": password})
    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    assert "The e-mail or the password is wrong." in text_of(page)
    assert page.find(".//input[@id='email']").get("value") == email  # type: ignore[union-attr]
    assert client.get("/").headers["Location"].startswith("/sign-in")


def test_five_wrong_tries_close_the_door_even_to_the_right_password(
    client: FlaskClient, make: Make, session: Session
) -> None:
    make.owner("alice@example.com")
    for _ in range(5):
        assert try_password(client, "alice@example.com", "wrong password") == 422
    answer = post(client, "/sign-in", {"email": "alice@example.com", "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert "Too many wrong attempts" in text_of(check_page(answer.get_data(as_text=True), "en"))
    for failed in session.scalars(select(FailedTry)):
        failed.at -= timedelta(minutes=10)
    session.commit()
    assert try_password(client, "alice@example.com", PASSWORD) == 302


def test_one_address_cannot_try_many_people(client: FlaskClient, make: Make) -> None:
    make.owner("alice@example.com")
    for number in range(5):
        assert try_password(client, f"guess{number}@example.com", "wrong password") == 422
    assert try_password(client, "alice@example.com", PASSWORD) == 429


def test_many_addresses_cannot_try_one_person(app: Flask, make: Make) -> None:
    make.owner("alice@example.com")
    for number in range(6):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
        expected = 422 if number < 5 else 429
        assert try_password(client, "ALICE@example.com", "wrong password") == expected


@pytest.mark.parametrize("email", ["x" * 5000 + "@example.com", "a\x00b@example.com", "\u202e@\n", "'; --"])
def test_a_strange_email_is_only_wrong(client: FlaskClient, make: Make, email: str) -> None:
    make.owner()
    assert try_password(client, email, "wrong password") == 422


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/employees?q=zofia", "/employees?q=zofia"),
        ("/settings/profile", "/settings/profile"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/\t/evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/no/such/page", "/"),
        ("/sign-out", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_only_own_pages_are_opened(
    client: FlaskClient, make: Make, wanted: str, led_to: str
) -> None:
    make.owner("alice@example.com")
    token = find_token(client, "/sign-in")
    answer = client.post(
        "/sign-in",
        query_string={"next": wanted},
        data={"csrf_token": token, "email": "alice@example.com", "password": PASSWORD},
    )
    assert answer.headers["Location"] == led_to


def test_a_closed_page_asks_to_sign_in_and_then_opens(client: FlaskClient, make: Make) -> None:
    make.owner("alice@example.com")
    address = client.get("/employees?q=zofia").headers["Location"]
    page = open_page(client, address)
    form = next(form for form in page.findall(".//form") if form.get("class") == "form")
    answer = post(client, str(form.get("action")), {"email": "alice@example.com", "password": PASSWORD})
    assert answer.headers["Location"] == "/employees?q=zofia"


def test_staying_signed_in_survives_the_end_of_the_browser(client: FlaskClient, make: Make) -> None:
    make.owner("alice@example.com")
    try_password(client, "alice@example.com", PASSWORD, remember="y")
    client.delete_cookie("comptoir_8000")
    assert client.get("/").status_code == 200


def test_without_it_a_closed_browser_is_signed_out(client: FlaskClient, make: Make) -> None:
    make.owner("alice@example.com")
    try_password(client, "alice@example.com", PASSWORD)
    assert client.get_cookie("comptoir_remember_8000") is None
    client.delete_cookie("comptoir_8000")
    assert client.get("/").status_code == 302


def test_signing_out_forgets_who_was_here_but_not_the_language(client: FlaskClient, make: Make) -> None:
    make.owner("alice@example.com", language="fr")
    try_password(client, "alice@example.com", PASSWORD, remember="y")
    answer = post(client, "/sign-out", {}, token_from="/")
    assert answer.headers["Location"] == "/sign-in"
    assert client.get_cookie("comptoir_remember_8000") is None
    assert client.get("/").status_code == 302
    open_page(client, "/sign-in", "fr")


def test_signing_out_is_no_link(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.owner())
    assert client.get("/sign-out").status_code == 405


def test_a_form_without_its_token_is_refused(client: FlaskClient, make: Make) -> None:
    make.owner("alice@example.com")
    answer = client.post("/sign-in", data={"email": "alice@example.com", "password": PASSWORD})
    assert answer.status_code == 400
    assert "This form is too old" in text_of(check_page(answer.get_data(as_text=True), "en"))


def test_the_password_is_checked_without_keeping_others_from_writing(
    app: Flask, client: FlaskClient, make: Make, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Argon2 takes a tenth of a second; a receipt must not wait for it."""
    make.owner("alice@example.com")
    token = find_token(client, "/sign-in")

    def check_while_somebody_writes(password_hash: str | None, password: str) -> bool:
        session.add(FailedTry(kind="other", key="x", at=make.first_owner().created_at))
        session.commit()
        return password_fits(password_hash, password)

    monkeypatch.setattr("blueprints.entrance.sign_in.password_fits", check_while_somebody_writes)
    answer = client.post(
        "/sign-in", data={"csrf_token": token, "email": "alice@example.com", "password": PASSWORD}
    )
    assert answer.status_code == 302
