"""Who works at the tills: add, edit, remove. Tills hear of it by themselves, through the staff's stream."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.alphabets import alphabet_key
from domain.employees import (
    is_taken,
    next_login_id,
    permissions_at_till,
    read_login_id,
    read_permissions,
)
from domain.names import EmployeeRole
from domain.pins import SALT_BYTES, make_verifier
from domain.places import LANGUAGES
from domain.refusal import Refusal
from domain.text import required_name
from models import Employee, Store
from services.history.events import changes_between, record_event


@dataclass(frozen=True)
class EmployeeFields:
    """What a person says of an employee; `stores` are public ids, `permissions` None: as the role."""

    name: str
    login_id: str
    role: str
    language: str
    stores: Collection[str]
    permissions: Collection[str] | None = None


@dataclass(frozen=True)
class Staff:
    """Which employees to show: a word in name or login id, one store, an order."""

    word: str = ""
    store: str = ""
    sort: str = "name"


Verifier = dict[str, Any]


def new_verifier(pin: str) -> Verifier:
    """The verifier of a PIN with a fresh salt. Slow on purpose: call it outside a transaction."""
    return make_verifier(pin, secrets.token_bytes(SALT_BYTES))


def find_employee(session: Session, public_id: str) -> Employee | None:
    """An employee of the account who still works there."""
    return session.scalars(
        select(Employee).where(Employee.public_id == public_id, Employee.deleted_at.is_(None))
    ).first()


def list_employees(session: Session, staff: Staff, language: str) -> list[Employee]:
    """The employees asked for, in the reader's alphabet."""
    employees = session.scalars(select(Employee).where(Employee.deleted_at.is_(None)))
    word = staff.word.strip().casefold()
    found = [
        employee
        for employee in employees
        if word in f"{employee.name}\n{employee.login_id}".casefold() and _works_in(employee, staff.store)
    ]
    by_login = staff.sort.lstrip("-") == "login_id"
    found.sort(
        key=lambda one: _login_key(one.login_id) if by_login else alphabet_key(one.name, language),
        reverse=staff.sort.startswith("-"),
    )
    return found


def propose_login_id(session: Session) -> str:
    """The next free number."""
    return next_login_id(_login_ids(session))


def add_employee(
    session: Session, fields: EmployeeFields, verifier: Verifier | None, now: datetime
) -> Employee:
    """A new employee.

    Raises Refusal at the field: required, too_long, login_id_invalid, login_id_taken, role_unknown,
    language_unknown, stores_required, permission_unknown, permissions_required.
    """
    employee = Employee(pin=verifier, created_at=now, **_checked(session, fields, None))
    session.add(employee)
    record_event(session, "employee.added", employee, now, role=employee.role)
    return employee


def edit_employee(
    session: Session,
    employee: Employee,
    fields: EmployeeFields,
    now: datetime,
    *,
    verifier: Verifier | None = None,
    remove_pin: bool = False,
) -> None:
    """Change an employee; the PIN stays unless a new one comes or it is removed. Refuses like `add_employee`."""
    wanted = _checked(session, fields, employee)
    if verifier is not None or (remove_pin and employee.pin is not None):
        wanted["pin"] = verifier
    before, had_verifier = tell_employee(employee), employee.pin
    changed = [name for name, value in wanted.items() if getattr(employee, name) != value]
    for name in changed:
        setattr(employee, name, wanted[name])
    if changed:
        changes = changes_between(before, tell_employee(employee))
        new_pin = employee.pin != had_verifier
        record_event(session, "employee.edited", employee, now, changes=changes, new_pin=new_pin)


def remove_employee(session: Session, employee: Employee, now: datetime) -> None:
    """Take an employee off the tills; old receipts keep the name, the login id becomes free."""
    record_event(session, "employee.removed", employee, now, login_id=employee.login_id)
    employee.deleted_at = now
    employee.pin = None
    employee.stores = []
    employee.login_id = f"#{employee.id}"


def _checked(session: Session, fields: EmployeeFields, employee: Employee | None) -> dict[str, Any]:
    if fields.role not in set(EmployeeRole):
        raise Refusal("role_unknown", "role")
    if fields.language not in LANGUAGES:
        raise Refusal("language_unknown", "language")
    login_id = read_login_id(fields.login_id)
    if is_taken(login_id, _login_ids(session, employee)):
        raise Refusal("login_id_taken", "login_id")
    return {
        "name": required_name(fields.name, "name", 120),
        "login_id": login_id,
        "role": EmployeeRole(fields.role),
        "language": fields.language,
        "stores": _stores(session, fields.stores),
        "permissions": _permissions(fields),
    }


def _permissions(fields: EmployeeFields) -> list[str] | None:
    return None if fields.permissions is None else read_permissions(fields.permissions, fields.role)


def _stores(session: Session, wanted: Collection[str]) -> list[Store]:
    """The chosen stores; ids of other accounts find nothing."""
    stores: Sequence[Store] = session.scalars(select(Store).order_by(Store.name)).all()
    chosen = [store for store in stores if store.public_id in wanted]
    if stores and not chosen:
        raise Refusal("stores_required", "stores")
    return chosen


def _login_ids(session: Session, besides: Employee | None = None) -> list[str]:
    query = select(Employee.login_id).where(Employee.deleted_at.is_(None))
    if besides is not None:
        query = query.where(Employee.id != besides.id)
    return list(session.scalars(query))


def _works_in(employee: Employee, store: str) -> bool:
    return not store or any(one.public_id == store for one in employee.stores)


def _login_key(login_id: str) -> Any:
    """Numbers by their value, before words."""
    number = login_id.isascii() and login_id.isdigit()
    return (0, int(login_id), "") if number else (1, 0, login_id.casefold())


def tell_employee(employee: Employee) -> dict[str, object]:
    """An employee as the history tells it; the PIN is nobody's to read."""
    return {
        "name": employee.name,
        "login_id": employee.login_id,
        "role": employee.role,
        "language": employee.language,
        "stores": sorted(store.name for store in employee.stores),
        "permissions": list(permissions_at_till(employee.role, employee.permissions)),
    }
