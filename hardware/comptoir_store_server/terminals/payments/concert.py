"""Concert over a serial line, as terminals in France speak it (protocol E+).

The framing is our own: the one library for it counts money in floating point from 1.00 upwards, asks for
the card number, cannot say whether the amount had left when the line broke, and was last released in 2021.
"""

import time

from comptoir_store_server.terminals.payments.concert_frames import (
    ACK,
    ANSWER_SIZE,
    ENQ,
    EOT,
    NAK,
    NOT_VERIFIED,
    STX,
    read_answer,
    read_frame,
    write_frame,
    write_order,
)
from comptoir_store_server.terminals.payments.language import NotReady, Talk
from comptoir_store_server.terminals.payments.line import Garbage, Silence
from comptoir_store_server.terminals.payments.payment import Answer, Facts, Order, State, Why
from comptoir_store_server.terminals.payments.verdict import judge_completion

#: How often a spoilt answer is asked for again; that is the answer, never the amount.
TRIES = 3


class Concert:
    """One till, one terminal, one line."""

    #: Protocol E+ has no word for it: the red key of the terminal stops a payment.
    can_abort = False
    #: Nor for this: the terminal's paper and its menu tell the last transaction.
    can_tell_last = False

    def prepare(self, talk: Talk, order: Order) -> None:
        """Ask whether it listens; the amount follows only then. Raises NotReady."""
        talk.line.forget()
        talk.line.say(ENQ, talk.patience.answer)
        heard = _hear(talk, talk.patience.answer)
        if heard == NAK:
            raise NotReady(Why.REJECTED)
        if heard != ACK:
            raise NotReady(Why.NOT_A_TERMINAL)

    def ask(self, talk: Talk, order: Order) -> Answer:
        """Send the amount, once; a spoilt acknowledgement is no reason to send it again."""
        talk.line.say(write_frame(write_order(order)), talk.patience.answer)
        heard = _hear(talk, talk.patience.answer)
        if heard == NAK:
            talk.line.say(EOT, talk.patience.answer)
            return Answer(State.DECLINED, Why.REJECTED)
        if heard[:1] != ACK:
            raise Garbage("neither taken nor refused")
        talk.line.say(EOT, talk.patience.answer)
        talk.on_status("look at the terminal")
        return _judge(order, self._await_answer(talk, heard[1:]))

    def tell_last(self, talk: Talk, order: Order) -> Facts | None:
        """Nothing: there is no such question."""
        return None

    def _await_answer(self, talk: Talk, heard: bytes) -> Facts:
        """It calls us when the customer is done; until then there is nothing on the line, or noise."""
        until = time.monotonic() + talk.patience.next_word
        while ENQ not in heard:
            heard = _hear(talk, until - time.monotonic())
        talk.line.say(ACK, talk.patience.answer)
        for _ in range(TRIES):
            facts = _read(_hear_frame(talk))
            if facts is not None:
                talk.on_facts(facts)
                talk.line.say(ACK, talk.patience.answer)
                return facts
            talk.line.say(NAK, talk.patience.answer)
        raise Garbage("no answer with a right check byte")


def _judge(order: Order, facts: Facts) -> Answer:
    if facts.result == NOT_VERIFIED:
        return Answer(State.UNKNOWN, Why.NO_RESULT, None, facts)
    return judge_completion(order, facts)


def _hear(talk: Talk, seconds: float) -> bytes:
    until = time.monotonic() + seconds
    while not (heard := talk.line.hear(until)):
        if time.monotonic() >= until:
            raise Silence
    return heard


def _hear_frame(talk: Talk) -> bytes:
    """So many letters after STX, or what there is when time is over."""
    heard, until = b"", time.monotonic() + talk.patience.answer
    while STX not in heard or len(heard) < heard.index(STX) + ANSWER_SIZE:
        more = talk.line.hear(until)
        if not more and time.monotonic() >= until:
            break
        heard += more
    return heard


def _read(heard: bytes) -> Facts | None:
    letters = read_frame(heard)
    return read_answer(letters) if letters is not None else None
