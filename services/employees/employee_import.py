"""Importing a list of employees: kept between preview and confirmation, applied in one go, taken back in one go."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.employee_file import EmployeeFile, EmployeeLine, read_employee_file
from domain.employees import is_taken, read_permissions
from domain.names import EmployeeRole
from domain.refusal import Refusal
from domain.table_file import BadLine
from models import Account, Employee, ProductImport, Store, new_public_id
from models.scope import account_of
from services.catalogue.spreadsheet_files import as_csv
from services.employees.employees import remove_employee
from services.history.events import record_event
from services.publication.heads import lock_account
from services.stores.store_names import StoreNames

KIND = "employees"
#: a file waits this long for its confirmation, and an import this long for being taken back
KEEP = timedelta(days=1)
Facts = dict[str, Any]


@dataclass(frozen=True)
class PlannedPerson:
    """What importing a line will do: add somebody, change somebody or nothing; stores are public ids."""

    line: EmployeeLine
    employee: Employee | None
    wanted: Facts
    changes: bool


@dataclass(frozen=True)
class StaffPlan:
    """What a file would do to the staff."""

    encoding: str
    lines: list[PlannedPerson]
    bad: list[BadLine]

    @property
    def new(self) -> int:
        return sum(planned.employee is None for planned in self.lines)

    @property
    def changed(self) -> int:
        return sum(planned.employee is not None and planned.changes for planned in self.lines)

    @property
    def unchanged(self) -> int:
        return len(self.lines) - self.new - self.changed


def keep_staff_file(session: Session, file_name: str, content: bytes, now: datetime) -> ProductImport:
    """Keep a file until it is confirmed, as CSV; forgets those of yesterday."""
    old = (ProductImport.kind == KIND, ProductImport.created_at < now - KEEP)
    session.execute(delete(ProductImport).where(*old))
    upload = ProductImport(file_name=file_name[:160], kind=KIND, content=as_csv(content), created_at=now)
    session.add(upload)
    session.flush()
    return upload


def find_staff_file(session: Session, public_id: str) -> ProductImport | None:
    """A file of employees that was kept."""
    query = select(ProductImport).where(ProductImport.public_id == public_id, ProductImport.kind == KIND)
    return session.scalars(query).first()


def plan_staff_import(session: Session, content: bytes, account: Account) -> StaffPlan:
    """What the file would do. People are recognized by their login id. Raises Refusal as `read_employee_file`."""
    return _plan(session, read_employee_file(as_csv(content), account.language), account)


def import_staff(session: Session, upload: ProductImport, account: Account, now: datetime) -> StaffPlan:
    """Import a kept file once. Raises Refusal `import_done` at `file` the second time."""
    lock_account(session.connection(), account_of(session))
    session.refresh(upload, with_for_update=True)
    if upload.imported_at is not None:
        raise Refusal("import_done", "file")
    plan = plan_staff_import(session, upload.content, account)
    stores = _stores_by_id(session)
    before: Facts = {"added": {}, "changed": {}}
    for planned in plan.lines:
        if planned.changes:
            _apply(session, planned, stores, before, now)
    upload.before, upload.imported_at = before, now
    facts = {"added": plan.new, "changed": plan.changed, "file": upload.file_name}
    record_event(session, "account.employees_imported", account, now, **facts)
    return plan


def undo_staff_import(
    session: Session, upload: ProductImport, account: Account, now: datetime
) -> list[Employee]:
    """Take an import back; returns the people it leaves alone, because somebody changed them since.

    Raises Refusal `import_not_undoable` when there is nothing (any more) to take back.
    """
    lock_account(session.connection(), account_of(session))
    session.refresh(upload, with_for_update=True)
    if upload.before is None or upload.undone_at is not None:
        raise Refusal("import_not_undoable")
    staff = {employee.public_id: employee for employee in _staff(session)}
    left = [
        *_remove_added(session, staff, upload.before["added"], now),
        *_restore_changed(session, staff, upload.before["changed"]),
    ]
    upload.undone_at = now
    record_event(session, "account.import_of_employees_undone", account, now, file=upload.file_name)
    return left


def facts_of(employee: Employee) -> Facts:
    """What an import may change of a person, JSON-ready."""
    return {
        "name": employee.name,
        "login_id": employee.login_id,
        "role": str(employee.role),
        "language": employee.language,
        "stores": sorted(store.public_id for store in employee.stores),
        "permissions": employee.permissions,
    }


def _plan(session: Session, file: EmployeeFile, account: Account) -> StaffPlan:
    known = {employee.login_id.casefold(): employee for employee in _staff(session)}
    stores = StoreNames(session)
    lines: list[PlannedPerson] = []
    bad = list(file.bad)
    for line in file.lines:
        employee = known.get(line.login_id.casefold())
        try:
            wanted = _wanted(line, employee, stores, account.language)
        except Refusal as refusal:
            bad.append(BadLine(line.number, refusal.code, refusal.field, line.name, refusal.facts))
            continue
        changes = employee is None or facts_of(employee) != wanted
        lines.append(PlannedPerson(line, employee, wanted, changes))
    return StaffPlan(file.encoding, lines, sorted(bad, key=lambda one: one.number))


def _wanted(line: EmployeeLine, employee: Employee | None, stores: StoreNames, language: str) -> Facts:
    """A person as the line says; what it says nothing of stays, or is what a new cashier of all stores has."""
    before = facts_of(employee) if employee else _newcomer(stores, language)
    role = str(line.role or before["role"])
    return {
        "name": line.name,
        "login_id": employee.login_id if employee else line.login_id,
        "role": role,
        "language": line.language or before["language"],
        "stores": before["stores"] if line.stores is None else stores.find(line.stores, before["stores"]),
        "permissions": _permitted(line, role, before["permissions"]),
    }


def _newcomer(stores: StoreNames, language: str) -> Facts:
    role = str(EmployeeRole.CASHIER)
    return {"role": role, "language": language, "stores": stores.everywhere, "permissions": None}


def _permitted(line: EmployeeLine, role: str, before: list[str] | None) -> list[str] | None:
    if line.permissions is None:
        return before
    return read_permissions(line.permissions, role) if line.permissions else None


def _apply(
    session: Session, planned: PlannedPerson, stores: dict[str, Store], before: Facts, now: datetime
) -> None:
    employee = planned.employee
    if employee is None:
        employee = Employee(public_id=new_public_id(), pin=None, created_at=now)
        _set(employee, planned.wanted, stores)
        session.add(employee)
        before["added"][employee.public_id] = planned.wanted
        return
    before["changed"][employee.public_id] = {"before": facts_of(employee), "after": planned.wanted}
    _set(employee, planned.wanted, stores)


def _set(employee: Employee, facts: Facts, stores: dict[str, Store]) -> None:
    for name in ("name", "login_id", "role", "language", "permissions"):
        setattr(employee, name, facts[name])
    employee.stores = [stores[public_id] for public_id in facts["stores"] if public_id in stores]


def _remove_added(
    session: Session, staff: dict[str, Employee], added: dict[str, Facts], now: datetime
) -> list[Employee]:
    """Those whom the import brought go, unless they have a PIN or another edit by now."""
    left = []
    for public_id, facts in added.items():
        employee = staff.get(public_id)
        if employee is None:
            continue
        if employee.pin is not None or facts_of(employee) != facts:
            left.append(employee)
        else:
            remove_employee(session, employee, now)
    return left


def _restore_changed(
    session: Session, staff: dict[str, Employee], changed: dict[str, dict[str, Facts]]
) -> list[Employee]:
    stores = _stores_by_id(session)
    left = []
    for public_id, facts in changed.items():
        employee = staff.get(public_id)
        if employee is None:
            continue
        others = [one.login_id for one in staff.values() if one is not employee]
        if facts_of(employee) != facts["after"] or is_taken(facts["before"]["login_id"], others):
            left.append(employee)
        else:
            _set(employee, facts["before"], stores)
    return left


def _staff(session: Session) -> list[Employee]:
    return list(session.scalars(select(Employee).where(Employee.deleted_at.is_(None)).order_by(Employee.id)))


def _stores_by_id(session: Session) -> dict[str, Store]:
    """Every store; of two with one name the older is meant."""
    return {store.public_id: store for store in session.scalars(select(Store).order_by(Store.id.desc()))}
