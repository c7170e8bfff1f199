"""The very first visitor opens the shop; the next one meets a closed door."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from models import Account, Device, OneTimeCode, Store, Tax, User
from services.activation.codes import find_live_code
from tests.make import Make, now
from tests.pages.browsing import error_at, find_token, open_page, post
from tests.pages.house_checks import check_fragment, check_page, text_of

ALICE = {
    "account_name": "Bar pod Lipą",
    "owner_name": "Alicja",
    "email": "Alicja@example.com",
    "password": "correct horse battery",
    "language": "pl",
    "country": "PL",
    "currency": "PLN",
    "timezone": "Europe/Warsaw",
    "proposed_for": "PL",
}


@pytest.mark.parametrize("path", ["/", "/sign-in", "/employees", "/settings", "/welcome/store"])
def test_every_page_of_an_empty_server_leads_to_the_first_run(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/welcome")


@pytest.mark.parametrize(
    ("language", "country", "currency", "timezone"),
    [
        ("en", "GB", "GBP", "Europe/London"),
        ("fr", "FR", "EUR", "Europe/Paris"),
        ("pl", "PL", "PLN", "Europe/Warsaw"),
        ("ru", "RU", "RUB", "Europe/Moscow"),
        ("fr-BE,fr;q=0.8", "BE", "EUR", "Europe/Brussels"),
    ],
)
def test_the_page_speaks_the_readers_language_and_proposes_a_country(
    client: FlaskClient, language: str, country: str, currency: str, timezone: str
) -> None:
    page = open_page(client, "/welcome", language[:2], headers={"Accept-Language": language})
    for name, value in (("country", country), ("currency", currency), ("timezone", timezone)):
        chosen = page.findall(f".//select[@id='{name}']//option[@selected]")
        assert [option.get("value") for option in chosen] == [value]


def test_another_country_proposes_its_own_currency_and_time_zone(client: FlaskClient) -> None:
    answer = client.get("/welcome/place?country=CH")
    fragment = check_fragment(answer.get_data(as_text=True))
    chosen = [option.get("value") for option in fragment.findall(".//option[@selected]")]
    assert chosen == ["CHF", "Europe/Zurich"]
    assert client.get("/welcome/place?country=%00").status_code == 200


def test_countries_stand_in_the_order_of_the_readers_alphabet(client: FlaskClient) -> None:
    page = open_page(client, "/welcome", "pl", headers={"Accept-Language": "pl"})
    names = [text_of(option) for option in page.findall(".//select[@id='country']//option")]
    assert names.index("Luksemburg") < names.index("Łotwa") < names.index("Malta")


def test_three_steps_lead_to_an_activation_code(client: FlaskClient, session: Session) -> None:
    answer = post(client, "/welcome", ALICE)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/welcome/store")
    page = open_page(client, "/welcome/store", "pl")
    assert page.find(".//select[@id='timezone']//option[@selected]").get("value") == "Europe/Warsaw"  # type: ignore[union-attr]
    answer = post(client, "/welcome/store", {"name": "Kraków", "timezone": "Europe/Warsaw", "language": "pl"})
    assert answer.headers["Location"] == "/welcome/pos"
    open_page(client, "/welcome/pos", "pl")
    answer = post(client, "/welcome/pos", {"name": "Kasa 1"})
    device = session.scalars(select(Device)).one()
    assert answer.headers["Location"] == f"/devices/{device.public_id}/activation"
    assert (device.name, device.store.name) == ("Kasa 1", "Kraków")
    assert find_live_code(session, device, now()) is not None
    owner = session.scalars(select(User)).one()
    assert (owner.email, owner.role, owner.language) == ("alicja@example.com", "owner", "pl")
    assert (owner.account.currency, owner.account.country) == ("PLN", "PL")
    assert [str(tax.rate.normalize()) for tax in session.scalars(select(Tax))][:2] == ["23", "8"]


def test_without_scripts_another_country_brings_its_own_currency(
    client: FlaskClient, session: Session
) -> None:
    post(client, "/welcome", {**ALICE, "country": "FR"})
    assert session.scalars(select(Account)).one().currency == "EUR"
    page = open_page(client, "/welcome/store", "pl")
    assert page.find(".//select[@id='timezone']//option[@selected]").get("value") == "Europe/Paris"  # type: ignore[union-attr]


def test_the_owner_may_choose_another_currency_than_the_country_proposes(
    client: FlaskClient, session: Session
) -> None:
    post(client, "/welcome", {**ALICE, "currency": "EUR"})
    assert session.scalars(select(Account)).one().currency == "EUR"


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"account_name": "  "}, "account_name", "Please fill in this field."),
        ({"owner_name": ""}, "owner_name", "Please fill in this field."),
        ({"owner_name": "x" * 121}, "owner_name", "At most 120 characters, please."),
        ({"email": "alicja"}, "email", "This does not look like an e-mail address."),
        ({"password": "short"}, "password", "At least 10 characters, please."),
        ({"country": "XX", "proposed_for": "XX"}, "country", "Choose a country from the list."),
        ({"currency": "XXX"}, "currency", "Choose a currency from the list."),
        ({"timezone": "Mars/Base"}, "timezone", "Choose a time zone from the list."),
        ({"language": "xx"}, "language", "Choose a language from the list."),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, session: Session, wrong: dict[str, str], field: str, sentence: str
) -> None:
    answer = post(client, "/welcome", ALICE | wrong)
    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    assert error_at(page, field) == sentence
    typed = {box.get("name"): box.get("value") for box in page.findall(".//form[@class='form']//input")}
    for name in {"account_name", "owner_name", "email"} - {field}:
        assert typed[name] == ALICE[name]
    assert typed["password"] in (None, "")
    assert session.scalars(select(Account)).all() == []


def test_a_form_without_any_field_is_answered_like_an_empty_one(client: FlaskClient) -> None:
    answer = post(client, "/welcome", {})
    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    assert error_at(page, "email") == "Please fill in this field."


def test_afterwards_the_first_run_is_closed(client: FlaskClient, make: Make) -> None:
    make.owner()
    assert client.get("/welcome").headers["Location"] == "/sign-in"
    page = open_page(client, "/sign-in")
    assert not [link for link in page.findall(".//a") if link.get("href") == "/welcome"]


def test_whoever_comes_second_reads_why_nothing_came_of_it(
    client: FlaskClient, make: Make, session: Session
) -> None:
    token = find_token(client, "/welcome")
    make.owner()
    answer = client.post("/welcome", data={**ALICE, "csrf_token": token})
    assert answer.headers["Location"] == "/sign-in"
    page = open_page(client, "/sign-in")
    assert "This server already has its business account" in text_of(page)
    assert len(session.scalars(select(Account)).all()) == 1


def test_of_two_people_at_the_same_moment_one_gets_the_server(app: Flask, session: Session) -> None:
    clients = [app.test_client() for _ in range(4)]
    forms = [
        {**ALICE, "email": f"alicja{number}@example.com", "csrf_token": find_token(client, "/welcome")}
        for number, client in enumerate(clients)
    ]
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda pair: pair[0].post("/welcome", data=pair[1]), zip(clients, forms, strict=True))
        )
    assert sorted(answer.headers["Location"] for answer in answers) == ["/sign-in"] * 3 + ["/welcome/store"]
    assert len(session.scalars(select(Account)).all()) == 1


def test_a_server_open_to_all_takes_another_account(
    app: Flask, settings: Settings, make: Make, session: Session
) -> None:
    make.owner()
    app.config["SETTINGS"] = replace(settings, open_sign_up=True)
    client = app.test_client()
    page = open_page(client, "/sign-in")
    assert [link for link in page.findall(".//a") if link.get("href") == "/welcome"]
    assert post(client, "/welcome", ALICE).headers["Location"] == "/welcome/store"
    assert len(session.scalars(select(Account)).all()) == 2


def test_an_email_of_another_account_is_taken(app: Flask, settings: Settings, make: Make) -> None:
    make.owner("alicja@example.com")
    app.config["SETTINGS"] = replace(settings, open_sign_up=True)
    answer = post(app.test_client(), "/welcome", ALICE)
    page = check_page(answer.get_data(as_text=True), "en")
    assert "already used" in str(error_at(page, "email"))


def test_a_broken_off_first_run_goes_on_where_it_stopped(
    client: FlaskClient, make: Make, session: Session
) -> None:
    make.sign_in(client, make.first_owner())
    assert client.get("/welcome/pos").headers["Location"] == "/welcome/store"
    page = open_page(client, "/")
    assert "/welcome/store" in [link.get("href") for link in page.findall(".//a")]
    make.store()
    assert client.get("/welcome/store").headers["Location"] == "/welcome/pos"
    page = open_page(client, "/")
    assert "/welcome/pos" in [link.get("href") for link in page.findall(".//a")]
    make.device(store=session.scalars(select(Store)).one())
    assert client.get("/welcome/pos").headers["Location"] == "/"


def test_pressing_twice_makes_one_store_and_one_pos(
    client: FlaskClient, make: Make, session: Session
) -> None:
    make.sign_in(client, make.first_owner())
    token = find_token(client, "/welcome/store")
    store = {"csrf_token": token, "name": "Kraków", "timezone": "Europe/Warsaw", "language": "pl"}
    for _ in range(2):
        assert client.post("/welcome/store", data=store).headers["Location"] == "/welcome/pos"
    for _ in range(2):
        client.post("/welcome/pos", data={"csrf_token": token, "name": "Kasa 1"})
    assert len(session.scalars(select(Store)).all()) == 1
    assert len(session.scalars(select(Device)).all()) == 1
    assert len(session.scalars(select(OneTimeCode)).all()) == 1


def test_all_that_is_wrong_is_said_at_once(client: FlaskClient) -> None:
    answer = post(
        client, "/welcome", ALICE | {"email": "alicja", "password": "short", "owner_name": "x" * 121}
    )
    page = check_page(answer.get_data(as_text=True), "en")
    assert error_at(page, "email") == "This does not look like an e-mail address."
    assert error_at(page, "password") == "At least 10 characters, please."
    assert error_at(page, "owner_name") == "At most 120 characters, please."


@pytest.mark.parametrize(
    ("path", "fields", "field", "sentence"),
    [
        ("/welcome/store", {"name": ""}, "name", "Please fill in this field."),
        ("/welcome/store", {"name": "K", "timezone": "x"}, "timezone", "Choose a time zone from the list."),
        (
            "/welcome/store",
            {"name": "K", "timezone": "UTC", "language": "de"},
            "language",
            "Choose a language from the list.",
        ),
        ("/welcome/pos", {"name": "x" * 81}, "name", "At most 80 characters, please."),
    ],
)
def test_bad_input_of_the_later_steps_is_told_at_its_field(
    client: FlaskClient, make: Make, path: str, fields: dict[str, str], field: str, sentence: str
) -> None:
    if path == "/welcome/pos":
        make.store()
    make.sign_in(client, make.first_owner())
    answer = post(client, path, fields)
    assert answer.status_code == 422
    assert error_at(check_page(answer.get_data(as_text=True), "en"), field) == sentence


def test_a_viewer_creates_no_store(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.user("viewer"))
    assert client.get("/welcome/store").status_code == 403
