"""A store server tells of card payments that nobody knows of; people answer, and the answer goes to it."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from domain.payments_in_doubt import Paid, Standing
from domain.refusal import Refusal
from models import Event, PaymentInDoubt, Peripheral, StoreServer
from models.scope import Actor, enter_account
from services.card_payments.payment_decisions import answer_payment
from tests.make import Make, now

PAYMENT = "3b9d6f21-7e4c-4a58-9d10-5c2e8f7a6b34"
OTHER = "c0a5e7d9-1f3b-4826-b7c4-9e6d2a8f0b15"


class Box:
    """A store server with a payment terminal."""

    def __init__(self, client: FlaskClient, server: StoreServer, token: str, terminal: Peripheral) -> None:
        self.client, self.server, self.terminal = client, server, terminal
        self.headers = {"Authorization": f"Bearer {token}"}

    def payment(self, **changes: Any) -> dict[str, Any]:
        """One of which nobody knows, unless told otherwise."""
        return {
            "id": PAYMENT,
            "outcome": "unknown",
            "amount": 2350,
            "currency": "PLN",
            "asked_at": "2025-11-20T09:31:12.000Z",
            "peripheral_id": self.terminal.public_id,
            "reason": "line_lost",
        } | changes

    def settled(self, outcome: str = "paid", **changes: Any) -> dict[str, Any]:
        """One of which the box knows."""
        facts = {"settled_at": "2025-11-20T10:00:00.000Z", "settled_by": "Ola", "settled_in": "store"}
        return self.payment(outcome=outcome, **facts | changes)

    def tells(self, *payments: Any, forgotten: list[str] | None = None) -> int:
        """The status of the answer."""
        body = {"payments": list(payments), "forgotten": forgotten or []}
        return self.client.post("/api/v1/store-server/payments", json=body, headers=self.headers).status_code

    def configuration(self) -> dict[str, Any]:
        """What it is told."""
        told = self.client.get("/api/v1/store-server/configuration", headers=self.headers).json
        assert told is not None
        return dict(told)

    @property
    def decisions(self) -> list[dict[str, Any]]:
        return list(self.configuration()["payment_decisions"])


@pytest.fixture
def box(client: FlaskClient, make: Make) -> Box:
    server, token = make.store_server()
    return Box(client, server, token, make.printer(server, "Terminal", kind="payment_terminal"))


def kept(session: Session) -> list[PaymentInDoubt]:
    session.expire_all()
    return list(session.scalars(select(PaymentInDoubt).order_by(PaymentInDoubt.id)))


def said(session: Session) -> list[str]:
    """The verbs about payments in the history."""
    query = select(Event.verb).where(Event.verb.like("peripheral.payment_%")).order_by(Event.id)
    return [verb.removeprefix("peripheral.payment_") for verb in session.scalars(query)]


def answer(session: Session, box: Box, paid: Paid = Paid.PAID, note: str = "") -> None:
    enter_account(session, box.server.account_id, Actor("user", "Alicja"))
    answer_payment(session, kept(session)[0], paid, note, now())
    session.commit()


def test_a_payment_that_nobody_knows_of_is_kept_once(box: Box, session: Session) -> None:
    told = box.payment(receipt_number="1-1-000042", slip_number=118, trace=4711, card="Visa")
    assert [box.tells(told), box.tells(told), box.tells(told)] == [204] * 3
    (payment,) = kept(session)
    assert (payment.amount, payment.currency, payment.reason) == (2350, "PLN", "line_lost")
    assert (payment.receipt_number, payment.slip_number, payment.trace) == ("1-1-000042", 118, 4711)
    assert (payment.peripheral_id, payment.terminal) == (box.terminal.id, "Terminal")
    assert payment.standing == Standing.OPEN
    assert said(session) == ["in_doubt"]
    assert box.decisions == []


def test_an_answer_goes_with_the_configuration_until_the_box_has_it(box: Box, session: Session) -> None:
    box.tells(box.payment())
    before = box.configuration()["revision"]
    answer(session, box, Paid.NOT_PAID, "looked at the slip")
    (decision,) = box.decisions
    assert {name: decision[name] for name in ("id", "outcome", "by")} == {
        "id": PAYMENT,
        "outcome": "not_paid",
        "by": "Alicja",
    }
    assert box.configuration()["revision"] != before
    poll = box.client.get("/api/v1/store-server/poll", headers=box.headers).json
    assert "configuration" in [due["stream"] for due in poll["due"]]  # type: ignore[index]
    box.tells(box.payment())  # said again before it heard of the answer
    assert len(box.decisions) == 1
    box.tells(box.settled("not_paid", settled_by="Alicja (office)", settled_in="office"))
    assert box.decisions == []
    assert box.configuration()["revision"] == before
    (payment,) = kept(session)
    assert (payment.standing, payment.outcome) == ("settled", "not_paid")
    assert (payment.settled_in, payment.settled_by, payment.note) == (
        "office",
        "Alicja",
        "looked at the slip",
    )
    assert said(session) == ["in_doubt", "answered", "settled"]


def test_the_cashier_was_first(box: Box, session: Session) -> None:
    box.tells(box.payment())
    answer(session, box, Paid.NOT_PAID)
    assert box.tells(box.settled("paid")) == 204
    (payment,) = kept(session)
    assert (payment.standing, payment.decision, payment.outcome) == ("settled", "not_paid", "paid")
    assert (payment.settled_in, payment.settled_by) == ("store", "Ola")
    assert box.decisions == []
    facts = session.scalars(select(Event.facts).order_by(Event.id.desc())).first()
    assert facts is not None
    assert facts["overruled"] is True


def test_the_second_of_two_people_hears_that_somebody_was_faster(box: Box, session: Session) -> None:
    box.tells(box.payment())
    answer(session, box, Paid.PAID)
    with pytest.raises(Refusal, match="payment_answered"):
        answer(session, box, Paid.NOT_PAID)
    session.rollback()
    assert [one["outcome"] for one in box.decisions] == ["paid"]


@pytest.mark.parametrize("later", ["unknown", "not_paid"])
def test_what_is_settled_stays_whatever_comes_late(box: Box, session: Session, later: str) -> None:
    box.tells(box.payment(), box.settled("paid"))
    assert box.tells(box.payment(outcome=later)) == 204
    assert [(one.standing, one.outcome) for one in kept(session)] == [("settled", "paid")]
    assert said(session) == ["in_doubt", "settled"]


def test_one_that_was_settled_before_anybody_heard_of_it_is_kept_too(box: Box, session: Session) -> None:
    box.tells(box.settled("not_paid", settled_in="terminal", settled_by="terminal"))
    assert [(one.standing, one.outcome, one.settled_in) for one in kept(session)] == [
        ("settled", "not_paid", "terminal")
    ]


def test_a_box_that_lost_its_book_ends_the_answer(box: Box, session: Session) -> None:
    box.tells(box.payment(), box.payment(id=OTHER))
    answer(session, box, Paid.PAID)
    assert box.tells(forgotten=[PAYMENT, OTHER, "never heard of"]) == 204
    assert box.decisions == []
    first, second = kept(session)
    assert (first.standing, first.outcome, first.settled_by) == ("settled", "paid", "Alicja")
    assert second.standing == "open"  # nobody looked yet


def test_another_store_server_settles_only_its_own(box: Box, session: Session, make: Make) -> None:
    other_server, token = make.store_server(name="Bar")
    other = Box(box.client, other_server, token, make.printer(other_server, kind="payment_terminal"))
    box.tells(box.payment())
    assert other.tells(other.settled("paid"), forgotten=[PAYMENT]) == 204
    mine, theirs = kept(session)
    assert (mine.standing, mine.store_server_id) == ("open", box.server.id)
    assert (theirs.standing, theirs.store_server_id) == ("settled", other.server.id)
    answer(session, box)
    assert (len(box.decisions), other.decisions) == (1, [])


def test_a_terminal_of_another_account_is_nobodys_here(box: Box, session: Session, make: Make) -> None:
    stranger, own_account = make.owner(), box.server.account_id
    server, token = make.store_server(make.store("Lyon", owner=stranger))
    other = Box(box.client, server, token, box.terminal)
    assert other.tells(other.payment(terminal="Terminal at the bar")) == 204
    enter_account(session, stranger.account_id)
    (payment,) = kept(session)
    assert (payment.account_id, payment.peripheral_id) == (stranger.account_id, None)
    assert payment.terminal == "Terminal at the bar"
    enter_account(session, own_account)
    assert kept(session) == []


def test_the_till_that_asked_is_known_if_it_stands_there(box: Box, session: Session, make: Make) -> None:
    till = make.device(store=box.server.store)
    elsewhere = make.device("Kasa 9", store=make.store("Gdynia"))
    box.tells(box.payment(device_id=till.public_id), box.payment(id=OTHER, device_id=elsewhere.public_id))
    assert [one.device_id for one in kept(session)] == [till.id, None]


def test_an_answer_to_a_store_server_that_is_gone_waits_for_nobody(box: Box, session: Session) -> None:
    box.tells(box.payment())
    box.server.deleted_at = now()
    session.commit()
    answer(session, box)
    (payment,) = kept(session)
    assert (payment.standing, payment.outcome, payment.store_server.payment_decisions) == (
        "settled",
        "paid",
        [],
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ""},
        {"id": "a\u0000b"},
        {"id": "x" * 101},
        {"amount": 0},
        {"amount": -5},
        {"amount": 23.5},
        {"amount": 10**12},
        {"currency": "zł"},
        {"outcome": "perhaps"},
        {"asked_at": "yesterday"},
        {"asked_at": "0001-01-01T00:00:00+14:00"},
        {"trace": -1},
        {"settled_in": "heaven"},
    ],
)
def test_what_nobody_can_read_is_refused_whole(box: Box, session: Session, changes: dict[str, Any]) -> None:
    assert box.tells(box.payment(id=OTHER), box.payment(**changes)) == 422
    assert kept(session) == []


def test_a_till_may_not_tell_of_payments(client: FlaskClient, make: Make, box: Box) -> None:
    till = make.till()
    body = {"payments": [box.payment()]}
    told = client.post("/api/v1/store-server/payments", json=body, headers=till.headers)
    assert (told.status_code, told.json["code"]) == (403, "wrong_principal")  # type: ignore[index]


def test_polls_ask_nothing_more_while_payments_are_open(box: Box, session: Session) -> None:
    def asked() -> list[str]:
        seen: list[str] = []

        def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", listen)
        try:
            box.client.get("/api/v1/store-server/poll", headers=box.headers)
        finally:
            event.remove(engine, "before_cursor_execute", listen)
        return seen

    quiet = asked()
    box.tells(box.payment(), box.payment(id=OTHER))
    answer(session, box)
    busy = asked()
    assert len(quiet) == len(busy)
    assert not [one for one in busy if "payment_in_doubt" in one]
