"""Who has the key to the back office: the owner hands it out and takes it back, but never the last one."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Event, User
from tests.make import Make
from tests.pages.browsing import error_at, open_page, post
from tests.pages.house_checks import check_page, text_of

BOB = {
    "name": "Bob",
    "email": "Bob@example.com",
    "role": "manager",
    "password": "first password",
    "language": "fr",
}


def test_a_new_manager_can_sign_in(app: Flask, client: FlaskClient, make: Make, session: Session) -> None:
    make.sign_in(client, make.owner())
    open_page(client, "/settings/people/new")
    assert post(client, "/settings/people/new", BOB).headers["Location"] == "/settings/people"
    assert "bob@example.com" in text_of(open_page(client, "/settings/people"))
    bob = app.test_client()
    post(bob, "/sign-in", {"email": "bob@example.com", "password": "first password"})
    open_page(bob, "/settings", "fr")
    assert "user.added" in session.scalars(select(Event.verb)).all()


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": ""}, "name", "Please fill in this field."),
        ({"email": "bob"}, "email", "This does not look like an e-mail address."),
        (
            {"email": "owner@example.com"},
            "email",
            "This e-mail is already used. Sign in instead, or use another one.",
        ),
        ({"password": "short"}, "password", "At least 10 characters, please."),
        ({"role": "emperor"}, "role", "Choose a role from the list."),
        ({"language": "de"}, "language", "Choose a language from the list."),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, make: Make, wrong: dict[str, str], field: str, sentence: str
) -> None:
    make.sign_in(client, make.owner("owner@example.com"))
    answer = post(client, "/settings/people/new", BOB | wrong)
    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    shown = error_at(page, field) or text_of(page)
    assert sentence in shown
    assert page.find(".//input[@id='name']").get("value") == (BOB | wrong)["name"]  # type: ignore[union-attr]


def test_an_email_of_another_account_is_taken_too(client: FlaskClient, make: Make) -> None:
    make.owner("bob@example.com")
    make.sign_in(client, make.first_owner())
    assert post(client, "/settings/people/new", BOB).status_code == 422


def test_another_role_is_in_force_at_once(app: Flask, client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.first_owner())
    user = make.user("viewer")
    other = make.sign_in(app.test_client(), user)
    assert other.get("/employees/new").status_code == 403
    open_page(client, f"/settings/people/{user.public_id}/role")
    post(client, f"/settings/people/{user.public_id}/role", {"role": "manager"})
    assert other.get("/employees/new").status_code == 200


def test_a_removed_person_is_signed_out_and_the_history_keeps_the_name(
    app: Flask, client: FlaskClient, make: Make, session: Session
) -> None:
    make.sign_in(client, make.first_owner())
    user = make.user("owner")
    other = make.sign_in(app.test_client(), user)
    post(other, "/settings", {"name": "Renamed by Bob"})
    open_page(client, f"/settings/people/{user.public_id}/remove")
    assert post(client, f"/settings/people/{user.public_id}/remove", {}).status_code == 302
    assert other.get("/").headers["Location"].startswith("/sign-in")
    event = session.scalars(select(Event).where(Event.verb == "account.edited")).one()
    assert (event.actor_name, event.user_id) == ("Bob", None)


def test_the_last_owner_stays(client: FlaskClient, make: Make, session: Session) -> None:
    owner = make.first_owner()
    make.user("manager")
    make.sign_in(client, owner)
    for path, fields in (("role", {"role": "viewer"}), ("remove", {})):
        answer = post(client, f"/settings/people/{owner.public_id}/{path}", fields)
        assert answer.status_code == 422
        assert "This is the only owner." in text_of(check_page(answer.get_data(as_text=True), "en"))
    session.expire_all()
    assert session.get_one(User, owner.id).role == "owner"


def test_one_of_two_owners_may_leave(client: FlaskClient, make: Make, session: Session) -> None:
    owner = make.first_owner()
    make.user("owner")
    make.sign_in(client, owner)
    assert post(client, f"/settings/people/{owner.public_id}/remove", {}).status_code == 302
    assert client.get("/").status_code == 302
    assert len(session.scalars(select(User)).all()) == 1


@pytest.mark.parametrize("role", ["manager", "viewer"])
@pytest.mark.parametrize("path", ["/settings/people", "/settings/people/new"])
def test_only_the_owner_sees_the_people(client: FlaskClient, make: Make, role: str, path: str) -> None:
    make.sign_in(client, make.user(role))
    open_page(client, path, status=403)


@pytest.mark.parametrize("path", ["role", "remove"])
def test_people_of_another_account_do_not_exist_here(client: FlaskClient, make: Make, path: str) -> None:
    stranger = make.owner()
    make.sign_in(client, make.first_owner())
    assert client.get(f"/settings/people/{stranger.public_id}/{path}").status_code == 404
    assert stranger.email not in text_of(open_page(client, "/settings/people"))
