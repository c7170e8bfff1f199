"""Goods that a person made on the till itself: what a till may say of them, and what changed since it last did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.refusal import Refusal
from domain.text import optional_text, required_name

LONGEST_NAME = 160
LONGEST_GROUP = 80
LONGEST_BARCODE = 64
#: how long the back office keeps what a till no longer has
BIN_PERIOD = timedelta(days=30)


@dataclass(frozen=True)
class LocalGood:
    """One of a till's own goods; `price` in minor units of the account's currency."""

    local_id: str
    name: str
    price: int
    barcodes: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Known:
    """One of them as the back office has it; a gone one lies in the bin."""

    good: LocalGood
    is_gone: bool = False


@dataclass(frozen=True)
class Difference:
    """What a whole list changes, by the till's own ids; `changed` holds those that came back, too."""

    new: tuple[LocalGood, ...]
    changed: tuple[LocalGood, ...]
    gone: tuple[str, ...]


def read_good(good: LocalGood, place: str) -> LocalGood:
    """What a till said of one, trimmed and composed, without empty or repeated barcodes.

    Raises Refusal `required` or `too_long` at a field below `place`.
    """
    codes = (
        optional_text(code, f"{place}.barcodes[{at}]", LONGEST_BARCODE)
        for at, code in enumerate(good.barcodes)
    )
    return LocalGood(
        good.local_id,
        required_name(good.name, f"{place}.name", LONGEST_NAME),
        good.price,
        tuple(dict.fromkeys(code for code in codes if code)),
        optional_text(good.group, f"{place}.group", LONGEST_GROUP).replace("\n", " "),
    )


def check_ids(goods: Sequence[LocalGood]) -> None:
    """Each may stand in a list once. Raises Refusal `listed_twice` (fact `first`) at the second one."""
    places: dict[str, int] = {}
    for at, good in enumerate(goods):
        if good.local_id in places:
            raise Refusal("listed_twice", f"products[{at}].local_id", first=places[good.local_id])
        places[good.local_id] = at


def compare(known: Mapping[str, Known], listed: Sequence[LocalGood]) -> Difference:
    """What this list changes: it is all that the till has, so what is missing is gone."""
    still_there = {good.local_id for good in listed}
    return Difference(
        new=tuple(good for good in listed if good.local_id not in known),
        changed=tuple(
            good for good in listed if good.local_id in known and known[good.local_id] != Known(good)
        ),
        gone=tuple(key for key, one in known.items() if key not in still_there and not one.is_gone),
    )


def lost_groups(groups: Sequence[str], categories: Sequence[str]) -> list[str]:
    """The groups that exist only on a till; a category of the same name stays with its products."""
    kept = {name.casefold() for name in categories}
    found = {group.casefold(): group for group in groups if group and group.casefold() not in kept}
    return sorted(found.values(), key=str.casefold)
