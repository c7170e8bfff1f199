"""ZVT over TCP, the part that a payment needs: register, authorise, abort, ask for the last receipt."""

import time

from comptoir_store_server.terminals.payments.language import NotReady, Talk
from comptoir_store_server.terminals.payments.line import Garbage, Silence
from comptoir_store_server.terminals.payments.payment import (
    CURRENCIES,
    Answer,
    Facts,
    Order,
    State,
    Why,
    read_currency,
)
from comptoir_store_server.terminals.payments.verdict import judge_abort, judge_completion
from comptoir_store_server.terminals.payments.zvt_fields import (
    read_facts,
    read_fields,
    read_number,
    write_number,
)
from comptoir_store_server.terminals.payments.zvt_frames import Frame, FrameReader
from comptoir_store_server.terminals.payments.zvt_words import say_status

REGISTER, AUTHORISE, ABORT_NOW = 0x0600, 0x0601, 0x06B0
ENQUIRE, REPEAT_RECEIPT = 0x0501, 0x0620
STATUS, RESULT = 0x04FF, 0x040F
COMPLETION, ABORTED = 0x060F, 0x061E
PRINT = frozenset({0x06D1, 0x06D3})
TAKEN = Frame(0x8000)
#: "Not possible": for what we never asked a terminal to send.
NOT_POSSIBLE = Frame(0x8483)
#: Two ways to say yes; whatever else begins like the second one is a no.
YES = frozenset({0x8000, 0x8400})
NO = 0x84
#: The reason of an abort that somebody wished.
STOPPED = 0x6C
#: The password that terminals come with.
PASSWORD = bytes(3)
#: Tell us how far you are; print your receipts yourself.
TELL_STATUS = 0x08
#: Leave out the software version.
NO_VERSION = bytes((0x03, 0x02))
#: Tell the data of the last transaction, and print nothing.
TELL_ONLY = bytes((0x03, 0x03))
#: What a terminal says of itself when it waits for work.
READY = 0x00


class Rejected(Exception):
    """The terminal took notice of a command and will not do it."""

    def __init__(self, code: int) -> None:
        super().__init__(f"{code:02X}")
        self.code = code


