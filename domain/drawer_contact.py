"""Open or closed: what the level of a drawer's contact means, as somebody who looked at the drawer said."""

from enum import StrEnum


class Level(StrEnum):
    """What the printer reads at the drawer's socket; which of them means open depends on the drawer."""

    HIGH = "high"
    LOW = "low"

    @property
    def other(self) -> "Level":
        """The level after the drawer was moved."""
        return Level.LOW if self is Level.HIGH else Level.HIGH


class DrawerState(StrEnum):
    """How the drawer is."""

    OPEN = "open"
    CLOSED = "closed"


def drawer_state(contact: str | None, open_level: str | None) -> DrawerState | None:
    """How the drawer is at this level; None as long as either is not known."""
    if contact not in set(Level) or open_level not in set(Level):
        return None
    return DrawerState.OPEN if contact == open_level else DrawerState.CLOSED


def open_level_of(seen: Level, *, is_closed: bool) -> Level:
    """At which level a drawer is open that is, or is not, closed at the level seen now."""
    return seen.other if is_closed else seen
