"""Every opening of a drawer is written down: by which till, and whether alone or with a receipt."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import PrintStatus
from models import Event, Peripheral, PrintJob
from services.history.events import record_event

VERB = "peripheral.drawer_opened"


def note_opening(
    session: Session, job: PrintJob, document: Mapping[str, object], drawer: Peripheral | None, now: datetime
) -> None:
    """Record that a till's job opens a drawer, if it does; `drawer` is the one that the till uses."""
    if job.status == PrintStatus.CANCELLED:
        return
    hangs_here = drawer is not None and drawer.printer_id == job.peripheral_id
    if job.kind == "drawer":
        opened = drawer if drawer is not None and hangs_here else job.peripheral
        record_event(session, VERB, opened, now, reason="till", job=job.uuid)
    elif drawer is not None and hangs_here and document.get("open_drawer") and not document.get("duplicate"):
        record_event(session, VERB, drawer, now, reason="receipt", job=job.uuid)


def jobs_that_opened(session: Session, drawer: Peripheral, limit: int) -> list[str]:
    """The ids of the latest jobs of tills that opened it, whichever printer they went to."""
    query = select(Event.facts).where(
        Event.subject_kind == "peripheral", Event.subject_id == drawer.public_id, Event.verb == VERB
    )
    latest = session.scalars(query.order_by(Event.id.desc()).limit(limit))
    return [str(facts["job"]) for facts in latest if "job" in facts]
