"""The rules of what a payment came to: from how the terminal ended it, and from its last transaction."""

from comptoir_store_server.terminals.payments.payment import Answer, Facts, Order, Payment, State, Why

#: Trace numbers have six figures and begin again at one.
LAST_TRACE = 999_999


def judge_completion(order: Order, facts: Facts) -> Answer:
    """The terminal says that it is done: done with what is in its result."""
    if facts.result is None:
        return Answer(State.UNKNOWN, Why.NO_RESULT, None, facts)
    if facts.result != 0:
        return Answer(State.DECLINED, Why.DECLINED, facts.result, facts)
    if facts.amount_minor != order.amount_minor:
        return Answer(State.UNKNOWN, Why.OTHER_AMOUNT, None, facts)
    if facts.currency not in (None, order.currency):
        return Answer(State.UNKNOWN, Why.OTHER_CURRENCY, None, facts)
    return Answer(State.APPROVED, None, None, facts)


def judge_abort(code: int | None, facts: Facts, *, wished: bool) -> Answer:
    """The terminal gave up; after an approval that is a contradiction that a person has to look at."""
    if facts.result == 0:
        return Answer(State.UNKNOWN, Why.CONTRADICTION, code, facts)
    return Answer(State.DECLINED, Why.ABORTED if wished else Why.DECLINED, code or facts.result, facts)


def judge_last(payment: Payment, last: Facts | None) -> Answer | None:
    """What the terminal's last transaction says of an unknown payment; nothing if it proves nothing.

    Only the very next trace number with our amount proves something: that one was ours. The number before
    ours again proves nothing: a terminal that lost its line or its power may tell its last finished receipt
    and book ours, or take it back, afterwards. Anything else may be somebody else's payment of the amount.
    """
    before = payment.trace_before
    if last is None or last.trace is None or before is None:
        return None
    if last.trace != next_trace(before) or not _is_like(payment.order, last):
        return None
    answer = judge_completion(payment.order, last)
    return None if answer.state == State.UNKNOWN else answer


def next_trace(trace: int) -> int:
    """The number of the transaction after it."""
    return trace % LAST_TRACE + 1


def _is_like(order: Order, last: Facts) -> bool:
    return last.amount_minor == order.amount_minor and last.currency in (None, order.currency)
