"""Rows of places with their rules, in the reader's words."""

from collections.abc import Iterable
from dataclasses import dataclass

from blueprints.sync_rule_words import rule_word
from domain.sync_choices import CHOSEN_STREAMS
from services.sync_rules.sync_rule_list import PlaceRules
from services.sync_rules.sync_scopes import RuleShown, Source


@dataclass(frozen=True)
class RuleCell:
    """When a stream runs in a place; `is_own`: it was chosen there."""

    text: str
    is_own: bool


@dataclass(frozen=True)
class RuleRow:
    """A place, and a cell for each stream that can be chosen."""

    public_id: str
    name: str
    cells: list[RuleCell]
    exceptions: int


def rows_of(places: Iterable[PlaceRules], own: Source) -> list[RuleRow]:
    """The rules of stores (`Source.STORE`) or POS (`Source.DEVICE`)."""
    cells: dict[RuleShown, RuleCell] = {}  # most places go by the same few rules
    return [
        RuleRow(place.public_id, place.name, _cells(place, own, cells), place.exceptions) for place in places
    ]


def _cells(place: PlaceRules, own: Source, known: dict[RuleShown, RuleCell]) -> list[RuleCell]:
    rules = [place.rules[stream] for stream in CHOSEN_STREAMS]
    for one in rules:
        if one not in known:
            known[one] = RuleCell(rule_word(one), one.source == own)
    return [known[one] for one in rules]
