"""The owner hands the till to an employee: the card and the history say so, at no cost for sales (B6)."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Event, Generation
from tests.api.test_poll_shortcut import questions
from tests.api.test_state import put
from tests.api.test_transactions import entry, sale, send, verdicts
from tests.make import Make, Till, now
from tests.pages.browsing import open_page
from tests.pages.house_checks import text_of


def shift_open(n: int, employee: str, hours_ago: float = 0) -> dict[str, Any]:
    """An employee signs in and opens a shift."""
    at = (now() - timedelta(hours=hours_ago)).isoformat()
    body = {"shift_id": f"shift-{n}", "at": at, "opening_cash": 0, "employee_id": employee}
    return entry(n, body, "shift_open")


def handed_over(session: Session) -> list[tuple[str | None, str]]:
    """The history: from whom to whom."""
    session.expire_all()
    events = session.scalars(select(Event).where(Event.verb == "device.handed_over").order_by(Event.id))
    found = [(event.facts["before"], event.facts["employee"]) for event in events]
    session.commit()
    return found


def at_till(session: Session, till: Till) -> str | None:
    """Who is at the till, as the office has it."""
    session.expire_all()
    return session.get_one(Generation, till.generation.id).employee_public_id


def test_who_opens_a_shift_is_at_the_till(
    app: Flask, office: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    anna, boris = make.employee(till.device.store, "Anna"), make.employee(till.device.store, "Boris", "12")
    morning, noon = shift_open(1, anna.public_id, 5), shift_open(2, boris.public_id, 1)
    send(app, till, [morning])
    send(app, till, [noon])
    assert handed_over(session) == [(None, "Anna"), ("Anna", "Boris")]
    assert verdicts(send(app, till, [morning, noon])) == ["duplicate", "duplicate"]
    send(app, till, [shift_open(3, anna.public_id, 3)])  # written before, arrives after
    assert handed_over(session) == [(None, "Anna"), ("Anna", "Boris")]
    session.commit()
    card = text_of(open_page(office, f"/devices/{till.device.public_id}"))
    assert "At the till now" in card
    assert "Boris, since" in card


def test_a_report_says_who_is_signed_in(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    anna = make.employee(till.device.store, "Anna").public_id
    for employee in (anna, anna, None, "nobody-knows"):
        assert put(app, till, {"employee_id": employee}).status_code == 204
    assert handed_over(session) == [(None, "Anna")]
    assert at_till(session, till) == anna


def test_another_accounts_employee_says_nothing(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    stranger = make.employee(make.store(owner=make.owner()), "Igor")
    put(app, till, {"employee_id": stranger.public_id})
    send(app, till, [shift_open(1, stranger.public_id)])
    assert (handed_over(session), at_till(session, till)) == ([], None)


def test_a_till_that_is_no_longer_this_pos_changes_nobody(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    anna = make.employee(till.device.store, "Anna").public_id
    till.generation.ended_at = now()
    session.commit()
    assert verdicts(send(app, till, [shift_open(1, anna)])) == ["stored"]
    assert handed_over(session) == []


@pytest.mark.parametrize("employees", [("anna", "anna"), ("anna", "boris")])
def test_a_sale_costs_the_same_whoever_sells(
    app: Flask, make: Make, session: Session, employees: tuple[str, str]
) -> None:
    till, other = make.till(), make.till(make.device("Kasa 2"))
    for one in (till, other):
        people = {
            name: make.employee(one.device.store, name, login).public_id
            for name, login in (("anna", f"{one.device.number}1"), ("boris", f"{one.device.number}2"))
        }
        moment = now().isoformat()
        named = [people[name] for name in employees] if one is till else [None, None]
        send(app, one, [entry(1, sale(closed_at=moment, employee_id=named[0]))])
        with questions(app) as asked:
            send(app, one, [entry(2, sale(closed_at=now().isoformat(), employee_id=named[1]))])
        if one is till:
            selling = len(asked)
    assert selling - len(asked) == 1  # the name for the list of receipts, as before
    assert len(handed_over(session)) == 1
