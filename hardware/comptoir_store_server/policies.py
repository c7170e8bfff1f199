"""How long a paper is worth printing, and what becomes of it after a crash: by its role."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class AfterCrash(StrEnum):
    """What to do with a job that was on its way when the box stopped."""

    #: A person looks at the paper and decides.
    ASK = "ask"
    #: Printed once more by itself, marked as a copy: nobody in the kitchen waits for a question.
    PRINT_AGAIN = "print_again"


@dataclass(frozen=True)
class Policy:
    """What the shop wants of the papers of one role."""

    life: timedelta
    after_crash: AfterCrash


#: Whatever somebody says, nothing waits any longer. The office has the same table of lives.
LONGEST = timedelta(days=35)
#: A drawer must open now or never.
DRAWER = Policy(timedelta(seconds=10), AfterCrash.ASK)
#: Somebody stands there and looks.
TEST = Policy(timedelta(minutes=10), AfterCrash.ASK)
RECEIPT = Policy(timedelta(hours=12), AfterCrash.ASK)
SLIP = Policy(timedelta(hours=24), AfterCrash.PRINT_AGAIN)
#: The papers of the office: reports, delivery notes.
PAGE = Policy(timedelta(days=7), AfterCrash.ASK)

BY_ROLE: dict[str, Policy] = {
    "receipt_printer": RECEIPT,
    "page_printer": PAGE,
    "pickup_printer": SLIP,
    "assembly_printer": SLIP,
    "cash_drawer": DRAWER,
    "product_scanner": TEST,
    "checkout_scale": TEST,
    "payment_terminal": TEST,
}
#: These mean the same in any role.
BY_KIND: dict[str, Policy] = {
    "drawer": DRAWER,
    "probe": TEST,
    "test": TEST,
    "calibration": TEST,
    "report": PAGE,
}
#: Papers that say themselves that they are a copy; a PDF gets the word on each page.
MARKED = frozenset({"receipt", "pickup", "assembly", "text", "pdf"})
#: Of these a copy may be made unasked. Whether a PDF can be marked at all shows only when it is tried.
SURELY_MARKED = MARKED - {"pdf"}


def policy_for(role: str, document: dict[str, Any]) -> Policy:
    """What counts for this paper; a role that this version does not know is treated as a receipt."""
    return BY_KIND.get(str(document.get("kind"))) or BY_ROLE.get(role, RECEIPT)


def expiry_for(role: str, document: dict[str, Any], told: datetime | None, now: datetime) -> datetime:
    """When it is too late: as whoever wants it says, within bounds, else by its role."""
    policy = policy_for(role, document)
    if told is None:
        return now + policy.life
    return min(told, now + (policy.life if policy is DRAWER else LONGEST))


def is_printed_again(role: str, document: dict[str, Any], reprints: int) -> bool:
    """Whether a job that a crash caught half-way is printed again unasked: once, and never unmarked."""
    wants = policy_for(role, document).after_crash == AfterCrash.PRINT_AGAIN
    opens = bool(document.get("open_drawer"))
    return wants and not reprints and not opens and document.get("kind") in SURELY_MARKED
