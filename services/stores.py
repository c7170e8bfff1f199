"""Stores: create, edit, rest and wake."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.names import StoreStatus
from domain.places import LANGUAGES, is_timezone
from domain.refusal import Refusal
from domain.text import optional_text, required_name
from models import Store
from services.events import record_event


@dataclass(frozen=True)
class StoreFields:
    """What a person says of a store."""

    name: str
    timezone: str
    language: str
    address: str = ""
    receipt_header: str = ""
    receipt_footer: str = ""


def create_store(session: Session, fields: StoreFields, now: datetime) -> Store:
    """A new, active store. Raises Refusal at the field: required, too_long, timezone_unknown, language_unknown."""
    store = Store(status=StoreStatus.ACTIVE, created_at=now, **_checked(fields))
    session.add(store)
    record_event(session, "store.created", store, now)
    return store


def edit_store(session: Session, store: Store, fields: StoreFields, now: datetime) -> None:
    """Change a store; only what differs is recorded. Raises the same refusals as `create_store`."""
    changes = {name: value for name, value in _checked(fields).items() if getattr(store, name) != value}
    for name, value in changes.items():
        setattr(store, name, value)
    if changes:
        record_event(session, "store.edited", store, now, fields=sorted(changes))


def _checked(fields: StoreFields) -> dict[str, str]:
    if not is_timezone(fields.timezone):
        raise Refusal("timezone_unknown", "timezone")
    if fields.language not in LANGUAGES:
        raise Refusal("language_unknown", "language")
    return {
        "name": required_name(fields.name, "name", 120),
        "timezone": fields.timezone,
        "language": fields.language,
        "address": optional_text(fields.address, "address", 400),
        "receipt_header": optional_text(fields.receipt_header, "receipt_header", 400),
        "receipt_footer": optional_text(fields.receipt_footer, "receipt_footer", 400),
    }
