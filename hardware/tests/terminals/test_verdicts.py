"""The rules of what a payment came to, case by case."""

from dataclasses import replace

import pytest

from comptoir_store_server.terminals.payments.payment import (
    Answer,
    Facts,
    Order,
    Payment,
    Refusal,
    Refused,
    State,
    Why,
    check_order,
)
from comptoir_store_server.terminals.payments.verdict import (
    judge_abort,
    judge_completion,
    judge_last,
    next_trace,
)

ORDER = Order("p1", "t1", 1250, "EUR")
TOLD = Facts(result=0, amount_minor=1250, currency="EUR", trace=42, receipt_number=7, card="Visa")


@pytest.mark.parametrize(
    ("facts", "state", "why"),
    [
        (TOLD, State.APPROVED, None),
        (replace(TOLD, currency=None), State.APPROVED, None),
        (replace(TOLD, result=0x6C), State.DECLINED, Why.DECLINED),
        (Facts(), State.UNKNOWN, Why.NO_RESULT),
        (replace(TOLD, result=None), State.UNKNOWN, Why.NO_RESULT),
        (replace(TOLD, amount_minor=1251), State.UNKNOWN, Why.OTHER_AMOUNT),
        (replace(TOLD, amount_minor=None), State.UNKNOWN, Why.OTHER_AMOUNT),
        (replace(TOLD, currency="CHF"), State.UNKNOWN, Why.OTHER_CURRENCY),
    ],
)
def test_a_terminal_that_says_it_is_done(facts: Facts, state: State, why: Why | None) -> None:
    answer = judge_completion(ORDER, facts)
    assert (answer.state, answer.why, answer.facts) == (state, why, facts)


@pytest.mark.parametrize(
    ("code", "facts", "wished", "state", "why", "told"),
    [
        (0x6C, Facts(), False, State.DECLINED, Why.DECLINED, 0x6C),
        (0x6C, Facts(), True, State.DECLINED, Why.ABORTED, 0x6C),
        (None, Facts(result=0x71), False, State.DECLINED, Why.DECLINED, 0x71),
        (0x6C, TOLD, False, State.UNKNOWN, Why.CONTRADICTION, 0x6C),
        (0x6C, TOLD, True, State.UNKNOWN, Why.CONTRADICTION, 0x6C),
    ],
)
def test_a_terminal_that_gives_up(
    code: int | None, facts: Facts, wished: bool, state: State, why: Why, told: int
) -> None:
    answer = judge_abort(code, facts, wished=wished)
    assert (answer.state, answer.why, answer.code) == (state, why, told)


@pytest.mark.parametrize(
    ("before", "last", "state"),
    [
        (41, TOLD, State.APPROVED),
        (41, replace(TOLD, currency=None), State.APPROVED),
        (999_999, replace(TOLD, trace=1), State.APPROVED),
        (41, replace(TOLD, result=0x05), State.DECLINED),
        (42, TOLD, None),  # still the one before: ours may be booked later
        (42, replace(TOLD, amount_minor=1), None),
        (40, TOLD, None),  # one came between, and it may be that one
        (43, TOLD, None),
        (None, TOLD, None),  # nothing to count from
        (41, None, None),
        (41, replace(TOLD, trace=None), None),
        (41, replace(TOLD, amount_minor=1251), None),
        (41, replace(TOLD, amount_minor=None), None),
        (41, replace(TOLD, currency="CHF"), None),
        (41, replace(TOLD, result=None), None),
    ],
)
def test_the_last_transaction_of_a_terminal(
    before: int | None, last: Facts | None, state: State | None
) -> None:
    unknown = Answer(State.UNKNOWN, Why.LINE_LOST)
    payment = Payment(ORDER, "10.0.0.9:20007", unknown, "", "", trace_before=before)
    answer = judge_last(payment, last)
    assert (answer.state if answer else None) == state


def test_trace_numbers_begin_again() -> None:
    assert [next_trace(41), next_trace(999_998), next_trace(999_999)] == [42, 999_999, 1]


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        (replace(ORDER, amount_minor=0), Refusal.BAD_AMOUNT),
        (replace(ORDER, amount_minor=-5), Refusal.BAD_AMOUNT),
        (replace(ORDER, amount_minor=True), Refusal.BAD_AMOUNT),
        (replace(ORDER, amount_minor=100_000_000), Refusal.BAD_AMOUNT),
        (replace(ORDER, currency="XTS"), Refusal.BAD_CURRENCY),
        (replace(ORDER, currency="eur"), Refusal.BAD_CURRENCY),
        (replace(ORDER, id=""), Refusal.BAD_ID),
        (replace(ORDER, id="x" * 101), Refusal.BAD_ID),
        (replace(ORDER, id="a\nb"), Refusal.BAD_ID),
    ],
)
def test_what_no_terminal_is_asked(order: Order, refusal: Refusal) -> None:
    with pytest.raises(Refused) as refused:
        check_order(order)
    assert refused.value.refusal == refusal
