"""What a scale says, whatever its language: a weight, or why it tells none."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from comptoir_store_server.reasons import Reason


class NotAScale(Exception):
    """Something answers, but not in this language."""


@dataclass(frozen=True)
class Reading:
    """One answer of a scale; without a weight there is a reason."""

    weight: Decimal | None
    unit: str = "kg"
    stable: bool = True
    reason: Reason | None = None

    @property
    def is_final(self) -> bool:
        """Whether asking again at once would tell nothing new."""
        return self.stable and self.reason != Reason.UNSTABLE

    def result(self) -> dict[str, Any]:
        """As it is told; no scale is certified through this box."""
        return {"weight": f"{self.weight:f}", "unit": self.unit, "stable": self.stable, "certified": False}


def without(reason: Reason) -> Reading:
    """An answer without a weight."""
    return Reading(None, stable=reason != Reason.UNSTABLE, reason=reason)
