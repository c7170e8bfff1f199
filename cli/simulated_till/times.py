"""Instants as the contract writes them: RFC 3339, UTC, milliseconds."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The computer's own time, aware."""
    return datetime.now(UTC)


def write_time(moment: datetime) -> str:
    """`2026-11-20T09:30:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_time(text: str) -> datetime:
    """The instant that a text of the contract names."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
