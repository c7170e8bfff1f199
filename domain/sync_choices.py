"""What people and tills may choose as the rule of a stream, and what it does to the goods of a till (guide D)."""

from enum import StrEnum

from domain.names import Stream
from domain.refusal import Refusal
from domain.sync_rules import Mode, Rule

#: the streams whose rule is chosen, in the order of guide D; receipts go up at once, and nobody changes that
CHOSEN_STREAMS = (Stream.PRODUCTS, Stream.USERS, Stream.CONFIGURATION)
#: minutes, as the drop-down lists them
PERIODS = (5, 15, 30, 60, 180, 360, 720, 1440)
MODES = (Mode.DAY_REPORT, Mode.EVERY, Mode.WINDOW, Mode.NEVER)


class Consequence(StrEnum):
    """What happens to goods that exist only on a till."""

    #: the till's list becomes that of the back office
    DELETED = "local_products_deleted"
    #: they stay on the till, the back office sees nothing of them, and turning on deletes them
    HIDDEN = "local_products_hidden"


def read_mode(text: str) -> Mode:
    """A rule that can be chosen. Raises Refusal `rule_unknown` at `mode`."""
    if text not in MODES:
        raise Refusal("rule_unknown", "mode")
    return Mode(text)


def check_period(minutes: int | None) -> int:
    """A period of the list. Raises Refusal `period_unknown` at `period_minutes`."""
    if minutes not in PERIODS:
        raise Refusal("period_unknown", "period_minutes", periods=list(PERIODS))
    return minutes


def consequence_of(before: Rule, after: Rule, *, is_first: bool = False) -> Consequence | None:
    """What a new rule for products does, or None where it only changes when.

    `is_first`: the first choice for a till says what holds from now on, also where it is the same.
    """
    is_on, was_on = after.mode != Mode.NEVER, before.mode != Mode.NEVER
    if is_on == was_on and not is_first:
        return None
    return Consequence.DELETED if is_on else Consequence.HIDDEN
