"""The book of payments does not grow for ever; what nobody knows is never forgotten."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comptoir_store_server.terminals.payments.book import KEPT, PaymentBook
from comptoir_store_server.terminals.payments.payment import Answer, Facts, Order, State, Why

LONG_AGO = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
LATER = LONG_AGO + KEPT + timedelta(minutes=1)
APPROVED = Answer(State.APPROVED, None, None, Facts(result=0, trace=41))
DECLINED = Answer(State.DECLINED, Why.DECLINED)
UNKNOWN = Answer(State.UNKNOWN, Why.LINE_LOST)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[PaymentBook]:
    """An empty one."""
    book = PaymentBook(tmp_path / "payments.db")
    yield book
    book.close()


def enter(book: PaymentBook, payment_id: str, answer: Answer | None, at: datetime, place: str = "t1") -> None:
    book.begin(Order(payment_id, place, 1250, "EUR"), place, at)
    if answer is not None:
        book.note(payment_id, answer, at)


def test_what_is_settled_is_forgotten_after_a_month(book: PaymentBook) -> None:
    for payment_id, answer in {"a": APPROVED, "b": APPROVED, "c": DECLINED}.items():
        enter(book, payment_id, answer, LONG_AGO)
    enter(book, "d", None, LATER - timedelta(minutes=2))
    assert book.find("a") is not None, "a month is not over"
    enter(book, "e", None, LATER)
    assert [book.find(each) is None for each in "abcd"] == [True, False, True, False]


def test_the_last_number_of_a_terminal_is_remembered_however_long_nobody_pays(book: PaymentBook) -> None:
    enter(book, "a", APPROVED, LONG_AGO)
    enter(book, "b", DECLINED, LONG_AGO)
    enter(book, "c", None, LATER)
    assert book.get("c").trace_before == 41


def test_what_nobody_knows_is_never_forgotten(book: PaymentBook) -> None:
    enter(book, "a", UNKNOWN, LONG_AGO)
    enter(book, "b", APPROVED, LATER, "t2")
    enter(book, "c", APPROVED, LATER + timedelta(days=1000), "t2")
    assert book.get("a").is_unknown
