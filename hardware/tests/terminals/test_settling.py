"""Nobody knows what came of a payment: the terminal is asked, or somebody looks."""

import pytest

from card_counter import Counter, standing
from comptoir_store_server.terminals.payments.payment import Refusal, Refused


def lose(counter: Counter, moment: str, payment_id: str = "p2", amount: int = 1250) -> None:
    """After a payment that is known, one during which the line breaks."""
    counter.pay("p1", amount=300)
    counter.zvt.customer.at, counter.zvt.customer.mishap = moment, "unplug"
    assert standing(counter.pay(payment_id, amount=amount)) == ("unknown", "line_lost")
    counter.zvt.customer.at = ""


def refusal_to_resolve(counter: Counter, payment_id: str = "p2") -> Refused:
    with pytest.raises(Refused) as refused:
        counter.payments.resolve(payment_id)
    assert counter.stands(payment_id)[0] == "unknown", "a question changes nothing"
    return refused.value


@pytest.mark.parametrize("moment", ["booked", "told"])
def test_the_terminal_knows_that_it_was_paid(counter: Counter, moment: str) -> None:
    lose(counter, moment)
    payment = counter.payments.resolve("p2")
    assert (payment.answer.state, payment.resolved_by) == ("approved", "terminal")
    assert payment.answer.facts.trace == 43
    assert counter.zvt.asked == [300, 1250]
    assert standing(counter.pay("p3")) == ("approved", None)


@pytest.mark.parametrize("moment", ["amount", "card"])
def test_a_terminal_that_tells_the_payment_before_ours_proves_nothing(counter: Counter, moment: str) -> None:
    lose(counter, moment)
    last = refusal_to_resolve(counter).last
    assert last is not None
    assert (last.trace, last.amount_minor) == (42, 300), "told to the person who has to look"
    payment = counter.payments.settle("p2", was_taken=False, by="Ola")
    assert standing(payment) == ("declined", "not_booked")


def test_a_terminal_that_still_works_is_not_asked_for_its_receipt(counter: Counter) -> None:
    lose(counter, "booked")
    counter.zvt.customer.state = 0x9C
    assert refusal_to_resolve(counter).refusal == Refusal.CANNOT_TELL
    assert "0620" not in counter.zvt.heard


def test_a_terminal_that_tells_nothing_with_its_receipt(counter: Counter) -> None:
    lose(counter, "booked")
    counter.zvt.customer.tells_last = False
    assert refusal_to_resolve(counter).last is None


def test_without_a_payment_before_there_is_nothing_to_count_from(counter: Counter) -> None:
    counter.zvt.customer.at, counter.zvt.customer.mishap = "booked", "unplug"
    counter.pay("p1")
    counter.zvt.customer.at = ""
    last = refusal_to_resolve(counter, "p1").last
    assert last is not None
    assert (last.trace, last.amount_minor) == (42, 1250), "told to the person who has to look"


def test_a_payment_by_hand_of_the_same_amount_is_not_taken_for_ours(counter: Counter) -> None:
    lose(counter, "card")
    counter.zvt.trace += 2
    counter.zvt.booked.append((counter.zvt.trace, 1250))
    assert refusal_to_resolve(counter).refusal == Refusal.CANNOT_TELL


def test_after_a_persons_word_the_terminal_is_not_counted_from(counter: Counter) -> None:
    lose(counter, "booked")
    counter.payments.settle("p2", was_taken=True, by="Ola")
    counter.zvt.customer.at = "card"
    counter.pay("p3")
    counter.zvt.customer.at = ""
    assert refusal_to_resolve(counter, "p3").refusal == Refusal.CANNOT_TELL


def test_the_terminal_is_gone(counter: Counter) -> None:
    lose(counter, "booked")
    counter.zvt.close()
    assert refusal_to_resolve(counter).refusal == Refusal.CANNOT_TELL


@pytest.mark.parametrize(("was_taken", "state"), [(True, "approved"), (False, "declined")])
def test_a_person_has_looked(counter: Counter, was_taken: bool, state: str) -> None:
    counter.concert.customer.takes = b"?"
    counter.pay("p1", "concert")
    with pytest.raises(Refused) as refused:
        counter.payments.resolve("p1")
    assert refused.value.refusal == Refusal.CANNOT_TELL, "concert has no such question"
    payment = counter.payments.settle("p1", was_taken=was_taken, by=" Ola ")
    assert (payment.answer.state, payment.resolved_by) == (state, "Ola")
    assert counter.payments.settle("p1", was_taken=was_taken, by="Jan") == payment
    with pytest.raises(Refused) as refused:
        counter.payments.settle("p1", was_taken=not was_taken, by="Jan")
    assert refused.value.refusal == Refusal.NOT_UNKNOWN
    counter.concert.customer.takes = b"\x06"
    assert standing(counter.pay("p2", "concert")) == ("approved", None)


def test_who_looked_has_a_name(counter: Counter) -> None:
    lose(counter, "booked")
    with pytest.raises(Refused):
        counter.payments.settle("p2", was_taken=True, by=" ")
    assert counter.stands("p2")[0] == "unknown"


def test_what_nobody_asked_for(counter: Counter) -> None:
    for deed in (
        counter.payments.resolve,
        lambda each: counter.payments.settle(each, was_taken=True, by="Ola"),
    ):
        with pytest.raises(Refused) as refused:
            deed("nobody's")
        assert refused.value.refusal == Refusal.UNKNOWN_PAYMENT
