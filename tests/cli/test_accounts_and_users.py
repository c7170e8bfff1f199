"""`flask accounts` and `flask users`: the same deeds as the pages, for scripts."""

import json

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, User
from tests.make import Make
from tests.pages.browsing import open_page, post

ADD = ["accounts", "add", "--name", "Bar pod Lipą", "--email", "alicja@example.com", "--country", "pl"]


def run(app: Flask, *words: str, typed: str | None = None) -> Result:
    """Run `flask …` with something on standard input."""
    with app.app_context():  # as the program `flask` does
        return app.test_cli_runner().invoke(args=list(words), input=typed)


def sign_in(client: FlaskClient, email: str, password: str) -> int:
    """Try to sign in; returns the status."""
    return post(client, "/sign-in", {"email": email, "password": password}).status_code


def test_a_script_opens_an_account_and_its_owner_signs_in(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    result = run(app, *ADD, "--language", "pl", "--password-stdin", "--json", typed="correct horse battery\n")
    assert result.exit_code == 0, result.output
    facts = json.loads(result.output)
    account = session.scalars(select(Account)).one()
    owner = session.scalars(select(User)).one()
    assert facts == {"id": account.public_id, "user_id": owner.public_id, "email": "alicja@example.com"}
    assert (account.country, account.currency, owner.role) == ("PL", "PLN", "owner")
    session.commit()
    assert sign_in(client, "alicja@example.com", "correct horse battery") == 302
    open_page(client, "/", "pl")


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        ([*ADD, "--password-stdin"], "short\n", "password_too_short"),
        ([*ADD, "--password-stdin"], "", "no password came in"),
        ([*ADD, "--email", "alicja", "--password-stdin"], "correct horse battery\n", "email_invalid"),
        ([*ADD, "--country", "XX", "--password-stdin"], "correct horse battery\n", "--country"),
        ([*ADD], "", "--password-stdin"),
    ],
)
def test_a_wrong_account_is_refused_and_leaves_nothing(
    app: Flask, session: Session, words: list[str], typed: str, said: str
) -> None:
    result = run(app, *words, typed=typed)
    assert result.exit_code != 0
    assert said in result.output
    assert session.scalars(select(Account)).all() == []


def test_accounts_and_users_are_listed(app: Flask, make: Make) -> None:
    owner = make.owner("alicja@example.com", account_name="Bar pod Lipą")
    listed = json.loads(run(app, "accounts", "list", "--json").output)
    assert listed == {"accounts": [{"id": owner.account.public_id, "name": "Bar pod Lipą", "country": "PL"}]}
    assert "Bar pod Lipą" in run(app, "accounts", "list").output
    users = json.loads(run(app, "users", "list", "--json").output)["users"]
    assert [(user["email"], user["role"]) for user in users] == [("alicja@example.com", "owner")]
    assert "alicja@example.com" in run(app, "users", "list").output


def test_a_script_adds_a_manager(app: Flask, client: FlaskClient, make: Make) -> None:
    make.owner()
    result = run(
        app, "users", "add", "--email", "bob@example.com", "--name", "Bob", "--role", "manager",
        "--password-stdin", "--json", typed="first password\n",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["role"] == "manager"
    assert sign_in(client, "bob@example.com", "first password") == 302


def test_with_two_accounts_it_must_be_said_which(app: Flask, make: Make, session: Session) -> None:
    make.owner()
    second = make.owner()
    words = [
        "users",
        "add",
        "--email",
        "bob@example.com",
        "--name",
        "Bob",
        "--role",
        "viewer",
        "--password-stdin",
    ]
    assert "several accounts" in run(app, *words, typed="first password\n").output
    run(app, *words, "--account", second.account.public_id, typed="first password\n")
    bob = session.scalars(select(User).where(User.email == "bob@example.com")).one()
    assert bob.account_id == second.account_id


def test_a_lost_password_is_made_anew_and_shown_once(app: Flask, client: FlaskClient, make: Make) -> None:
    owner = make.owner("alicja@example.com")
    browser = make.sign_in(app.test_client(), owner)
    result = run(app, "users", "reset-password", "Alicja@example.com", "--json")
    assert result.exit_code == 0, result.output
    password = json.loads(result.output)["password"]
    assert len(password) >= 16
    assert sign_in(client, "alicja@example.com", password) == 302
    assert browser.get("/").status_code == 302
    assert (
        json.loads(run(app, "users", "reset-password", "alicja@example.com", "--json").output)["password"]
        != password
    )


def test_a_password_given_on_standard_input_is_not_repeated(
    app: Flask, client: FlaskClient, make: Make
) -> None:
    make.owner("alicja@example.com")
    result = run(
        app, "users", "reset-password", "alicja@example.com", "--password-stdin", typed="another password\n"
    )
    assert "another password" not in result.output
    assert sign_in(client, "alicja@example.com", "another password") == 302


def test_nobody_of_that_name(app: Flask, make: Make) -> None:
    make.owner()
    result = run(app, "users", "reset-password", "nobody@example.com")
    assert result.exit_code != 0
    assert "nobody signs in with nobody@example.com" in result.output
