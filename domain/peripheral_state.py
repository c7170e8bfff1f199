"""How a peripheral is, as far as anybody can know: its box, or the till it hangs on, must be there to say so."""

from collections.abc import Iterable
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
UNKNOWN = ("no_store_server", "not_paired", "silent", "not_seen", "till_silent")
#: how lists are filtered: a group of states has one word
GROUPS: dict[str, frozenset[str]] = {
    "works": frozenset({"online", "busy"}),
    "attention": frozenset(REPORTED) - {"online", "busy"},
    "unknown": frozenset(UNKNOWN),
}
#: the order of a list by state: what needs somebody first
URGENCY = (
    "unreachable",
    "offline",
    "paper_out",
    "cover_open",
    "mute",
    "paper_low",
    "silent",
    "till_silent",
    "not_paired",
    "no_store_server",
    "not_seen",
    "busy",
    "online",
)


@dataclass(frozen=True)
class Box:
    """The store server that drives a peripheral: its status and when it was last heard."""

    status: str
    last_heard: datetime | None


@dataclass(frozen=True)
class Host:
    """The till on which a peripheral hangs: what it last said of it, role by role, and when it was last heard."""

    said: tuple[str, ...]
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


def state_on_till(host: Host, now: datetime) -> str:
    """How something is that hangs on a till: as the till last said, unless the till is silent."""
    if host.last_heard is None or now - host.last_heard > SILENT_AFTER:
        return "till_silent"
    return worst_of(host.said)


def worst_of(said: Iterable[str]) -> str:
    """Of several words on one thing the one that needs somebody; `not_seen` when nobody said a known word."""
    known = [word for word in said if word in REPORTED]
    return min(known, key=URGENCY.index, default="not_seen")
