"""What the office and this box tell one another of payments that nobody knows of."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from comptoir_store_server.configuration import Configuration, PaymentDecision
from comptoir_store_server.terminals.payments.book import PaymentBook
from comptoir_store_server.terminals.payments.payment import Payment, Refused, State, Where, Why
from comptoir_store_server.terminals.payments.service import BY_TERMINAL, Payments
from comptoir_store_server.terminals.payments.turn import Taken, hold_payment

log = logging.getLogger(__name__)
#: Payments in one call to the office.
MOST_TOLD = 50
OUTCOMES = {State.UNKNOWN: "unknown", State.APPROVED: "paid", State.DECLINED: "not_paid"}


class PaymentDesk:
    """The office's side of the book, for one thread; there is none before the first payment."""

    def __init__(self, path: Path, configuration: Callable[[], Configuration]) -> None:
        self._path, self._configuration = path, configuration
        self._book: PaymentBook | None = None
        #: Decisions that were answered since this program started.
        self._answered: set[PaymentDecision] = set()

    def close(self) -> None:
        """Let go of the book."""
        if self._book is not None:
            self._book.close()
            self._book = None

    def take_decisions(self) -> None:
        """Settle what people of the office have settled, unless somebody here was faster.

        What cannot be done now, since the terminal is being asked, is done in the next round.
        """
        decisions = self._configuration().payment_decisions
        self._answered &= set(decisions)
        for decision in decisions:
            if decision not in self._answered and self._take(decision):
                self._answered.add(decision)

    def _take(self, decision: PaymentDecision) -> bool:
        book = self._open()
        payment = book.find(decision.id) if book else None
        if book is None or payment is None:
            return True
        if payment.is_unknown:
            with suppress(Refused):
                payment = _settle(book, decision)
        if payment.is_unknown:
            return False
        log.info("payment_decided", extra={"payment": decision.id, "state": payment.answer.state.value})
        book.tell_again(decision.id)
        return True

    def forgotten(self) -> list[str]:
        """The ids of decisions about payments that are not in the book."""
        book = self._open()
        decisions = self._configuration().payment_decisions
        return [each.id for each in decisions if book is None or book.find(each.id) is None]

    def to_tell(self, server_id: str, *, again: bool) -> list[Payment]:
        """What the office has to hear of, the oldest first; what is still on its way is not in doubt."""
        book = self._open()
        payments = book.to_tell(server_id, MOST_TOLD, again=again) if book else []
        return [each for each in payments if not _is_underway(each)]

    def note_told(self, payments: Sequence[Payment], server_id: str) -> None:
        """The office heard of these."""
        book = self._open()
        if book is not None and payments:
            book.note_told(payments, server_id)

    def body(self, payment: Payment) -> dict[str, Any]:
        """As the office reads it."""
        order, facts = payment.order, payment.answer.facts
        terminal = self._configuration().peripherals.get(order.terminal_id)
        told: dict[str, Any] = {
            "terminal": terminal.name[:80] if terminal else None,
            "receipt_number": payment.receipt[:40] if payment.receipt else None,
            "reason": payment.answer.why.value if payment.answer.why else None,
            "slip_number": facts.receipt_number,
            "trace": facts.trace,
            "card": facts.card[:60] if facts.card else None,
        }
        return {
            "id": order.id,
            "outcome": OUTCOMES[payment.answer.state],
            "amount": order.amount_minor,
            "currency": order.currency,
            "asked_at": payment.asked_at,
            "peripheral_id": order.terminal_id,
            **{name: value for name, value in (told | _settled(payment)).items() if value is not None},
        }

    def _open(self) -> PaymentBook | None:
        if self._book is None and self._path.exists():
            self._book = PaymentBook(self._path)
        return self._book


def _settle(book: PaymentBook, decision: PaymentDecision) -> Payment:
    """Raises Refused. The name says whence it came, and is never taken for the terminal's."""
    payments = Payments(book, lambda _id: None)
    by = f"{decision.by} (office)"
    return payments.settle(decision.id, was_taken=decision.was_taken, by=by, where=Where.OFFICE)


def _settled(payment: Payment) -> dict[str, str]:
    if payment.resolved_by is None:
        return {}
    usual = Where.TERMINAL if payment.resolved_by == BY_TERMINAL else Where.STORE
    where = payment.resolved_in or usual
    return {
        "settled_at": payment.changed_at,
        "settled_by": payment.resolved_by[:120],
        "settled_in": where.value,
    }


def _is_underway(payment: Payment) -> bool:
    """Whether somebody is at the terminal with it right now; else the program was stopped in the middle."""
    if not payment.is_unknown or payment.answer.why != Why.UNDERWAY:
        return False
    try:
        with hold_payment(payment.address):
            return False
    except Taken:
        return True
