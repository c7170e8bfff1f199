"""Many employees and their stores at once: one deed, one revision at the tills."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.refusal import Refusal
from models import Employee, Store
from models.scope import account_of
from services.employees.employees import tell_employee
from services.history.events import changes_between, record_event
from services.publication.heads import lock_account


class Way(StrEnum):
    """What happens to the stores of the chosen people."""

    ADD = "add"
    ONLY = "only"
    REMOVE = "remove"


def assign_stores(
    session: Session, people: Collection[str], stores: Collection[str], way: str, now: datetime
) -> int:
    """Give stores to employees, both by public id, or take them away; returns how many people changed.

    Raises Refusal people_required at `people`, stores_required at `stores` (also when somebody, fact `name`,
    would be left without any: `store_left_none`), deed_unknown at `way`.
    """
    if way not in set(Way):
        raise Refusal("deed_unknown", "way")
    lock_account(session.connection(), account_of(session))
    staff = _chosen_people(session, people)
    chosen = [store for store in session.scalars(select(Store)) if store.public_id in stores]
    if not chosen:
        raise Refusal("stores_required", "stores")
    return sum(_change(session, employee, _wanted(employee, chosen, way), now) for employee in staff)


def _chosen_people(session: Session, people: Collection[str]) -> list[Employee]:
    everybody = session.scalars(select(Employee).where(Employee.deleted_at.is_(None)).order_by(Employee.id))
    found = [employee for employee in everybody if employee.public_id in people]
    if not found:
        raise Refusal("people_required", "people")
    return found


def _wanted(employee: Employee, chosen: list[Store], way: str) -> list[Store]:
    match way:
        case Way.ONLY:
            return chosen
        case Way.ADD:
            return [*employee.stores, *(store for store in chosen if store not in employee.stores)]
        case _:
            left = [store for store in employee.stores if store not in chosen]
            if not left:
                raise Refusal("store_left_none", "stores", name=employee.name)
            return left


def _change(session: Session, employee: Employee, wanted: list[Store], now: datetime) -> bool:
    before = tell_employee(employee)
    if set(employee.stores) == set(wanted):
        return False
    employee.stores = wanted
    changes = changes_between(before, tell_employee(employee))
    record_event(session, "employee.edited", employee, now, changes=changes, new_pin=False)
    return True
