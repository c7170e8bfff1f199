"""The audit trail: every deed leaves an event with who, when and what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import (
    AppKey,
    AppRelease,
    Device,
    Event,
    Peripheral,
    PriceList,
    ProductImport,
    Store,
    StoreServer,
    SyncWindow,
    User,
)
from models.scope import actor_of

Subject = Device | Peripheral | Store | StoreServer | SyncWindow | User
KINDS: dict[type, str] = {
    AppKey: "app_key",
    AppRelease: "app_release",
    Device: "device",
    Peripheral: "peripheral",
    Store: "store",
    StoreServer: "store_server",
    SyncWindow: "sync_window",
    User: "user",
    PriceList: "price_list",
    ProductImport: "product_import",
}


def changes_between(before: Mapping[str, object], after: Mapping[str, object]) -> list[dict[str, object]]:
    """What an edit changed, for the fact `changes`: `[{"field", "before", "after"}]`, JSON-ready."""
    return [
        {"field": name, "before": before.get(name), "after": value}
        for name, value in after.items()
        if before.get(name) != value
    ]


def record_event(session: Session, verb: str, subject: Any, now: datetime, **facts: object) -> None:
    """Write that somebody did `verb` (e.g. `device.created`) to a subject; `facts` are JSON-ready.

    The actor is the session's (models.scope.enter_account). The subject has `public_id` and `name`.
    """
    session.flush()
    actor = actor_of(session)
    event = Event(
        at=now,
        verb=verb,
        actor_kind=actor.kind,
        actor_name=actor.name,
        user_id=actor.user_id,
        subject_kind=KINDS.get(type(subject), type(subject).__name__.lower()),
        subject_id=subject.public_id,
        subject_name=subject.name,
        facts=facts,
    )
    event.account_id = getattr(subject, "account_id", None) or subject.id
    session.add(event)
