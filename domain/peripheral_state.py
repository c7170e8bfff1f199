"""How a peripheral is, as far as anybody can know: its box must be there to say so."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.names import StoreServerStatus

SILENT_AFTER = timedelta(minutes=3)
#: what a store server reports (PROTOCOL §8), and what follows when it says nothing
REPORTED = (
    "online",
    "offline",
    "paper_low",
    "paper_out",
    "cover_open",
    "busy",
    "mute",
    "unreachable",
)
WORKING = frozenset({"online", "paper_low", "busy"})
UNKNOWN = ("no_store_server", "not_paired", "silent", "not_seen")


@dataclass(frozen=True)
class Box:
    """The store server that drives a peripheral: its status and when it was last heard."""

    status: str
    last_heard: datetime | None


def shown_state(reported: str | None, box: Box | None, now: datetime) -> str:
    """One of REPORTED, or of UNKNOWN when nothing reported may be believed."""
    if box is None:
        return "no_store_server"
    if box.status != StoreServerStatus.PAIRED:
        return "not_paired"
    if box.last_heard is None or now - box.last_heard > SILENT_AFTER:
        return "silent"
    return reported if reported in REPORTED else "not_seen"
