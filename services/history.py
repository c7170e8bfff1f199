"""Reading the audit trail: what happened to a thing."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Event
from services.events import KINDS, Subject


def list_events(session: Session, subject: Subject, limit: int) -> list[Event]:
    """What happened to a thing, latest first."""
    query = select(Event).where(
        Event.subject_kind == KINDS[type(subject)], Event.subject_id == subject.public_id
    )
    return list(session.scalars(query.order_by(Event.id.desc()).limit(limit)))
