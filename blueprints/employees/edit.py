"""Add an employee, or change one."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from blueprints.edge import now
from blueprints.employees import room
from blueprints.employees.forms import EmployeeForm
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.employees import permissions_at_till
from domain.names import EmployeeRole
from domain.permissions import Deed
from domain.pins import is_easy_pin, read_pin
from domain.refusal import Refusal
from extensions import db
from models import Employee, Store
from services.employees.employees import (
    EmployeeFields,
    Verifier,
    add_employee,
    edit_employee,
    find_employee,
    new_verifier,
    propose_login_id,
)


@room.route("/new", methods=["GET", "POST"])
@needs(Deed.MANAGE_EMPLOYEES)
def add() -> ResponseReturnValue:
    """Somebody new; works in every store unless told otherwise."""
    form = EmployeeForm()
    _offer_stores(form)
    if not form.is_submitted():
        _propose(form)
    elif form.validate():
        try:
            verifier = _read_pin(form)
            employee = add_employee(db.session(), _fields(form), verifier, now())
            flash(_("%(name)s can work at the tills now.", name=employee.name), "success")
            return _done(form)
        except Refusal as refusal:
            show_refusal(refusal, form)
    return _page(form, None)


@room.route("/<public_id>/edit", methods=["GET", "POST"])
@needs(Deed.MANAGE_EMPLOYEES)
def edit(public_id: str) -> ResponseReturnValue:
    """Another name, role, store or PIN."""
    employee = find_employee(db.session(), public_id) or abort(404)
    form = EmployeeForm()
    _offer_stores(form)
    if not form.is_submitted():
        _fill(form, employee)
    elif form.validate():
        try:
            _change(form, public_id)
            flash(_("Saved."), "success")
            return _done(form)
        except Refusal as refusal:
            show_refusal(refusal, form)
    return _page(form, employee)


def _change(form: EmployeeForm, public_id: str) -> None:
    verifier = _read_pin(form)
    employee = find_employee(db.session(), public_id) or abort(404)
    remove_pin = bool(form.remove_pin.data)
    edit_employee(db.session(), employee, _fields(form), now(), verifier=verifier, remove_pin=remove_pin)


def _read_pin(form: EmployeeForm) -> Verifier | None:
    """The verifier of the PIN typed, if any; reckoned while no transaction is open: it takes a while."""
    if not (form.pin.data or "").strip():
        return None
    pin = read_pin(form.pin.data)
    db.session.rollback()
    return new_verifier(pin)


def _fields(form: EmployeeForm) -> EmployeeFields:
    return EmployeeFields(
        name=form.name.data or "",
        login_id=form.login_id.data or "",
        role=str(form.role.data),
        language=str(form.language.data),
        stores=form.stores.data or (),
        permissions=(form.permissions.data or ()) if form.permitted.data == "chosen" else None,
    )


def _offer_stores(form: EmployeeForm) -> None:
    form.offer_stores(list(db.session.scalars(select(Store).order_by(Store.name))))


def _propose(form: EmployeeForm) -> None:
    form.login_id.data = propose_login_id(db.session())
    form.role.data = str(EmployeeRole.CASHIER)
    form.language.data = current_user.account.language
    form.stores.data = list(form.stores.choices)


def _fill(form: EmployeeForm, employee: Employee) -> None:
    for name in ("name", "login_id", "role", "language"):
        form[name].data = getattr(employee, name)
    form.stores.data = [store.public_id for store in employee.stores]
    form.permitted.data = "role" if employee.permissions is None else "chosen"
    form.permissions.data = list(permissions_at_till(employee.role, employee.permissions))


def _done(form: EmployeeForm) -> ResponseReturnValue:
    if form.pin.data and is_easy_pin(form.pin.data.strip()):
        flash(_("This PIN is easy to guess. Better choose another one."), "warning")
    return redirect(url_for("employees.index"))


def _page(form: EmployeeForm, employee: Employee | None) -> ResponseReturnValue:
    page = render_template("employees/edit.html", form=form, employee=employee)
    return page, 422 if form.is_submitted() else 200
