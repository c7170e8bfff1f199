"""Customers pay by card: it works, it is declined, the line breaks, two want the same terminal."""

import socket
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from card_counter import Counter, standing
from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.terminals.payments.payment import Payment, Refusal, Refused

APPROVED = ("approved", None)
Wait = Callable[..., None]


def in_background(deed: Callable[[], Payment]) -> tuple[threading.Thread, list[Payment]]:
    results: list[Payment] = []
    thread = threading.Thread(target=lambda: results.append(deed()), daemon=True)
    thread.start()
    return thread, results


@pytest.mark.parametrize("in_pieces", [False, True], ids=["whole", "in single bytes"])
@pytest.mark.parametrize("terminal", ["zvt", "concert"])
def test_a_customer_pays(counter: Counter, terminal: str, in_pieces: bool) -> None:
    counter.zvt.customer.in_pieces = counter.concert.customer.in_pieces = in_pieces
    assert standing(counter.pay("p1", terminal)) == APPROVED
    asked = counter.zvt.asked if terminal == "zvt" else counter.concert.asked
    assert asked == [1250]


def test_what_is_told_of_it(counter: Counter) -> None:
    said: list[str] = []
    payment = counter.payments.pay("p1", "zvt", 1250, "EUR", said.append)
    told = {"result": 0, "amount_minor": 1250, "currency": "EUR", "trace": 42, "receipt_number": 42}
    assert payment.body()["told"] == told | {"card": "Mastercard"}
    assert said == ["insert the card", "asks the bank"]


def test_the_card_number_is_nowhere_on_disk(counter: Counter) -> None:
    counter.pay("p1")
    for path in counter.folder.iterdir():
        content = path.read_bytes()
        assert b"4761" not in content, path
        assert bytes.fromhex("4761739001010010") not in content, path


def test_a_terminal_that_also_prints_and_asks(counter: Counter) -> None:
    counter.zvt.customer.chatty = True
    assert standing(counter.pay("p1")) == APPROVED
    assert "8483" in counter.zvt.heard, "what we cannot do is refused"


@pytest.mark.parametrize("terminal", ["zvt", "concert"])
def test_the_bank_declines(counter: Counter, terminal: str) -> None:
    counter.zvt.customer.result, counter.concert.customer.result = 0x71, "7"
    payment = counter.pay("p1", terminal)
    assert standing(payment) == ("declined", "declined")
    assert payment.answer.code == (0x71 if terminal == "zvt" else 7)
    assert payment.answer.facts.amount_minor == 1250


@pytest.mark.parametrize("terminal", ["zvt", "concert"])
def test_the_same_payment_again_touches_no_terminal(counter: Counter, terminal: str) -> None:
    first = counter.pay("p1", terminal)
    assert counter.pay("p1", terminal) == first
    assert counter.refusal("p1", terminal, 1251) == Refusal.DIFFERS
    assert counter.refusal("p1", "concert" if terminal == "zvt" else "zvt") == Refusal.DIFFERS
    assert counter.zvt.asked + counter.concert.asked == [1250]


def test_a_declined_payment_is_not_asked_for_again_either(counter: Counter) -> None:
    counter.zvt.customer.result = 0x05
    counter.pay("p1")
    counter.zvt.customer.result = 0
    assert counter.stands("p1") == standing(counter.pay("p1")) == ("declined", "declined")
    assert standing(counter.pay("p2")) == APPROVED
    assert len(counter.zvt.asked) == 2


@pytest.mark.parametrize("mishap", ["unplug", "garbage", "half", "silence"])
@pytest.mark.parametrize("moment", ["amount", "card", "booked", "told"])
def test_once_the_amount_has_left_nothing_is_guessed(counter: Counter, moment: str, mishap: str) -> None:
    if mishap in ("half", "silence"):
        counter.is_short_of_time()
    counter.zvt.customer.at, counter.zvt.customer.mishap = moment, mishap
    state, why = standing(counter.pay("p1"))
    expected = {"unplug": "line_lost", "garbage": "garbage", "half": "silence", "silence": "silence"}
    assert (state, why) == ("unknown", expected[mishap])
    assert counter.stands("p1") == standing(counter.pay("p1")), "and it stays so"
    assert counter.refusal("p2") == Refusal.UNRESOLVED
    assert counter.zvt.asked == [1250], "the amount is never sent again"


def test_what_was_told_before_the_line_broke_is_kept(counter: Counter) -> None:
    counter.zvt.customer.at, counter.zvt.customer.mishap = "told", "unplug"
    payment = counter.pay("p1")
    assert standing(payment) == ("unknown", "line_lost")
    assert (payment.answer.facts.result, payment.answer.facts.trace) == (0, 42)


@pytest.mark.parametrize("mishap", ["unplug", "garbage", "silence"])
def test_before_the_amount_everything_is_harmless(counter: Counter, mishap: str) -> None:
    if mishap == "silence":
        counter.is_short_of_time()
    counter.zvt.customer.at, counter.zvt.customer.mishap = "registration", mishap
    state, _ = standing(counter.pay("p1"))
    assert (state, counter.zvt.asked) == ("not_sent", [])
    counter.zvt.customer.at = ""
    counter.has_time()
    assert standing(counter.pay("p2")) == APPROVED


def test_a_terminal_of_another_currency(counter: Counter) -> None:
    counter.zvt.customer.currency = 756
    assert standing(counter.pay("p1")) == ("not_sent", "other_currency")
    assert counter.zvt.asked == []


def test_a_terminal_that_rejects_the_amount(counter: Counter) -> None:
    counter.zvt.customer.refuses = 0x9C
    payment = counter.pay("p1")
    assert (standing(payment), payment.answer.code) == (("declined", "rejected"), 0x9C)


