"""Look at stores before they open: gather, judge, keep the report."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.check_hours import USUAL
from domain.opening_checks import Finding, StoreFacts, inspect, verdict_of
from models import CheckDelivery, CheckPlan, OpeningCheck, Store
from models.scope import actor_of
from services.history.events import record_event
from services.tills.contacts import Contacts
from services.today.opening_check_facts import Found, read_facts

#: findings that the start page shows of a store, and those that are kept: nobody reads more in a morning
SHOWN = 5
KEPT = 200
#: set hour by the key of its store
Due = Mapping[int, datetime]


def check_now(
    session: Session,
    stores: Sequence[Store],
    contacts: Contacts,
    now: datetime,
    facts: Found | None = None,
) -> list[OpeningCheck]:
    """Somebody wants to know at once; nobody else is told. Returns a report for each store.

    `facts` are those of the stores where they were read before, so that nobody who writes had to wait for it.
    """
    known = facts or read_facts(session, [store.id for store in stores], contacts, now)
    who = actor_of(session).name
    checks = [keep_check(session, store.id, known[store.id], now, made_by=who) for store in stores]
    for store, check in zip(stores, checks, strict=True):
        counted = {"to_see_to": check.stops + check.cares, "tills": check.tills}
        record_event(session, "store.checked", store, now, **counted)
    return checks


def keep_check(
    session: Session,
    store_id: int,
    facts: StoreFacts,
    now: datetime,
    *,
    due: datetime | None = None,
    made_by: str = "",
) -> OpeningCheck:
    """Judge a store and keep what was found as its newest report."""
    findings = inspect(facts, now)
    verdict = verdict_of(findings)
    kept = [as_json(one) for one in findings[:KEPT]]
    check = OpeningCheck(
        store_id=store_id,
        made_at=now,
        due_at=due,
        made_by=made_by,
        stops=verdict.stops,
        cares=verdict.cares,
        notes=verdict.notes,
        first=[one for one in kept if one["severity"] != "note"][:SHOWN],
        findings=kept,
        looked_at=_looked_at(facts),
    )
    session.add(check)
    session.flush()
    plan = plan_of(session, store_id)
    plan.last_check_id, plan.last_due_at = check.id, due or plan.last_due_at
    return check


def plan_of(session: Session, store_id: int) -> CheckPlan:
    """The set hour of a store; made by what is usual where nobody set one."""
    plan = session.get(CheckPlan, store_id)
    if plan is None:
        hour, days = f"{USUAL.hour:%H:%M}", sorted(USUAL.days)
        plan = CheckPlan(store_id=store_id, enabled=USUAL.enabled, hour=hour, days=days)
        session.add(plan)
        session.flush()
    return plan


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding as it is kept."""
    since = finding.since.astimezone(UTC).isoformat() if finding.since else None
    return finding._asdict() | {"since": since, "facts": dict(finding.facts)}


def forget_checks(session: Session, before: datetime) -> object:
    """Reports made before this moment; each store's newest stays."""
    newest = select(CheckPlan.last_check_id).where(CheckPlan.last_check_id.is_not(None))
    old = select(OpeningCheck.id).where(OpeningCheck.made_at < before, OpeningCheck.id.not_in(newest))
    without_loading = {"synchronize_session": False}
    session.execute(
        delete(CheckDelivery).where(CheckDelivery.check_id.in_(old)).execution_options(**without_loading)
    )
    return session.execute(
        delete(OpeningCheck)
        .where(OpeningCheck.made_at < before, OpeningCheck.id.not_in(newest))
        .execution_options(**without_loading)
    )


def find_stores(session: Session, public_ids: Collection[str] = ()) -> list[Store]:
    """The active stores of the account, or those of them that are named."""
    query = select(Store).where(Store.status == "active").order_by(Store.id)
    return list(session.scalars(query.where(Store.public_id.in_(public_ids)) if public_ids else query))


def _looked_at(facts: StoreFacts) -> dict[str, Any]:
    return {
        "tills": len(facts.tills),
        "servers": [{"name": server.name, "version": server.version} for server in facts.servers],
        "peripherals": len(facts.peripherals),
    }
