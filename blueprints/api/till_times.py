"""Times that tills and store servers write, which may be of any clock."""

from datetime import UTC, datetime
from typing import TypeVar

from blueprints.api.problems import Problem

Moment = TypeVar("Moment", datetime, datetime | None)


def utc(moment: Moment, field: str) -> Moment:
    """Their time in UTC. Raises Problem invalid for one that no calendar has."""
    try:
        return None if moment is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise Problem("invalid", errors=[{"field": field, "message": "Not a time"}]) from error
