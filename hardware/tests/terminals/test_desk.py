"""What is told of the book of payments, what is taken from the office, and what an upgrade finds."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from card_counter import Counter
from comptoir_store_server.configuration import EMPTY, Configuration, read_configuration
from comptoir_store_server.office import Answer
from comptoir_store_server.terminals.payments.book import PaymentBook
from comptoir_store_server.terminals.payments.payment import Refusal
from comptoir_store_server.terminals.payments.telling import PaymentDesk
from comptoir_store_server.terminals.payments.turn import hold_payment
from comptoir_store_server.told_payments import PaymentTalk

ME = "ss1"


class Desk:
    """The desk of a shop's box, and an office that writes down what it hears."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.configuration: Configuration = EMPTY
        self.desk = PaymentDesk(counter.folder / "payments.db", lambda: self.configuration)
        self.talk = PaymentTalk(self.desk)
        self.talk.begin(ME)
        self.heard: list[dict[str, Any]] = []
        self.unreadable = ""

    def lose(self, payment_id: str) -> None:
        """At the terminal in the network."""
        self.counter.zvt.customer.at, self.counter.zvt.customer.mishap = "booked", "unplug"
        self.counter.pay(payment_id)
        self.counter.zvt.customer.at = ""

    def decide(self, *said: dict[str, Any]) -> None:
        """As the office tells it."""
        body = {"store": {}, "peripherals": [], "payment_decisions": list(said)}
        self.configuration = read_configuration(body)
        self.desk.take_decisions()

    def tell(self) -> list[tuple[str, str]]:
        """What the office heard in this round."""
        self.heard.clear()
        self.talk.tell(self._send)
        return [(each["id"], each["outcome"]) for body in self.heard for each in body["payments"]]

    def _send(self, body: dict[str, Any]) -> Answer:
        if self.unreadable in [each["id"] for each in body["payments"]]:
            return Answer(422, {"code": "invalid"}, None, None, None)
        self.heard.append(body)
        return Answer(204, {}, None, None, None)


@pytest.fixture
def desk(counter: Counter) -> Iterator[Desk]:
    desk = Desk(counter)
    yield desk
    desk.desk.close()


def said(payment_id: str, outcome: Any = "paid", by: str = "Alicja") -> dict[str, Any]:
    return {"id": payment_id, "outcome": outcome, "by": by}


def test_each_is_told_once_as_it_stands(desk: Desk) -> None:
    desk.counter.pay("p0")
    desk.lose("p1")
    assert desk.tell() == [("p1", "unknown")], "what the terminal said itself is nobody's question"
    assert desk.tell() == []
    desk.counter.payments.resolve("p1")
    assert desk.tell() == [("p1", "paid")]
    assert desk.heard[0]["payments"][0]["settled_in"] == "terminal"
    assert desk.tell() == []


def test_nothing_of_the_card_number_is_told(desk: Desk) -> None:
    desk.counter.zvt.customer.at, desk.counter.zvt.customer.mishap = "told", "unplug"
    desk.counter.pay("p1")
    desk.tell()
    (told,) = desk.heard[0]["payments"]
    assert (told["slip_number"], told["trace"], told["card"]) == (42, 42, "Mastercard")
    assert "4761" not in str(told)


def test_another_office_hears_only_what_is_still_unknown(desk: Desk) -> None:
    desk.lose("p1")
    desk.counter.payments.settle("p1", was_taken=True, by="Ola")
    desk.lose("p2")
    desk.tell()
    desk.talk.begin("another")
    assert desk.tell() == [("p2", "unknown")]


def test_one_that_the_office_cannot_read_holds_back_no_other(desk: Desk) -> None:
    for payment_id in ("p1", "p2", "p3"):
        desk.lose(payment_id)
        if payment_id != "p3":
            desk.counter.payments.settle(payment_id, was_taken=False, by="Ola")
    desk.unreadable = "p2"
    assert desk.tell() == [("p1", "not_paid"), ("p3", "unknown")]
    desk.unreadable = ""
    assert desk.tell() == [], "it would not understand it the next time either"


def test_a_decision_waits_while_somebody_is_at_the_terminal(desk: Desk) -> None:
    desk.lose("p1")
    with hold_payment(desk.counter.terminals["zvt"].address):
        desk.decide(said("p1"))
        assert desk.counter.stands("p1")[0] == "unknown"
    desk.desk.take_decisions()
    assert desk.counter.stands("p1")[0] == "approved"


def test_the_office_speaks_in_its_own_name(desk: Desk) -> None:
    """A person who is called like the mark for the terminal's own word is not taken for it."""
    desk.counter.pay("p0", amount=300)
    desk.lose("p1")
    desk.decide(said("p1", "not_paid", by="terminal"))
    assert desk.counter.book.get("p1").resolved_by == "terminal (office)"
    desk.lose("p2")
    assert desk.counter.book.get("p2").trace_before is None, "nobody knows which number was the last"


def test_a_decision_about_what_is_not_in_the_book_is_given_back(desk: Desk) -> None:
    desk.decide(said("p9"))
    assert desk.tell() == []
    assert desk.heard == [{"payments": [], "forgotten": ["p9"]}]


def test_a_decision_that_is_told_again_is_answered_again(desk: Desk) -> None:
    desk.lose("p1")
    desk.decide(said("p1"))
    assert desk.tell() == [("p1", "paid")]
    desk.decide(said("p1"))
    assert desk.tell() == []
    desk.decide(said("p1", "not_paid"))  # an office that was put back from a copy
    assert desk.tell() == [("p1", "paid")], "what is settled stays"


@pytest.mark.parametrize("outcome", ["unknown", "PAID", True, None, 1])
def test_a_decision_that_is_not_clear_is_none(desk: Desk, outcome: Any) -> None:
    desk.lose("p1")
    desk.decide(said("p1", outcome), {"outcome": "paid"})
    assert desk.counter.stands("p1")[0] == "unknown"
    assert desk.counter.refusal("p2") == Refusal.UNRESOLVED


def test_a_book_of_an_earlier_version_is_read_on(counter: Counter) -> None:
    path = counter.folder / "earlier.db"
    with sqlite3.connect(path) as earlier:
        earlier.execute(
            "CREATE TABLE payments (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
            " terminal_id TEXT NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL,"
            " address TEXT NOT NULL, state TEXT NOT NULL, why TEXT, code INTEGER, facts TEXT NOT NULL,"
            " asked_at TEXT NOT NULL, changed_at TEXT NOT NULL, resolved_by TEXT, trace_before INTEGER)"
        )
        row = "'t1', 1250, 'EUR', '10.0.0.9:20007', '{}', '2026-11-20T09:00:00Z', '2026-11-20T09:05:00Z'"
        facts = "terminal_id, amount_minor, currency, address, facts, asked_at, changed_at"
        columns = f"{facts}, id, state, resolved_by"
        for values in ("'p1', 'approved', 'terminal'", "'p2', 'declined', 'Ola'", "'p3', 'unknown', NULL"):
            earlier.execute(f"INSERT INTO payments ({columns}) VALUES ({row}, {values})")
    earlier.close()
    PaymentBook(path).close()
    desk = PaymentDesk(path, lambda: EMPTY)
    told = [desk.body(each) for each in desk.to_tell(ME, again=True)]
    desk.close()
    assert [(each["id"], each["outcome"], each.get("settled_in")) for each in told] == [
        ("p1", "paid", "terminal"),
        ("p2", "not_paid", "store"),
        ("p3", "unknown", None),
    ]
