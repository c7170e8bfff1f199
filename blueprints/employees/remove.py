"""Take an employee off the tills."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.edge import now
from blueprints.employees import room
from blueprints.employees.forms import RemoveForm
from blueprints.permissions import needs
from domain.permissions import Deed
from extensions import db
from services.employees.employees import find_employee, remove_employee


@room.route("/<public_id>/remove", methods=["GET", "POST"])
@needs(Deed.MANAGE_EMPLOYEES)
def remove(public_id: str) -> ResponseReturnValue:
    """Asks first, says what it means, then does it."""
    employee = find_employee(db.session(), public_id) or abort(404)
    form = RemoveForm()
    if form.validate_on_submit():
        remove_employee(db.session(), employee, now())
        flash(_("%(name)s was removed.", name=employee.name), "success")
        return redirect(url_for("employees.index"))
    page = render_template("employees/remove.html", form=form, employee=employee)
    return page, 422 if form.is_submitted() else 200