def test_nobody_is_there(counter: Counter) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    counter.terminals["zvt"] = replace(
        counter.terminals["zvt"], connection=Connection(host="127.0.0.1", port=port)
    )
    assert standing(counter.pay("p1")) == ("not_sent", "unreachable")
    assert counter.refusal("p2", "bar") == Refusal.UNKNOWN_TERMINAL
    odd = Connection(Way.SERIAL, path="/dev/ttyNOWHERE", protocol="telnet")
    counter.terminals["odd"] = replace(counter.terminals["zvt"], id="odd", connection=odd)
    assert counter.refusal("p3", "odd") == Refusal.BAD_PROTOCOL


def test_two_payments_at_one_terminal(counter: Counter, wait_for: Wait) -> None:
    counter.zvt.customer.card.clear()
    first, results = in_background(lambda: counter.pay("p1"))
    assert counter.zvt.is_paying.wait(10)
    assert counter.refusal("p2", amount=300) == Refusal.BUSY
    assert counter.payments.find("p2") is None, "it may be asked for again when the terminal is free"
    assert counter.stands("p1") == standing(counter.pay("p1")) == ("unknown", "underway")
    with pytest.raises(Refused) as refused:
        counter.payments.settle("p1", was_taken=False, by="Ola")
    assert refused.value.refusal == Refusal.BUSY, "nobody settles what is still on its way"
    counter.zvt.customer.card.set()
    first.join(10)
    assert standing(results[0]) == APPROVED
    assert standing(counter.pay("p2", amount=300)) == APPROVED
    assert counter.zvt.asked == [1250, 300]


def test_another_terminal_is_not_busy(counter: Counter) -> None:
    counter.zvt.customer.card.clear()
    first, results = in_background(lambda: counter.pay("p1"))
    assert counter.zvt.is_paying.wait(10)
    assert standing(counter.pay("p2", "concert")) == APPROVED
    counter.zvt.customer.card.set()
    first.join(10)
    assert standing(results[0]) == APPROVED


def test_a_payment_is_stopped_while_the_customer_looks_for_the_card(counter: Counter) -> None:
    counter.zvt.customer.card.clear()
    paying, results = in_background(lambda: counter.pay("p1"))
    assert counter.zvt.is_paying.wait(10)
    counter.payments.abort("p1")
    paying.join(10)
    assert counter.zvt.saw_abort.is_set()
    assert standing(results[0]) == ("declined", "aborted")
    assert counter.zvt.booked == []


def test_what_cannot_be_stopped(counter: Counter) -> None:
    counter.concert.customer.card.clear()
    paying, results = in_background(lambda: counter.pay("p1", "concert"))
    assert counter.concert.is_paying.wait(10)
    for payment_id in ("p1", "nobody's"):
        with pytest.raises(Refused) as refused:
            counter.payments.abort(payment_id)
        assert refused.value.refusal == Refusal.CANNOT_ABORT
    counter.concert.customer.card.set()
    paying.join(10)
    assert standing(results[0]) == APPROVED


def test_a_terminal_that_takes_an_approval_back(counter: Counter) -> None:
    counter.zvt.customer.at = "takes back"
    assert standing(counter.pay("p1")) == ("unknown", "contradiction")


@pytest.mark.parametrize("terminal", ["zvt", "concert"])
def test_another_amount_than_was_asked(counter: Counter, terminal: str) -> None:
    counter.zvt.customer.books = counter.concert.customer.books = 1500
    payment = counter.pay("p1", terminal)
    assert standing(payment) == ("unknown", "other_amount")
    assert payment.answer.facts.amount_minor == 1500


def test_concert_does_not_listen(counter: Counter) -> None:
    counter.concert.customer.listens = b"\x15"
    assert standing(counter.pay("p1", "concert")) == ("not_sent", "rejected")
    counter.concert.customer.listens = b"?"
    assert standing(counter.pay("p2", "concert")) == ("not_sent", "not_a_terminal")
    assert counter.concert.asked == []


@pytest.mark.parametrize(
    ("takes", "expected"),
    [
        (b"\x15", ("declined", "rejected")),
        (b"?\x06", ("unknown", "garbage")),
        (b"", ("unknown", "silence")),
    ],
)
def test_concert_and_the_amount(counter: Counter, takes: bytes, expected: tuple[str, str]) -> None:
    if not takes:
        counter.is_short_of_time()
    counter.concert.customer.takes = takes
    assert standing(counter.pay("p1", "concert")) == expected
    assert counter.concert.asked == [1250]


def test_concert_repeats_a_spoilt_answer_not_the_amount(counter: Counter) -> None:
    counter.concert.customer.spoilt = 2
    counter.concert.customer.noise = b"\x00\xff~"
    assert standing(counter.pay("p1", "concert")) == APPROVED
    assert (counter.concert.naks, counter.concert.asked) == (2, [1250])


def test_concert_answers_nothing_but_noise(counter: Counter) -> None:
    counter.concert.customer.spoilt = 3
    assert standing(counter.pay("p1", "concert")) == ("unknown", "garbage")


def test_concert_says_that_it_does_not_know(counter: Counter) -> None:
    counter.concert.customer.result = "9"
    assert standing(counter.pay("p1", "concert")) == ("unknown", "no_result")


def test_the_cable_is_pulled_while_the_customer_types(counter: Counter) -> None:
    counter.concert.customer.card.clear()
    paying, results = in_background(lambda: counter.pay("p1", "concert"))
    assert counter.concert.is_paying.wait(10)
    counter.concert.pull()
    paying.join(10)
    assert standing(results[0]) == ("unknown", "line_lost")
