"""What a store server tells of card payments that nobody knew of."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

Moment = Annotated[datetime, Meta(tz=True)]
PaymentId = Annotated[str, Meta(pattern=r"^[^\u0000-\u001f]{1,100}$", max_length=100)]
#: a number on a slip or of a trace
Number = Annotated[int, Meta(ge=0, le=999_999_999)]


class PaymentTold(Struct):
    """How one payment stands in the book of the store server; `id` is made by who asked for it.

    `unknown`: the amount was sent to the terminal and nobody knows what came of it; it takes no other payment then.
    """

    id: PaymentId
    outcome: Literal["unknown", "paid", "not_paid"]
    amount: Annotated[int, Meta(ge=1, le=999_999_999)]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    #: when the amount was sent
    asked_at: Moment
    #: the terminal, and how the shop calls it
    peripheral_id: Annotated[str, Meta(max_length=64)]
    terminal: Annotated[str, Meta(max_length=80)] = ""
    #: the till that asked for it, and the receipt that it was for
    device_id: Annotated[str, Meta(max_length=64)] | None = None
    receipt_number: Annotated[str, Meta(max_length=40)] | None = None
    #: why nobody knows, such as `line_lost` or `silence`
    reason: Annotated[str, Meta(max_length=40)] | None = None
    #: what the terminal said of it: the number on its slip, its trace number, the kind of the card, never its number
    slip_number: Number | None = None
    trace: Number | None = None
    card: Annotated[str, Meta(max_length=60)] | None = None
    #: of a settled one: when, by whom, and whose word it was
    settled_at: Moment | None = None
    settled_by: Annotated[str, Meta(max_length=120)] = ""
    settled_in: Literal["terminal", "store", "office"] | None = None


class PaymentsTold(Struct):
    """Payments that are or were unknown; repeating is harmless.

    `forgotten` are ids of `payment_decisions` that the store server does not know: it is another box now, say.
    """

    payments: Annotated[list[PaymentTold], Meta(max_length=200)] = []
    forgotten: Annotated[list[PaymentId], Meta(max_length=200)] = []
