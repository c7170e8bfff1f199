"""Who stands at a till: the owner signs in, then hands it to an employee, and one hands it to the next (B6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

#: a shop that signs in for every sale must not fill the history: sales count only after this long
SALES_COUNT_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Sighting:
    """Somebody was at the till at a moment; `signed_in` when the till said so, not only a sale."""

    employee_id: str
    at: datetime
    signed_in: bool = False


@dataclass(frozen=True)
class AtTill:
    """Who is at the till as far as the office knows, and since when."""

    employee_id: str | None = None
    since: datetime | None = None


def follow(known: AtTill, sightings: Iterable[Sighting], now: datetime) -> list[AtTill]:
    """Each handing over among the sightings, oldest first; empty when the same person is still there.

    What is older than the last handing over changes nothing, in whichever order uploads arrive. A till whose
    clock runs ahead has seen somebody now, not in the future.
    """
    changes: list[AtTill] = []
    for seen in sorted(sightings, key=lambda sighting: sighting.at):
        moment = min(seen.at, now)
        if _is_handed_over(known, seen, moment):
            known = AtTill(seen.employee_id, moment)
            changes.append(known)
    return changes


def _is_handed_over(known: AtTill, seen: Sighting, moment: datetime) -> bool:
    if known.employee_id is None or known.since is None:
        return True
    if seen.employee_id == known.employee_id or moment <= known.since:
        return False
    return seen.signed_in or moment - known.since >= SALES_COUNT_AFTER
