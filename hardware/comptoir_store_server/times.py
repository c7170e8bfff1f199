"""Instants as the office writes them: UTC with milliseconds."""

from datetime import UTC, datetime


def write_time(moment: datetime) -> str:
    """``2026-11-20T09:30:00.000Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_time(text: object) -> datetime | None:
    """The instant, or nothing if the text is none."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def utc_now() -> datetime:
    """Now, aware."""
    return datetime.now(UTC)
