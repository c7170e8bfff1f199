"""How a payment stands, said to the person at the box."""

from comptoir_store_server.terminals.payments.payment import Facts, Payment, Refusal, State, Why
from comptoir_store_server.terminals.payments.zvt_words import REASONS

STATES = {
    State.PREPARING: "being prepared, the amount has not left",
    State.APPROVED: "approved",
    State.DECLINED: "declined, nothing was taken",
    State.NOT_SENT: "not sent, nothing was taken",
    State.UNKNOWN: "UNKNOWN, money may have been taken",
}
WHYS = {
    Why.UNDERWAY: "it is on its way, or the program stopped in the middle of it",
    Why.UNREACHABLE: "the terminal cannot be reached",
    Why.NOT_A_TERMINAL: "something answers there, but no terminal of this protocol",
    Why.REJECTED: "the terminal does not take it now",
    Why.DECLINED: "the terminal or the bank declined",
    Why.ABORTED: "stopped from here",
    Why.INTERRUPTED: "the program stopped before the amount left",
    Why.LINE_LOST: "the line broke",
    Why.SILENCE: "the terminal said nothing more",
    Why.GARBAGE: "the terminal's answer made no sense",
    Why.NO_RESULT: "the terminal told no result",
    Why.OTHER_AMOUNT: "the terminal booked another amount",
    Why.OTHER_CURRENCY: "the terminal works in another currency",
    Why.CONTRADICTION: "the terminal approved, then gave up",
    Why.NOT_BOOKED: "the terminal has not booked it",
}
REFUSALS = {
    Refusal.BUSY: "Another payment is on its way at this terminal.",
    Refusal.DIFFERS: "This id belongs to another payment: other amount, currency or terminal.",
    Refusal.UNRESOLVED: "Nobody knows what came of the last payment at this terminal.\n"
    "Settle it first: payments, or in the back office.",
    Refusal.UNKNOWN_TERMINAL: "There is no such payment terminal at this box.",
    Refusal.UNKNOWN_PAYMENT: "There is no payment with this id.",
    Refusal.BAD_ID: "An id has 1 to 100 letters.",
    Refusal.BAD_AMOUNT: "The amount is nothing, or too much for a terminal.",
    Refusal.BAD_CURRENCY: "This currency is not known here.",
    Refusal.BAD_PROTOCOL: "This terminal is set to a protocol that this version does not speak.",
    Refusal.CANNOT_ABORT: "This cannot be stopped from here.",
    Refusal.CANNOT_TELL: "The terminal could not be asked, or its answer proves nothing.\n"
    "Look at its paper or its journal, then: payments --resolve ID --taken (or --not-taken) --by NAME",
    Refusal.NOT_UNKNOWN: "This payment is settled, or nobody said who looked.",
}


def describe_payment(payment: Payment) -> str:
    """Two lines, or three while nobody knows."""
    order, answer = payment.order, payment.answer
    why = f" ({WHYS[answer.why]}{_code(answer.code)})" if answer.why else ""
    by = f", settled by {payment.resolved_by}" if payment.resolved_by else ""
    amount = write_amount(order.amount_minor, order.currency)
    lines = [
        f"{amount} at {order.terminal_id}: {STATES[answer.state]}{why}{by}",
        f"  {payment.asked_at}  {order.id}{_told(answer.facts)}",
    ]
    if payment.is_unknown:
        lines.append(f"  Ask the terminal: comptoir-store-server payments --resolve {order.id}")
    return "\n".join(lines)


def describe_last(last: Facts | None) -> str:
    """What the terminal says of its last transaction, for who has to decide."""
    if last is None:
        return "The terminal told nothing of its last transaction."
    amount = (
        write_amount(last.amount_minor, last.currency or "") if last.amount_minor is not None else "no amount"
    )
    return f"The terminal's last transaction: {amount.strip()}{_told(last)}"


def write_amount(minor: int, currency: str) -> str:
    """Like 12.50 EUR."""
    return f"{minor // 100}.{minor % 100:02d} {currency}"


def _code(code: int | None) -> str:
    return f": {REASONS.get(code, f'code {code:02X}')}" if code is not None else ""


def _told(facts: Facts) -> str:
    told = {"receipt": facts.receipt_number, "trace": facts.trace, "card": facts.card}
    return "".join(f", {name} {value}" for name, value in told.items() if value is not None)
