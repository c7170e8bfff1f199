"""The contact of a drawer: what it was told, and what somebody who looked at the drawer says that it means."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.drawer_contact import Level, drawer_state, open_level_of
from domain.names import PeripheralKind
from domain.refusal import Refusal
from models import Peripheral
from services.history.events import record_event


def note_contact(drawer: Peripheral, told: str | None, now: datetime) -> None:
    """Keep the level that its store server told; None where it reads none (any more)."""
    contact = told if told in set(Level) else None
    if contact is not None and drawer.contact is not None and contact != drawer.contact:
        drawer.contact_changed_at = now
    drawer.contact = contact


def learn_contact(session: Session, drawer: Peripheral, seen: str, now: datetime, *, is_closed: bool) -> None:
    """Somebody says how the drawer is at the level `seen`, which their page showed.

    Raises Refusal `kind_unfit` for what is no drawer, or `contact_moved` when the level is another one by now:
    then nobody can tell which of the two they looked at.
    """
    if drawer.kind != PeripheralKind.CASH_DRAWER:
        raise Refusal("kind_unfit", "peripheral", peripheral=drawer.name)
    session.refresh(drawer, with_for_update=True)
    if drawer.contact is None or drawer.contact != seen:
        raise Refusal("contact_moved")
    level = open_level_of(Level(seen), is_closed=is_closed)
    if drawer.open_level != level:
        drawer.open_level = level
        state = drawer_state(drawer.contact, level)
        record_event(session, "peripheral.contact_learned", drawer, now, state=state)
