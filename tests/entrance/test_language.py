"""The language switch sticks: user before cookie before browser."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy.orm import Session

from models import User
from tests.make import PASSWORD, Make
from tests.pages.browsing import open_page, post

FRENCH_BROWSER = {"Accept-Language": "fr-FR,fr;q=0.9,en;q=0.5"}


def test_the_browser_is_asked_first(client: FlaskClient, make: Make) -> None:
    make.owner()
    open_page(client, "/sign-in", "fr", headers=FRENCH_BROWSER)


def test_the_switch_beats_the_browser_and_stays_for_a_year(client: FlaskClient, make: Make) -> None:
    make.owner()
    answer = post(client, "/language", {"to": "ru", "next": "/sign-in"}, token_from="/sign-in")
    assert answer.headers["Location"] == "/sign-in"
    open_page(client, "/sign-in", "ru", headers=FRENCH_BROWSER)
    cookie = client.get_cookie("comptoir_language")
    assert cookie is not None
    assert cookie.max_age == 365 * 24 * 3600


def test_the_users_language_wins_after_signing_in(client: FlaskClient, make: Make) -> None:
    make.owner("alice@example.com", language="pl")
    post(client, "/language", {"to": "ru", "next": "/sign-in"}, token_from="/sign-in")
    post(client, "/sign-in", {"email": "alice@example.com", "password": PASSWORD})
    open_page(client, "/settings/profile", "pl")


def test_the_switch_changes_the_user_who_is_signed_in(
    client: FlaskClient, make: Make, session: Session
) -> None:
    owner = make.owner(language="pl")
    make.sign_in(client, owner)
    answer = post(client, "/language", {"to": "fr", "next": "/employees?q=zo"}, token_from="/employees")
    assert answer.headers["Location"] == "/employees?q=zo"
    open_page(client, "/employees", "fr")
    session.expire_all()
    assert session.get_one(User, owner.id).language == "fr"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/sign-out", "/language"])
def test_the_switch_leads_only_to_own_pages(client: FlaskClient, make: Make, target: str) -> None:
    make.owner()
    answer = post(client, "/language", {"to": "fr", "next": target}, token_from="/sign-in")
    assert answer.headers["Location"] == "/"


def test_a_language_we_do_not_speak_is_refused(client: FlaskClient, make: Make) -> None:
    make.owner()
    assert post(client, "/language", {"to": "de"}, token_from="/sign-in").status_code == 400


def test_switching_on_the_first_page_keeps_what_was_typed_but_no_password(client: FlaskClient) -> None:
    typed = {"account_name": "Bar pod Lipą", "email": "alice@example.com", "country": "RU", "currency": "RUB"}
    fields = typed | {"password": "a secret word", "to": "pl"}
    answer = post(client, "/language?next=/welcome", fields, token_from="/welcome")
    assert answer.headers["Location"] == "/welcome"
    page = client.get("/welcome").get_data(as_text=True)
    for word in (
        "Bar pod Lipą",
        "alice@example.com",
        '<option selected value="RU">',
        '<option selected value="RUB">',
    ):
        assert word in page, word
    assert "a secret word" not in page
    assert "Bar pod Lipą" not in client.get("/welcome").get_data(as_text=True), "kept for one page only"


def test_texts_follow_a_language_that_is_forced_for_a_while(app: Flask) -> None:
    with app.test_request_context(headers=FRENCH_BROWSER):
        menu = app.jinja_env.from_string("{{ _('Stores') }}")
        own = menu.render()
        with force_locale("ru"):
            forced = menu.render()
        assert (own, forced, menu.render()) == ("Magasins", "Торговые точки", "Magasins")


def test_each_reads_the_menu_in_their_language(app: Flask, make: Make) -> None:
    menus: dict[str, set[str]] = {}
    for language in ("en", "fr", "pl", "ru", "fr"):
        client = app.test_client()
        make.sign_in(client, make.owner(f"{len(menus)}@{language}.example", language=language))
        page = client.get("/settings/profile").get_data(as_text=True)
        menus.setdefault(language, set()).add(page.split('id="menu"')[1].split("</nav>")[0])
    assert [len(found) for found in menus.values()] == [1, 1, 1, 1]
    assert len(set.union(*menus.values())) == 4
