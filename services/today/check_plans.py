"""The set hour of each store: shown and changed."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.check_hours import USUAL, CheckHours, next_due, read_hours
from domain.names import StoreStatus
from models import CheckPlan, Store
from services.history.events import changes_between, record_event
from services.today.opening_checks import plan_of


@dataclass(frozen=True)
class StoreHours:
    """A store with its set hour."""

    store: Store
    hours: CheckHours

    def next(self, now: datetime) -> datetime | None:
        """When it is looked at next by itself; None: not at all."""
        return next_due(self.hours, now, self.store.timezone)


def list_hours(session: Session) -> list[StoreHours]:
    """Every active store of the account with its set hour, by one query."""
    query: Any = (
        select(Store, CheckPlan)
        .outerjoin(CheckPlan, CheckPlan.store_id == Store.id)
        .where(Store.status == StoreStatus.ACTIVE)
        .order_by(Store.id)
    )
    return [StoreHours(store, hours_of(plan)) for store, plan in session.execute(query)]


def read_store_hours(session: Session, store: Store) -> CheckHours:
    """The set hour of a store."""
    return hours_of(session.get(CheckPlan, store.id))


def hours_of(plan: CheckPlan | None) -> CheckHours:
    """As the rules read it; what is usual where nobody set one."""
    if plan is None:
        return USUAL
    return CheckHours(plan.enabled, time.fromisoformat(plan.hour), frozenset(plan.days))


def edit_hours(
    session: Session, store: Store, now: datetime, *, enabled: bool, hour: str, days: list[int]
) -> None:
    """Look at a store at another hour from now on; an hour that is over today is not made up for.

    Raises Refusal at the field: time_unknown, days_missing.
    """
    hours = read_hours(enabled=enabled, hour=hour, days=days)
    plan = plan_of(session, store.id)
    wanted = {"enabled": hours.enabled, "hour": f"{hours.hour:%H:%M}", "days": sorted(hours.days)}
    changes = changes_between({name: getattr(plan, name) for name in wanted}, wanted)
    if changes:
        for name, value in wanted.items():
            setattr(plan, name, value)
        plan.changed_at = now
        record_event(session, "store.check_hours_edited", store, now, changes=changes)
