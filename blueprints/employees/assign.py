"""Give stores to many employees at once, or take them away."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.edge import now
from blueprints.employees import room
from blueprints.employees.forms import AssignForm
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Store
from services.employees.employee_stores import assign_stores
from services.employees.employees import Staff, list_employees


@room.route("/assign", methods=["GET", "POST"])
@needs(Deed.MANAGE_EMPLOYEES)
def assign() -> ResponseReturnValue:
    """Which people, which stores."""
    form = AssignForm()
    if form.validate_on_submit():
        try:
            count = _assign(form)
            _tell(count)
            return redirect(url_for("employees.index"))
        except Refusal as refusal:
            show_refusal(refusal, form)
    elif not form.is_submitted():
        form.people.data = request.args.getlist("people")
    page = render_template(
        "employees/assign.html",
        form=form,
        staff=list_employees(db.session(), Staff(), str(get_locale())),
        stores=db.session.execute(select(Store.public_id, Store.name).order_by(Store.name)).all(),
    )
    return page, 422 if form.is_submitted() else 200


def _tell(changed: int) -> None:
    if changed:
        flash(ngettext("%(num)s employee changed.", "%(num)s employees changed.", changed), "success")
    else:
        flash(_("No employee was changed: they already had these stores."), "info")


def _assign(form: AssignForm) -> int:
    people, stores = form.people.data or (), form.stores.data or ()
    return assign_stores(db.session(), people, stores, str(form.way.data), now())
