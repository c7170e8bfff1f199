"""A payment by card as the shop sees it: what was asked, what the terminal said, and how it stands."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

#: The currencies of the shops we know, by the number that terminals know them by; all have cents.
CURRENCIES = {
    "EUR": 978,
    "PLN": 985,
    "RUB": 643,
    "CHF": 756,
    "GBP": 826,
    "CZK": 203,
    "SEK": 752,
    "NOK": 578,
    "DKK": 208,
    "HUF": 348,
    "RON": 946,
    "USD": 840,
}
#: Concert has eight figures for it; more is no payment in a shop.
MOST = 99_999_999


class State(StrEnum):
    """How a payment stands."""

    #: The terminal is being called; the amount has not left this box.
    PREPARING = "preparing"
    #: The terminal says that the money was taken.
    APPROVED = "approved"
    #: The terminal says that no money was taken.
    DECLINED = "declined"
    #: The amount never left this box.
    NOT_SENT = "not_sent"
    #: The amount left, and nobody has told us yet what came of it.
    UNKNOWN = "unknown"


class Why(StrEnum):
    """The reason beside a state that is no approval."""

    UNDERWAY = "underway"
    UNREACHABLE = "unreachable"
    NOT_A_TERMINAL = "not_a_terminal"
    REJECTED = "rejected"
    DECLINED = "declined"
    ABORTED = "aborted"
    INTERRUPTED = "interrupted"
    LINE_LOST = "line_lost"
    SILENCE = "silence"
    GARBAGE = "garbage"
    NO_RESULT = "no_result"
    OTHER_AMOUNT = "other_amount"
    OTHER_CURRENCY = "other_currency"
    CONTRADICTION = "contradiction"
    NOT_BOOKED = "not_booked"


class Where(StrEnum):
    """Whose word settled a payment that nobody knew of."""

    TERMINAL = "terminal"
    #: A person at this box.
    STORE = "store"
    #: A person of the office.
    OFFICE = "office"


class Refusal(StrEnum):
    """Why a payment was not even begun, or a question not answered."""

    BUSY = "busy"
    DIFFERS = "differs"
    UNRESOLVED = "unresolved"
    UNKNOWN_TERMINAL = "unknown_terminal"
    UNKNOWN_PAYMENT = "unknown_payment"
    BAD_ID = "bad_id"
    BAD_AMOUNT = "bad_amount"
    BAD_CURRENCY = "bad_currency"
    BAD_PROTOCOL = "bad_protocol"
    CANNOT_ABORT = "cannot_abort"
    CANNOT_TELL = "cannot_tell"
    NOT_UNKNOWN = "not_unknown"


class Refused(Exception):
    """Nothing was done."""

    def __init__(self, refusal: Refusal, last: "Facts | None" = None) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        #: The terminal's last transaction where it proves nothing, for the person who has to look.
        self.last = last


@dataclass(frozen=True)
class Facts:
    """What a terminal tells of one transaction; it tells more, and the card number is not kept."""

    #: Zero is an approval; the terminal's own number otherwise.
    result: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    trace: int | None = None
    receipt_number: int | None = None
    card: str | None = None

    def body(self) -> dict[str, Any]:
        """Only what is known."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Order:
    """What a terminal is asked for."""

    id: str
    terminal_id: str
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class Answer:
    """What came of an order."""

    state: State
    why: Why | None = None
    code: int | None = None
    facts: Facts = Facts()


@dataclass(frozen=True)
class Payment:
    """A payment as it is on disk."""

    order: Order
    address: str
    answer: Answer
    asked_at: str
    changed_at: str
    #: ``terminal``, or the name of the person who looked.
    resolved_by: str | None = None
    #: The trace number of the transaction before, where we are sure of it.
    trace_before: int | None = None
    #: Whose word that was; not known of what earlier versions of this program settled.
    resolved_in: Where | None = None
    #: The till's own number of what is paid.
    receipt: str | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether somebody has to find out what came of it."""
        return self.answer.state == State.UNKNOWN

    def body(self) -> dict[str, Any]:
        """As it is told."""
        answer = self.answer
        told = {
            "why": answer.why.value if answer.why else None,
            "code": answer.code,
            "resolved_by": self.resolved_by,
            "receipt": self.receipt,
        }
        return {
            "id": self.order.id,
            "terminal": self.order.terminal_id,
            "amount_minor": self.order.amount_minor,
            "currency": self.order.currency,
            "outcome": answer.state.value,
            **{name: value for name, value in told.items() if value is not None},
            "told": answer.facts.body(),
            "asked_at": self.asked_at,
            "changed_at": self.changed_at,
        }


def check_order(order: Order) -> None:
    """Raises Refused for what no terminal should be asked."""
    if not order.id or len(order.id) > 100 or not order.id.isprintable():
        raise Refused(Refusal.BAD_ID)
    if isinstance(order.amount_minor, bool) or not 0 < order.amount_minor <= MOST:
        raise Refused(Refusal.BAD_AMOUNT)
    if order.currency not in CURRENCIES:
        raise Refused(Refusal.BAD_CURRENCY)


def read_currency(number: int) -> str | None:
    """The letters of a currency's number; nothing if we do not know it."""
    return next((letters for letters, each in CURRENCIES.items() if each == number), None)
