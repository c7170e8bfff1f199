"""The business account: everybody reads it, the owner changes it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Event
from tests.make import Make
from tests.pages.browsing import error_at, open_page, post
from tests.pages.house_checks import check_page, text_of

NO_NIP = "This is no NIP: it has 10 digits, the last of which checks the others. One is wrong or missing."


def test_the_owner_changes_the_account_and_the_history_knows(
    client: FlaskClient, make: Make, session: Session
) -> None:
    make.sign_in(client, make.owner())
    fields = {"name": "Bar pod Dębem", "tax_id": "PL 676-000-00-03", "address": "Rynek 1\nKraków"}
    assert post(client, "/settings", fields).status_code == 302
    account = session.scalars(select(Account)).one()
    assert (account.name, account.tax_id, account.address) == tuple(fields.values())
    history = open_page(client, "/history")
    assert "Business account changed" in text_of(history)


def test_nothing_changed_leaves_no_trace(client: FlaskClient, make: Make, session: Session) -> None:
    make.sign_in(client, make.owner(account_name="Bar"))
    post(client, "/settings", {"name": "Bar", "tax_id": "", "address": ""})
    assert "account.edited" not in session.scalars(select(Event.verb)).all()


def test_the_currency_is_shown_in_the_readers_words(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.owner(language="pl"))
    assert "złoty polski (PLN)" in text_of(open_page(client, "/settings", "pl"))


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"name": " "}, "name", "Please fill in this field."),
        ({"name": "x" * 121}, "name", "At most 120 characters, please."),
        ({"name": "Bar", "tax_id": "x" * 41}, "tax_id", "At most 40 characters, please."),
        ({"name": "Bar", "tax_id": "abc 1"}, "tax_id", NO_NIP),
        ({"name": "Bar", "tax_id": "123"}, "tax_id", NO_NIP),
        ({"name": "Bar", "address": "x" * 401}, "address", "At most 400 characters, please."),
    ],
)
def test_bad_input_is_told_at_its_field(
    client: FlaskClient, make: Make, fields: dict[str, str], field: str, sentence: str
) -> None:
    make.sign_in(client, make.owner())
    answer = post(client, "/settings", fields)
    assert answer.status_code == 422
    assert error_at(check_page(answer.get_data(as_text=True), "en"), field) == sentence


def test_a_number_that_stands_there_stays_until_it_is_edited(
    client: FlaskClient, make: Make, session: Session
) -> None:
    owner = make.sign_in(client, make.owner())
    account = session.scalars(select(Account)).one()
    account.tax_id = "123"
    session.commit()
    assert post(owner, "/settings", {"name": "Bar 2", "tax_id": "123"}).status_code == 302
    assert post(owner, "/settings", {"name": "Bar 2", "tax_id": "124"}).status_code == 422
    assert post(owner, "/settings", {"name": "Bar 2", "tax_id": ""}).status_code == 302


@pytest.mark.parametrize("role", ["manager", "viewer"])
def test_others_only_read_it(client: FlaskClient, make: Make, role: str, session: Session) -> None:
    make.sign_in(client, make.user(role))
    page = open_page(client, "/settings")
    assert page.find(".//input[@name='name']") is None
    answer = post(client, "/settings", {"name": "Mine now"})
    assert answer.status_code == 403
    assert session.scalars(select(Account)).one().name != "Mine now"