class Conversation:
    """Frames to and fro on one line."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._reader = FrameReader()

    def say(self, frame: Frame) -> None:
        """Send it. Raises Silence, LineLost."""
        self._talk.line.say(frame.encode(), self._talk.patience.answer)

    def hear(self, until: float, *, wakeful: bool = False) -> Frame | None:
        """The next frame; nothing if somebody wishes to stop. Raises Silence, Garbage, LineLost."""
        wish = self._talk.wish if wakeful else None
        while (frame := self._reader.take()) is None:
            heard = self._talk.line.hear(until, wish)
            self._reader.feed(heard)
            if not heard and wish is not None and wish.is_made():
                return None
            if not heard and time.monotonic() >= until:
                raise Silence
        return frame

    def command(self, frame: Frame) -> tuple[Frame, list[Frame]]:
        """A command without a customer: its end and what came before. Raises Rejected, Silence, Garbage."""
        self.say(frame)
        self._await_taken()
        told: list[Frame] = []
        until = time.monotonic() + self._talk.patience.longest
        while True:
            heard = self.hear(min(until, time.monotonic() + self._talk.patience.next_word))
            assert heard is not None, "nobody can stop this"
            self.acknowledge(heard)
            if heard.control in (COMPLETION, ABORTED):
                return heard, told
            told.append(heard)

    def _await_taken(self) -> None:
        heard = self.hear(time.monotonic() + self._talk.patience.answer)
        assert heard is not None, "nobody can stop this"
        if heard.control in YES:
            return
        if heard.control >> 8 == NO:
            raise Rejected(heard.control & 0xFF)
        raise Garbage(f"{heard.control:04X} instead of an acknowledgement")

    def acknowledge(self, heard: Frame) -> None:
        """Say that we have it, or that we cannot do it."""
        if heard.control >> 8 in (TAKEN.control >> 8, NO):
            return
        known = {STATUS, RESULT, COMPLETION, ABORTED} | PRINT
        self.say(TAKEN if heard.control in known else NOT_POSSIBLE)


class Zvt:
    """The published protocol of terminals in Germany, Austria and Switzerland (PA00P015, PA00P016)."""

    can_abort = True
    can_tell_last = True

    def prepare(self, talk: Talk, order: Order) -> None:
        """Register this box as the till. Raises NotReady."""
        currency = CURRENCIES[order.currency]
        data = PASSWORD + bytes([TELL_STATUS]) + write_number(currency, 2)
        end, _ = _command(talk, Frame(REGISTER, data))
        told = read_number(read_fields(end.data).get(0x49))
        if told is not None and told != currency:
            raise NotReady(Why.OTHER_CURRENCY, told if read_currency(told) is None else None)

    def ask(self, talk: Talk, order: Order) -> Answer:
        """Authorise: the one frame that moves money."""
        amount = bytes([0x04]) + write_number(order.amount_minor, 6)
        currency = bytes([0x49]) + write_number(CURRENCIES[order.currency], 2)
        return Authorisation(talk, order).run(Frame(AUTHORISE, amount + currency))

    def tell_last(self, talk: Talk, order: Order) -> Facts | None:
        """Ask whether it is free, then for its last receipt, whose data it tells with it. Raises NotReady."""
        self.prepare(talk, order)
        end, _ = _command(talk, Frame(ENQUIRE, PASSWORD + NO_VERSION))
        if read_state(end.data) not in (READY, None):
            raise NotReady(Why.REJECTED, read_state(end.data))
        _, told = _command(talk, Frame(REPEAT_RECEIPT, PASSWORD + TELL_ONLY))
        results = [read_facts(each.data) for each in told if each.control == RESULT]
        return results[-1] if results else None


def read_state(data: bytes) -> int | None:
    """How a terminal says it is at the end of an enquiry, after its software version if it tells that."""
    if data[:1] == b"\xf0":
        data = data[4 + len(read_fields(data).get(0xF0, b"")) :]
    return data[0] if data else None


def _command(talk: Talk, frame: Frame) -> tuple[Frame, list[Frame]]:
    try:
        end, told = Conversation(talk).command(frame)
    except Rejected as problem:
        raise NotReady(Why.REJECTED, problem.code) from problem
    if end.control == ABORTED:
        raise NotReady(Why.REJECTED, end.data[0] if end.data else None)
    return end, told


class Authorisation:
    """One payment, from the amount to the terminal's last word."""

    def __init__(self, talk: Talk, order: Order) -> None:
        self._talk, self._order = talk, order
        self._conversation = Conversation(talk)
        self._facts = Facts()
        self._is_taken = self._has_asked_to_stop = False

    def run(self, frame: Frame) -> Answer:
        """Send the amount, once. Raises Silence, Garbage, LineLost: then nobody knows what came of it."""
        self._conversation.say(frame)
        patience = self._talk.patience
        longest = time.monotonic() + patience.longest
        wait = patience.answer
        while True:
            may_stop = self._is_taken and not self._has_asked_to_stop
            heard = self._conversation.hear(min(longest, time.monotonic() + wait), wakeful=may_stop)
            if heard is None:
                self._has_asked_to_stop = True
                self._conversation.say(Frame(ABORT_NOW))
                continue
            answer = self._take(heard)
            if answer is not None:
                return answer
            wait = patience.next_word

    def _take(self, heard: Frame) -> Answer | None:
        if not self._is_taken and heard.control not in YES:
            return self._take_no(heard)
        self._is_taken = True
        if heard.control == RESULT:
            self._facts = read_facts(heard.data)
            self._talk.on_facts(self._facts)  # on disk before the terminal hears that we have it
        elif heard.control == STATUS and heard.data:
            self._talk.on_status(say_status(heard.data[0]))
        self._conversation.acknowledge(heard)
        if heard.control == COMPLETION:
            return judge_completion(self._order, self._facts)
        if heard.control == ABORTED:
            code = heard.data[0] if heard.data else None
            wished = self._has_asked_to_stop and code in (None, STOPPED)
            return judge_abort(code, self._facts, wished=wished)
        return None

    def _take_no(self, heard: Frame) -> Answer | None:
        """Before a yes: a no ends it; an end is of something earlier and proves nothing. Raises Garbage."""
        if heard.control >> 8 == NO:
            return Answer(State.DECLINED, Why.REJECTED, heard.control & 0xFF)
        if heard.control != STATUS:
            raise Garbage(f"{heard.control:04X} before the amount was acknowledged")
        self._conversation.acknowledge(heard)
        return None
