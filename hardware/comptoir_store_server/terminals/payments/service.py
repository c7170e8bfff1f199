"""Payments at this box's terminals: asked for once, told by their id, and settled when nobody knows."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.reasons import Reason
from comptoir_store_server.terminals.payments.book import PaymentBook
from comptoir_store_server.terminals.payments.concert import Concert
from comptoir_store_server.terminals.payments.language import Language, NotReady, Talk
from comptoir_store_server.terminals.payments.line import (
    Garbage,
    LineLost,
    Silence,
    TerminalPatience,
    Wish,
    open_line,
)
from comptoir_store_server.terminals.payments.payment import (
    Answer,
    Facts,
    Order,
    Payment,
    Refusal,
    Refused,
    State,
    Where,
    Why,
    check_order,
)
from comptoir_store_server.terminals.payments.turn import Taken, hold_line, hold_payment
from comptoir_store_server.terminals.payments.verdict import judge_last
from comptoir_store_server.terminals.payments.zvt import Zvt
from comptoir_store_server.times import utc_now

log = logging.getLogger(__name__)
LANGUAGES: dict[str, Language] = {"zvt": Zvt(), "concert": Concert()}
KIND = "payment_terminal"
#: Somebody who only looks whether the terminal is there is soon done.
LOOK = 6.0
TROUBLE: dict[type[Exception], Why] = {
    LineLost: Why.LINE_LOST,
    Silence: Why.SILENCE,
    Garbage: Why.GARBAGE,
}
#: All that may go wrong at a terminal, before its amount and after it.
LOST = (LineLost, Silence, Garbage)
NOT_BEGUN = (NotReady, Unavailable, Taken, *LOST)
BY_TERMINAL = "terminal"


def _say_nothing(words: str) -> None:
    """Nobody listens to what the terminal does meanwhile."""


class Payments:
    """The payments of one box; each method may be called from any thread."""

    def __init__(
        self,
        book: PaymentBook,
        find_terminal: Callable[[str], Peripheral | None],
        patience: TerminalPatience | None = None,
    ) -> None:
        self._book, self._find_terminal = book, find_terminal
        self._patience = patience or TerminalPatience()
        self._lock = threading.Lock()
        self._underway: dict[str, tuple[Wish, Language]] = {}

    def pay(
        self,
        payment_id: str,
        terminal_id: str,
        amount_minor: int,
        currency: str,
        on_status: Callable[[str], None] = _say_nothing,
        receipt: str | None = None,
    ) -> Payment:
        """Ask for the amount, once in the life of the id, and wait for the outcome. Raises Refused.

        The same id again gives the same answer and touches no terminal; with anything else it is refused.
        The number of the till's receipt is only noted down, for the person who may have to find out.
        """
        order = Order(payment_id, terminal_id, amount_minor, currency)
        check_order(order)
        known = self.find(payment_id)
        if known is not None:
            return _same(known, order)
        terminal = self._get_terminal(terminal_id)
        try:
            with hold_payment(terminal.address):
                return self._pay_alone(order, terminal, on_status, receipt)
        except Taken as error:
            raise Refused(Refusal.BUSY) from error

    def find(self, payment_id: str) -> Payment | None:
        """How a payment stands, if it was ever begun."""
        known = self._book.find(payment_id)
        if known is None or known.answer.state != State.PREPARING:
            return known
        try:
            with hold_payment(known.address):
                return self._book.end_dead(payment_id, utc_now())
        except Taken:
            return known

    def abort(self, payment_id: str) -> None:
        """Wish that a payment on its way here be stopped; how it ends is still the terminal's word.

        Raises Refused where the protocol has no such word, and for what is not on its way here.
        """
        with self._lock:
            wish, language = self._underway.get(payment_id, (None, None))
            if wish is None or language is None or not language.can_abort:
                raise Refused(Refusal.CANNOT_ABORT)
            wish.make()

    def resolve(self, payment_id: str) -> Payment:
        """Ask the terminal for its last transaction and settle an unknown payment by it.

        Raises Refused if that proves nothing; then a person has to look.
        """
        payment = self._book.get(payment_id)
        if not payment.is_unknown:
            return payment
        terminal = self._get_terminal(payment.order.terminal_id)
        try:
            with hold_payment(terminal.address):
                return self._resolve_alone(self._book.get(payment_id), terminal)
        except Taken as error:
            raise Refused(Refusal.BUSY) from error

    def settle(self, payment_id: str, *, was_taken: bool, by: str, where: Where = Where.STORE) -> Payment:
        """A person has looked at the terminal's paper or at the bank's list, and says so. Raises Refused.

        Whoever says so first, at this box or in the office, has the last word.
        """
        payment = self._book.get(payment_id)
        state = State.APPROVED if was_taken else State.DECLINED
        if payment.answer.state == state:
            return payment
        try:
            with hold_payment(payment.address):
                payment = self._book.get(payment_id)
                if not payment.is_unknown or not by.strip():
                    raise Refused(Refusal.NOT_UNKNOWN)
                answer = replace(payment.answer, state=state, why=None if was_taken else Why.NOT_BOOKED)
                return self._note(payment.order, answer, by.strip(), where)
        except Taken as error:
            raise Refused(Refusal.BUSY) from error

    def _get_terminal(self, terminal_id: str) -> Peripheral:
        terminal = self._find_terminal(terminal_id)
        if terminal is None or terminal.kind != KIND or terminal.connection.way == Way.PRINTER:
            raise Refused(Refusal.UNKNOWN_TERMINAL)
        get_language(terminal.connection)
        return terminal

    def _pay_alone(
        self, order: Order, terminal: Peripheral, on_status: Callable[[str], None], receipt: str | None
    ) -> Payment:
        known = self._book.find(order.id)
        if known is not None:
            return _same(known, order)
        language = get_language(terminal.connection)
        with closing(Wish()) as wish, self._stoppable(order.id, wish, language):
            self._book.begin(order, terminal.address, utc_now(), receipt)
            try:
                with self._call(terminal, wish, on_status) as talk:
                    return self._ask(order, talk, language)
            except NOT_BEGUN as problem:
                return self._note(order, _not_sent(problem))

    def _ask(self, order: Order, talk: Talk, language: Language) -> Payment:
        """Everything up to the amount may fail without harm; nothing after it may."""
        language.prepare(talk, order)
        if talk.wish is not None and talk.wish.is_made():
            raise NotReady(Why.ABORTED)
        underway = Answer(State.UNKNOWN, Why.UNDERWAY)
        self._note(order, underway)  # on disk before the amount's first byte leaves
        told = [Facts()]

        def keep(facts: Facts) -> None:
            told.append(facts)
            self._note(order, replace(underway, facts=facts))

        try:
            return self._note(order, language.ask(replace(talk, on_facts=keep), order))
        except LOST as problem:
            return self._note(order, Answer(State.UNKNOWN, TROUBLE[type(problem)], None, told[-1]))

    def _resolve_alone(self, payment: Payment, terminal: Peripheral) -> Payment:
        language = get_language(terminal.connection)
        if not payment.is_unknown:
            return payment
        if not language.can_tell_last:
            raise Refused(Refusal.CANNOT_TELL)
        try:
            with self._call(terminal, None, _say_nothing) as talk:
                last = language.tell_last(talk, payment.order)
        except NOT_BEGUN as problem:
            raise Refused(Refusal.CANNOT_TELL) from problem
        answer = judge_last(payment, last)
        if answer is None:
            raise Refused(Refusal.CANNOT_TELL, last)
        return self._note(payment.order, answer, BY_TERMINAL, Where.TERMINAL)

    @contextmanager
    def _call(
        self, terminal: Peripheral, wish: Wish | None, on_status: Callable[[str], None]
    ) -> Iterator[Talk]:
        with (
            hold_line(terminal.address, LOOK),
            closing(open_line(terminal.connection, self._patience.connect)) as line,
        ):
            yield Talk(line, self._patience, wish, on_status)

    @contextmanager
    def _stoppable(self, payment_id: str, wish: Wish, language: Language) -> Iterator[None]:
        with self._lock:
            self._underway[payment_id] = (wish, language)
        try:
            yield
        finally:
            with self._lock:
                del self._underway[payment_id]

    def _note(
        self, order: Order, answer: Answer, by: str | None = None, where: Where | None = None
    ) -> Payment:
        payment = self._book.note(order.id, answer, utc_now(), by, where)
        facts = {"payment": order.id, "terminal": order.terminal_id, "state": answer.state.value}
        log.info("payment", extra=facts | {"why": answer.why.value if answer.why else ""})
        return payment


def get_language(connection: Connection) -> Language:
    """How to talk to what is connected like this. Raises Refused for what we do not speak."""
    usual = "zvt" if connection.way == Way.NETWORK else "concert"
    language = LANGUAGES.get(connection.protocol or usual)
    if language is None:
        raise Refused(Refusal.BAD_PROTOCOL)
    return language


def _same(known: Payment, order: Order) -> Payment:
    if known.order != order:
        raise Refused(Refusal.DIFFERS)
    return known


def _not_sent(problem: Exception) -> Answer:
    if isinstance(problem, NotReady):
        return Answer(State.NOT_SENT, problem.why, problem.code)
    if isinstance(problem, Unavailable):
        is_busy = problem.reason == Reason.BUSY
        return Answer(State.NOT_SENT, Why.REJECTED if is_busy else Why.UNREACHABLE)
    if isinstance(problem, Garbage):
        return Answer(State.NOT_SENT, Why.NOT_A_TERMINAL)
    return Answer(State.NOT_SENT, TROUBLE.get(type(problem), Why.REJECTED))
