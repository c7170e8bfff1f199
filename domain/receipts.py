"""What a shop knows of a till's receipt: whether it adds up, when it really was, what is odd."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: a till's clock may differ this much before anybody is told
CLOCK_TOLERANCE = timedelta(minutes=2)
_TOLERATED_MS = CLOCK_TOLERANCE // timedelta(milliseconds=1)
#: an inactive or deleted till may still hand in what it sold
DEPOSIT_PERIOD = timedelta(days=90)


class Flag(StrEnum):
    """What is odd about a stored entry; odd entries are kept all the same."""

    UNKNOWN_PRODUCT = "unknown_product"
    TOTAL_MISMATCH = "total_mismatch"
    SHIFT_CLOSED = "shift_closed"
    LATE = "late"
    CLOCK_SKEW = "clock_skew"
    #: nobody could read it as it came; a person of the office repaired it
    REPAIRED = "repaired"


@dataclass(frozen=True)
class ReceiptFacts:
    """The parts of a receipt that rules and lists need; the rest stays in the journal, word for word."""

    number: str
    kind: str
    closed_at: datetime
    currency: str
    total: int
    line_totals: tuple[int, ...]
    payments: tuple[int, ...] = ()
    product_ids: frozenset[str] = frozenset()
    refund_of: str | None = None
    clock_offset_ms: int = 0
    employee_id: str | None = None
    shift_id: str | None = None
    #: for which of the stores that its till serves
    store_id: str | None = None


def corrected_time(moment: datetime, clock_offset_ms: int) -> datetime:
    """A till's time by our clock; the offset is the till's clock minus ours, as the till measured it.

    An offset that leads out of the calendar corrects nothing.
    """
    if not clock_offset_ms:
        return moment
    try:
        return moment - timedelta(milliseconds=clock_offset_ms)
    except OverflowError:
        return moment


def adds_up(receipt: ReceiptFacts) -> bool:
    """Whether the lines make the total and the payments cover it; cash handed over may be more.

    Refunds may be written with either sign.
    """
    if sum(receipt.line_totals) != receipt.total:
        return False
    return not receipt.payments or abs(sum(receipt.payments)) >= abs(receipt.total)


def flags_of_receipt(
    receipt: ReceiptFacts, *, known_products: Collection[str], shift_closed: bool, received_at: datetime
) -> list[Flag]:
    """What is odd about a receipt, in the order of the contract."""
    odd = []
    if not receipt.product_ids.issubset(known_products):
        odd.append(Flag.UNKNOWN_PRODUCT)
    if not adds_up(receipt):
        odd.append(Flag.TOTAL_MISMATCH)
    if shift_closed:
        odd.append(Flag.SHIFT_CLOSED)
    if is_clock_wrong(receipt, received_at):
        odd.append(Flag.CLOCK_SKEW)
    return odd


def is_clock_wrong(receipt: ReceiptFacts, received_at: datetime) -> bool:
    """Whether the till said that its clock is off, or closed the receipt in our future."""
    moment = corrected_time(receipt.closed_at, receipt.clock_offset_ms)
    return is_clock_off(moment, receipt.clock_offset_ms, received_at)


def is_clock_off(moment: datetime, clock_offset_ms: int, received_at: datetime) -> bool:
    """Whether a till's clock was off at this moment, which is by our clock, or the moment is in our future."""
    return abs(clock_offset_ms) > _TOLERATED_MS or moment > received_at + CLOCK_TOLERANCE
