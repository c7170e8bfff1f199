"""Wrong passwords and codes are counted, per key and in all, and too many make everybody wait.

Only wrong tries count, so a code that is shown always works for its owner unless the whole server is under
attack from many addresses (PROTOCOL §1: guessing is throttled per address and in all).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from domain.refusal import Refusal
from models import FailedTry

WINDOW = timedelta(minutes=10)
PER_KEY = 5
IN_ALL = 1000


def check_tries(session: Session, kind: str, keys: Iterable[str], now: datetime) -> None:
    """Raises Refusal `too_many_tries` (fact `retry_after_s`) when any key has failed too often lately."""
    since = now - WINDOW
    recent = (FailedTry.kind == kind, FailedTry.at > since)
    for key in keys:
        first, count = session.execute(
            select(func.min(FailedTry.at), func.count()).where(*recent, FailedTry.key == key)
        ).one()
        if count >= PER_KEY:
            raise Refusal("too_many_tries", retry_after_s=_seconds_until(first + WINDOW, now))
    if session.scalar(select(func.count()).select_from(FailedTry).where(*recent)) >= IN_ALL:  # type: ignore[operator]
        raise Refusal("too_many_tries", retry_after_s=60)


def count_failure(session: Session, kind: str, keys: Iterable[str], now: datetime) -> None:
    """Remember a wrong try for each key; sweeps out what no longer counts."""
    session.execute(delete(FailedTry).where(FailedTry.at < now - WINDOW))
    session.add_all(FailedTry(kind=kind, key=key, at=now) for key in keys)
    session.flush()


def _seconds_until(then: datetime, now: datetime) -> int:
    return max(1, int((then - now).total_seconds()))
