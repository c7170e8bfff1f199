"""Every till that was a POS stands on its card: what it was, how it ended, what it still holds."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Event, Generation
from models.scope import enter_account
from services.activation.activation import settle_draining
from services.devices.devices import deactivate_device, delete_device, drain_device, sign_off
from tests.api.test_logins import log_in, ticket_body
from tests.api.test_transactions import entry, sale, send
from tests.devices.test_list import report
from tests.make import Make, Till, now
from tests.pages.browsing import open_page
from tests.pages.house_checks import text_of


def end(session: Session, till: Till, how: str) -> None:
    """End a till in one of the four ways."""
    enter_account(session, till.device.account_id)
    if how == "deactivated":
        deactivate_device(session, till.device, now())
    elif how == "signed_off":
        sign_off(session, till.generation, unsent=0, discard=False, now=now())
    elif how == "drained":
        drain_device(session, till.device, now())
        report(session, till)
        enter_account(session, till.device.account_id)
        assert settle_draining(session, till.generation, now())
    else:
        delete_device(session, till.device, now())
    session.commit()


def test_each_till_says_how_it_ended(office: FlaskClient, make: Make, session: Session) -> None:
    device = make.device("Kasa 1")
    for how in ("deactivated", "signed_off", "drained", "deleted"):
        end(session, make.till(device), how)
    ended = session.scalars(select(Generation.ended_how).order_by(Generation.number)).all()
    assert ended == ["deactivated", "signed_off", "drained", "deleted"]
    session.commit()
    rows = [text_of(row) for row in open_page(office, f"/devices/{device.public_id}").findall(".//tbody/tr")]
    for row, words in zip(
        rows,
        ("the POS was deleted", "after it had sent everything", "signed off", "in the back office"),
        strict=True,
    ):
        assert words in row


def test_the_card_shows_each_till_with_its_receipts(
    app: Flask, office: FlaskClient, make: Make, session: Session
) -> None:
    device = make.device("Kasa 1")
    first = make.till(device)
    first.generation.hardware = {"brand": "Samsung", "model": "Tab A", "serial": "R52N"}
    first.generation.os, first.generation.app = {"name": "Android", "version": "13"}, {"version": "1.9"}
    report(session, first, unsent_entries=2, unsent_receipts=2, unsent_amount=31240)
    send(app, first, [entry(1, sale(number="1-1-1"))])
    end(session, first, "deactivated")
    send(app, first, [entry(2, sale(number="1-1-2"))])
    make.till(device)
    page = open_page(office, f"/devices/{device.public_id}")
    present, earlier = (text_of(row) for row in page.findall(".//section[@id='tills']//tbody/tr"))
    assert "This POS now" in present
    assert "with a code" in earlier
    for words in ("Samsung Tab A", "R52N", "Android 13", "1.9", "2 last: 1-1-2", "2 PLN312.40"):
        assert words in earlier
    assert earlier.endswith(" 1")  # handed in late


def test_history_says_who_logged_in(client: FlaskClient, make: Make, session: Session) -> None:
    device = make.device()
    ticket = log_in(client, make.first_owner().email).json["ticket"]
    assert client.post("/api/v1/activations", json=ticket_body(ticket, device.public_id)).status_code == 201
    facts = session.scalars(select(Event.facts).where(Event.verb == "device.activated")).one()
    assert facts == {"way": "login", "generation": 1, "who": "Alicja"}
