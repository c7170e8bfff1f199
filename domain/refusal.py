"""A no that the shop can explain: a stable code, the field it concerns and the facts behind it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

#: reads a part of what was typed, or refuses it
Reader = Callable[[], Mapping[str, Any]]


class Refusal(Exception):
    """Raised by rules and deeds when nothing must be kept.

    `code` is stable and never translated; pages turn it into a sentence at `field`, the API into a
    problem document that carries `facts` (JSON-ready values).
    """

    def __init__(self, code: str, field: str | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts

    @property
    def each(self) -> tuple["Refusal", ...]:
        """All that is refused: this alone, unless it is several."""
        return (self,)


class Refusals(Refusal):
    """Several at once, at most one for each field; whoever knows of one only hears the first."""

    def __init__(self, refused: Sequence[Refusal]) -> None:
        first = refused[0]
        super().__init__(first.code, first.field, **first.facts)
        at_field = {refusal.field: refusal for refusal in reversed(refused)}  # of each field the first
        self._each = tuple(refusal for refusal in refused if at_field[refusal.field] is refusal)

    @property
    def each(self) -> tuple[Refusal, ...]:
        """All that is refused, in the order in which it was read."""
        return self._each


def read_all(*readers: Reader) -> dict[str, Any]:
    """What all of them read, in one; each is asked, also after one refused.

    Raises Refusals that name everything that is wrong.
    """
    found: dict[str, Any] = {}
    refused: list[Refusal] = []
    for read in readers:
        try:
            found |= read()
        except Refusal as refusal:
            refused += refusal.each
    if refused:
        raise Refusals(refused)
    return found
