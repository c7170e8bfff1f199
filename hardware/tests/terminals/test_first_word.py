"""The terminal's first word after the amount: two ways to say yes, many to say no, and leftovers."""

import pytest

from card_counter import Counter, standing

#: A terminal's late end of something earlier: "gave up", "done", "declined".
LEFTOVERS = ["061e016c", "060f00", "040f022705"]


@pytest.mark.parametrize("yes", ["8000", "8400"])
def test_both_ways_to_say_yes(counter: Counter, yes: str) -> None:
    counter.zvt.customer.says_yes = yes
    assert standing(counter.pay("p1")) == ("approved", None)
    assert counter.zvt.booked == [(42, 1250)]


@pytest.mark.parametrize("no", [0x83, 0x9C, 0x01])
def test_a_no_is_no_payment(counter: Counter, no: int) -> None:
    counter.zvt.customer.refuses = no
    payment = counter.pay("p1")
    assert standing(payment) == ("declined", "rejected")
    assert payment.answer.code == no
    assert counter.zvt.booked == []


@pytest.mark.parametrize("leftover", LEFTOVERS)
def test_an_end_before_the_yes_proves_nothing(counter: Counter, leftover: str) -> None:
    counter.zvt.customer.says_before = bytes.fromhex(leftover)
    assert standing(counter.pay("p1"))[0] == "unknown"
    assert counter.zvt.asked == [1250], "and it is not asked for again"


def test_how_far_it_is_may_be_told_before_the_yes(counter: Counter) -> None:
    counter.zvt.customer.says_before = bytes.fromhex("04ff010a")
    assert standing(counter.pay("p1")) == ("approved", None)


def test_the_last_transaction_is_asked_for_without_printing_it_again(counter: Counter) -> None:
    counter.pay("p1")
    counter.zvt.customer.at, counter.zvt.customer.mishap = "booked", "unplug"
    assert standing(counter.pay("p2")) == ("unknown", "line_lost")
    counter.zvt.customer.at = ""
    assert standing(counter.payments.resolve("p2")) == ("approved", None)
