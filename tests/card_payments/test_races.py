"""Two people answer at the same moment, and the store server reports meanwhile: one word counts and is told."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Event, PaymentInDoubt
from tests.make import Make
from tests.pages.browsing import find_token

ROUNDS = 5


def at_once(*deeds: Callable[[], int]) -> list[int]:
    """The statuses of requests that are made at the same moment."""
    started = threading.Barrier(len(deeds))

    def act(deed: Callable[[], int]) -> int:
        started.wait(30)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as people:
        return list(people.map(act, deeds))


def test_one_of_two_people_wins_whatever_is_reported_meanwhile(
    app: Flask, make: Make, session: Session
) -> None:
    owner = make.first_owner()
    server, token = make.store_server()
    people = [make.sign_in(app.test_client(), owner) for _ in range(2)]
    tokens = [find_token(browser, "/peripherals") for browser in people]
    box, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    for _ in range(ROUNDS):
        asked, other = make.payment(server), make.payment(server)

        def says(number: int, deed: str, asked: PaymentInDoubt = asked) -> Callable[[], int]:
            path = f"/peripherals/payments/{asked.public_id}/{deed}"
            return lambda: people[number].post(path, data={"csrf_token": tokens[number]}).status_code

        report = told(other, "paid", settled_by="Ola", settled_in="store")
        deeds = (says(0, "paid"), says(1, "not-paid"), telling(box, headers, report, told(asked, "unknown")))
        statuses = at_once(*deeds)
        assert sorted(statuses[:2]) == [303, 422]
        assert statuses[2] == 204
        session.expire_all()
        assert (asked.standing, other.standing, other.outcome) == ("decided", "settled", "paid")
        assert asked.decision == ("paid" if statuses[0] == 303 else "not_paid")
        decided = session.scalars(select(PaymentInDoubt).where(PaymentInDoubt.standing == "decided"))
        said = [(one["id"], one["outcome"]) for one in server.payment_decisions]
        assert said == [(one.uuid, one.decision) for one in sorted(decided, key=lambda one: one.id)]
    answered = session.scalars(select(Event.verb).where(Event.verb == "peripheral.payment_answered"))
    assert len(answered.all()) == ROUNDS


def test_a_report_that_comes_twice_at_once_is_one(app: Flask, make: Make, session: Session) -> None:
    server, token = make.store_server()
    terminal = make.printer(server, kind="payment_terminal")
    headers = {"Authorization": f"Bearer {token}"}
    body = {
        "id": "p1",
        "outcome": "unknown",
        "amount": 2350,
        "currency": "PLN",
        "asked_at": "2025-11-20T09:31:12.000Z",
        "peripheral_id": terminal.public_id,
    }
    boxes = [app.test_client() for _ in range(4)]
    assert at_once(*(telling(one, headers, body) for one in boxes)) == [204] * 4
    session.expire_all()
    assert len(session.scalars(select(PaymentInDoubt)).all()) == 1
    assert session.scalars(select(Event.verb).where(Event.verb.like("%payment%"))).all() == [
        "peripheral.payment_in_doubt"
    ]


def told(payment: PaymentInDoubt, outcome: str, **more: str) -> dict[str, Any]:
    """As its store server tells it."""
    about = {"id": payment.uuid, "outcome": outcome, "amount": payment.amount, "currency": payment.currency}
    return about | {"asked_at": "2025-11-20T09:31:12.000Z", "peripheral_id": "gone"} | more


def telling(browser: FlaskClient, headers: dict[str, str], *payments: dict[str, Any]) -> Callable[[], int]:
    """A report that is sent when it is called."""
    body = {"payments": list(payments)}
    return lambda: browser.post("/api/v1/store-server/payments", json=body, headers=headers).status_code
