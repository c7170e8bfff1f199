"""Adopting a till's own goods: what each brings along, and what another product already has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.barcodes import read_barcode
from domain.refusal import Refusal


class Way(StrEnum):
    """What to do where a barcode already belongs to another product."""

    LINK = "link"
    WITHOUT = "without"


@dataclass(frozen=True)
class Candidate:
    """One that is to be adopted."""

    name: str
    barcodes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """A barcode that already belongs to a product of the back office, or to one adopted before this one."""

    code: str
    owner: str


@dataclass(frozen=True)
class Planned:
    """What one of them brings along; those that are taken or unreadable stay behind."""

    free: tuple[str, ...]
    taken: tuple[Taken, ...]
    unreadable: tuple[str, ...]


def plan_adoption(candidates: Iterable[Candidate], owners: Mapping[str, str], way: Way) -> list[Planned]:
    """Plan one after the other: what the first brings along is taken for the next.

    `owners`: which product has which barcode already.
    """
    known = dict(owners)
    plan = []
    for candidate in candidates:
        codes, unreadable = _sorted_out(candidate.barcodes)
        taken = tuple(Taken(code, known[code]) for code in codes if code in known)
        free = tuple(code for code in codes if code not in known)
        is_linked = bool(taken) and way == Way.LINK
        known |= dict.fromkeys(free, taken[0].owner if is_linked else candidate.name)
        plan.append(Planned(free, taken, unreadable))
    return plan


def _sorted_out(barcodes: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Barcodes as the catalogue writes them, and what it would not take as one."""
    codes, unreadable = dict[str, None](), []
    for barcode in barcodes:
        try:
            codes[read_barcode(barcode)] = None
        except Refusal:
            unreadable.append(barcode)
    codes.pop("", None)
    return tuple(codes), tuple(unreadable)
