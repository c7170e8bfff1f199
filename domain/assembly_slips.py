"""The two switches of assembly slips: whether a till's are printed, and only for what is made to order.

Store servers have the same rule in their own program; a contract test holds both to one table of cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SLIPS_OFF = "assembly_slips_off"
NOTHING_MADE_TO_ORDER = "nothing_made_to_order"


@dataclass(frozen=True)
class Sifted:
    """The places of the lines that stand on the slip; or why there is none."""

    places: tuple[int, ...] = ()
    reason: str | None = None


def are_slips_off(switches: Mapping[str, object]) -> bool:
    """Whether somebody switched the slips off."""
    return switches.get("print_assembly_slips", True) is False


def sift(made_to_order: Sequence[bool | None], switches: Mapping[str, object]) -> Sifted:
    """Which lines of a sale stand on its assembly slip; a switch that nobody set is on.

    A till that never says what is made to order (None) gets all its lines: a slip too many spoils no meal.
    """
    if are_slips_off(switches):
        return Sifted(reason=SLIPS_OFF)
    every = tuple(range(len(made_to_order)))
    is_silent = bool(every) and all(told is None for told in made_to_order)
    if is_silent or switches.get("only_made_to_order", True) is False:
        return Sifted(every)
    places = tuple(place for place in every if made_to_order[place])
    return Sifted(places) if places else Sifted(reason=NOTHING_MADE_TO_ORDER)
