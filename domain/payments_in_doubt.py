"""Card payments of which nobody knows whether they were paid: who may settle one, and whose word counts."""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.refusal import Refusal

#: a person may say in so many letters where they looked
LONGEST_NOTE = 200


class Paid(StrEnum):
    """What came of a payment."""

    PAID = "paid"
    NOT_PAID = "not_paid"


class Told(StrEnum):
    """What a store server tells of a payment."""

    UNKNOWN = "unknown"
    PAID = "paid"
    NOT_PAID = "not_paid"
    #: its book has no such payment: it is another box now, or its disk was lost
    FORGOTTEN = "forgotten"


class Where(StrEnum):
    """Whose word settled a payment in the book of its store server."""

    #: the terminal itself, when it was asked for its last payment
    TERMINAL = "terminal"
    #: a person at the store server
    STORE = "store"
    #: a person of the office
    OFFICE = "office"


class Standing(StrEnum):
    """How a payment stands in the office."""

    #: somebody has to look
    OPEN = "open"
    #: somebody of the office looked; the store server does not have the answer yet
    DECIDED = "decided"
    #: the store server's book says the same, and its terminal takes payments again
    SETTLED = "settled"


@dataclass(frozen=True)
class Case:
    """One payment: how it stands, what somebody of the office said, and what it came to."""

    standing: Standing
    decision: Paid | None = None
    outcome: Paid | None = None

    @property
    def is_overruled(self) -> bool:
        """Whether somebody at the terminal had settled it otherwise before the office's answer came there."""
        return self.outcome is not None and self.decision not in (None, self.outcome)


def after_report(case: Case | None, told: Told) -> Case | None:
    """How a payment stands after its store server told of it; None: there is nothing to note down.

    The book of the store server is where one word comes before another: there the terminal is locked, and what is
    settled there stays. So an answer of the office counts when it has arrived, and reports may come twice or late.
    """
    if case is None:
        if told == Told.FORGOTTEN:
            return None
        return Case(Standing.OPEN) if told == Told.UNKNOWN else Case(Standing.SETTLED, None, Paid(told))
    if case.standing == Standing.SETTLED or told == Told.UNKNOWN:
        return case
    if told == Told.FORGOTTEN:
        is_decided = case.standing == Standing.DECIDED
        return replace(case, standing=Standing.SETTLED, outcome=case.decision) if is_decided else case
    return replace(case, standing=Standing.SETTLED, outcome=Paid(told))


def after_decision(case: Case, paid: Paid, *, has_store_server: bool = True) -> Case:
    """How a payment stands after somebody of the office said what came of it; whoever is first, wins.

    Raises Refusal `payment_answered`.
    """
    if case.standing != Standing.OPEN:
        raise Refusal("payment_answered")
    if not has_store_server:  # nobody waits for the answer any more
        return Case(Standing.SETTLED, paid, paid)
    return Case(Standing.DECIDED, paid)
