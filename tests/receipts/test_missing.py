"""The control slip: which numbers of a till's journal never arrived."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import SyncOrder
from tests.make import Make
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import text_of
from tests.receipts.journal import sale, send


def test_holes_are_named_by_till_and_the_till_is_asked_again(
    client: FlaskClient, make: Make, session: Session
) -> None:
    make.sign_in(client, make.first_owner())
    assert "Nothing is missing" in text_of(open_page(client, "/receipts/missing"))
    store = make.store()
    first, second = make.till(make.device("Kasa 1", store)), make.till(make.device("Kasa 2", store))
    send(client, first, sale(1), sale(5), sale(7))
    send(client, second, sale(1), sale(2))
    shown = text_of(open_page(client, "/receipts/missing"))
    assert "Kasa 1, activation 1" in shown
    assert "2–4" in shown
    assert "Kasa 2" not in shown
    assert "Nothing is missing" in text_of(
        open_page(client, f"/receipts/missing?device={second.device.public_id}")
    )
    post(client, "/receipts/missing/ask", {"device": first.device.public_id}, token_from="/receipts/missing")
    assert session.scalars(select(SyncOrder.stream)).all() == ["transactions"]
    send(client, first, sale(2), sale(3), sale(4), sale(6))
    assert "Nothing is missing" in text_of(open_page(client, "/receipts/missing"))


def test_an_unknown_till_is_unknown(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.first_owner())
    assert client.get("/receipts/missing?device=nobody").status_code == 404
