"""The card says which data the till has, and *Update now* makes it fetch the rest."""

import pytest
from flask.testing import FlaskClient

from tests.make import Make, Till
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
    assert "ProductsNot fetched yet" in text_of(open_page(owner, path))
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
