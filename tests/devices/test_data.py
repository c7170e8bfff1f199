"""The card says which data the till has, and *Update now* makes it fetch the rest."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain.names import Stream
from models.scope import enter_account
from services.sync_rules.sync_rules import Choice, set_rule
from services.sync_rules.sync_scopes import device_scope
from tests.make import Make, Till, now
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import text_of


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


def fetch(client: FlaskClient, till: Till, stream: str, order: str | None = None) -> None:
    """The till pulls a stream and says that it has it."""
    cursor = client.get(f"/api/v1/sync/{stream}", headers=till.headers).json["cursor"]  # type: ignore[index]
    ack = {
        "cursor": cursor,
        "order_id": order,
        "applied_at": "2026-11-20T09:30:00.000Z",
        "applied": 1,
        "failed": [],
    }
    assert client.post(f"/api/v1/sync/{stream}/ack", json=ack, headers=till.headers).status_code == 204


def test_the_card_counts_what_the_till_does_not_have_yet(owner: FlaskClient, make: Make) -> None:
    till = make.till()
    path = f"/devices/{till.device.public_id}"
    text = text_of(open_page(owner, path))
    assert "ProductsNot fetched yet" in text
    assert "Not fetched yet never" not in text, "there is no moment to name"
    fetch(owner, till, "products")
    assert "ProductsUp to date" in text_of(open_page(owner, path))
    make.product("Tea")
    make.product("Coffee")
    assert "Products2 changes wait" in text_of(open_page(owner, path))


def test_update_now_reaches_the_till_and_is_closed_by_its_answer(owner: FlaskClient, make: Make) -> None:
    till = make.till()
    for stream in ("configuration", "users", "products"):
        fetch(owner, till, stream)
    path = f"/devices/{till.device.public_id}"
    post(owner, f"{path}/data", {}, token_from=path)
    due = owner.get("/api/v1/poll", headers=till.headers).json["due"]  # type: ignore[index]
    assert {(one["stream"], one["reason"]) for one in due} == {
        ("configuration", "forced"),
        ("users", "forced"),
        ("products", "forced"),
    }
    for one in due:
        fetch(owner, till, one["stream"], one["order_id"])
    assert owner.get("/api/v1/poll", headers=till.headers).json["due"] == []  # type: ignore[index]


def test_a_device_without_till_has_no_such_card(owner: FlaskClient, make: Make) -> None:
    assert "Data on the till" not in text_of(open_page(owner, f"/devices/{make.device().public_id}"))


def switch_off(session: Session, till: Till, *streams: Stream) -> None:
    """Guide D: somebody chooses Never for these."""
    enter_account(session, till.device.account_id)
    for stream in streams:
        set_rule(session, device_scope(session, till.device), stream, Choice("never"), now())
    session.commit()


def test_what_is_off_is_called_so_as_in_the_tab_synchronization(
    owner: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    path = f"/devices/{till.device.public_id}"
    fetch(owner, till, "products")
    fetch(owner, till, "configuration")
    switch_off(session, till, Stream.PRODUCTS, Stream.USERS)
    for page in (path, f"{path}/synchronization"):
        text = text_of(open_page(owner, page))
        assert re.search(r"Products\s?(Never\s?chosen here\s?)?Up to date", text), "it lacks nothing"
        assert re.search(r"Users \(employees\)\s?(Never\s?chosen here\s?)?Off", text)
    make.product("Tea")
    for page in (path, f"{path}/synchronization"):
        assert "Off, 1 change" in text_of(open_page(owner, page))


def test_a_card_that_waits_for_nothing_asks_no_more(owner: FlaskClient, make: Make, session: Session) -> None:
    till = make.till()
    part = f"/devices/{till.device.public_id}/data"
    assert "hx-trigger" in owner.get(part).get_data(as_text=True)
    switch_off(session, till, Stream.PRODUCTS, Stream.USERS)
    fetch(owner, till, "configuration")
    assert "hx-trigger" not in owner.get(part).get_data(as_text=True)


def test_update_now_stands_on_the_card_as_long_as_anything_is_on(
    owner: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    part = f"/devices/{till.device.public_id}/data"
    switch_off(session, till, Stream.PRODUCTS, Stream.USERS)
    card = owner.get(part).get_data(as_text=True)
    assert "What a rule switches off is not fetched" in card
    assert "<button" in card
    switch_off(session, till, Stream.CONFIGURATION)
    card = owner.get(part).get_data(as_text=True)
    assert "What a rule switches off is not fetched" in card
    assert "<button" not in card
