"""Reading the audit trail: who did what and when, of one thing or of the whole account."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from domain.wall_clock import midnight_of
from models import Event, User
from services.history.events import KINDS, Subject

PAGE = 50
#: events are read in portions for a file, so that a long history fills no memory
PORTION = 500


@dataclass(frozen=True)
class HistoryFilter:
    """Which events somebody wants to read; an empty field filters nothing."""

    #: kinds of things that may be read at all
    kinds: frozenset[str]
    kind: str = ""
    #: public id of one thing of that kind
    subject: str = ""
    #: part of the thing's name at that time
    word: str = ""
    #: public id of a user, or the kind of another actor: device, store_server, server
    actor: str = ""
    first_day: date | None = None
    last_day: date | None = None
    timezone: str = "UTC"


class EventRow(NamedTuple):
    """An event as it is read."""

    id: int
    at: datetime
    verb: str
    actor_kind: str
    actor_name: str
    subject_kind: str
    subject_id: str
    subject_name: str
    #: as the database keeps them
    facts_text: str

    @property
    def facts(self) -> dict[str, Any]:
        """What the sentence is made of."""
        facts: dict[str, Any] = json.loads(self.facts_text)
        return facts


_COLUMNS = (
    Event.id,
    Event.at,
    Event.verb,
    Event.actor_kind,
    Event.actor_name,
    Event.subject_kind,
    Event.subject_id,
    Event.subject_name,
    cast(Event.facts, Text),
)


@dataclass(frozen=True)
class HistoryPage:
    """One page, latest first."""

    events: list[EventRow]
    total: int
    page: int
    pages: int


def list_events(session: Session, subject: Subject, limit: int) -> list[Event]:
    """What happened to a thing, latest first."""
    query = select(Event).where(
        Event.subject_kind == KINDS[type(subject)], Event.subject_id == subject.public_id
    )
    return list(session.scalars(query.order_by(Event.id.desc()).limit(limit)))


def read_history(session: Session, wanted: HistoryFilter, page: int) -> HistoryPage:
    """The page asked for; one beyond the last shows the last. Two queries, however long the history is."""
    query = _matching(wanted)
    total = session.scalar(query.with_only_columns(func.count(Event.id))) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    latest = query.with_only_columns(*_COLUMNS).order_by(Event.id.desc())
    rows = session.execute(latest.limit(PAGE).offset((page - 1) * PAGE))
    return HistoryPage([EventRow(*row) for row in rows], total, page, pages)


def walk_history(session: Session, wanted: HistoryFilter) -> Iterator[EventRow]:
    """Every event asked for, latest first, read in portions."""
    latest = _matching(wanted).with_only_columns(*_COLUMNS).order_by(Event.id.desc())
    query, below = latest.limit(PORTION), None
    while True:
        rows = session.execute(query if below is None else query.where(Event.id < below))
        portion = [EventRow(*row) for row in rows]
        yield from portion
        if len(portion) < PORTION:
            return
        below = portion[-1].id


def _matching(wanted: HistoryFilter) -> Select[Any]:
    kinds = wanted.kinds & {wanted.kind} if wanted.kind else wanted.kinds
    query = select(Event).where(Event.subject_kind.in_(kinds))
    if wanted.subject:
        query = query.where(Event.subject_id == wanted.subject)
    if word := wanted.word.strip():
        # A database folds no Cyrillic letters, so the usual spellings are asked for.
        spellings = {word, word.lower(), word.upper(), word.capitalize()}
        query = query.where(or_(*(Event.subject_name.contains(one, autoescape=True) for one in spellings)))
    if wanted.actor in ("device", "store_server", "server"):
        query = query.where(Event.actor_kind == wanted.actor)
    elif wanted.actor:
        query = query.where(Event.user_id.in_(select(User.id).where(User.public_id == wanted.actor)))
    if wanted.first_day:
        query = query.where(Event.at >= midnight_of(wanted.first_day, wanted.timezone))
    if wanted.last_day:
        query = query.where(Event.at < midnight_of(wanted.last_day + timedelta(days=1), wanted.timezone))
    return query
