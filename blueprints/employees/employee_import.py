"""Import a list of employees: choose a file, read the preview, confirm, and take it back if it was wrong."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user

from blueprints.edge import now
from blueprints.employees import room
from blueprints.employees.forms import ROLES, ImportForm
from blueprints.permissions import needs
from blueprints.refusals import sentence_for, show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from domain.table_file import BadLine
from extensions import db
from models import ProductImport
from services.employees.employee_import import (
    find_staff_file,
    import_staff,
    keep_staff_file,
    plan_staff_import,
    undo_staff_import,
)

SHOWN = 20
COLUMNS = {
    "name": _l("Full name"),
    "login_id": _l("Login ID"),
    "role": _l("Role"),
    "stores": _l("Stores"),
    "language": _l("Language"),
    "permissions": _l("Permissions at the till"),
}


@dataclass(frozen=True)
class BadRow:
    """A line that cannot be imported, in the reader's words."""

    number: int
    column: str
    reason: str
    text: str


@room.route("/import", methods=["GET", "POST"])
@needs(Deed.MANAGE_EMPLOYEES)
def choose_file() -> ResponseReturnValue:
    """Choose a CSV or Excel file; a readable one leads to its preview."""
    form = ImportForm()
    if form.is_submitted():
        try:
            return redirect(url_for("employees.preview", public_id=_keep(form)))
        except Refusal as refusal:
            show_refusal(refusal, form)
    return render_template("employees/import.html", form=form), 422 if form.is_submitted() else 200


@room.route("/import/<public_id>", methods=["GET", "POST"])
@needs(Deed.MANAGE_EMPLOYEES)
def preview(public_id: str) -> ResponseReturnValue:
    """What the file will do, or what it did; confirmed by its button."""
    upload = find_staff_file(db.session(), public_id) or abort(404)
    if request.method == "POST":
        return _import(upload)
    if upload.imported_at is not None:
        return render_template("employees/imported.html", upload=upload)
    plan = plan_staff_import(db.session(), upload.content, current_user.account)
    return render_template(
        "employees/preview.html",
        upload=upload,
        plan=plan,
        bad=[_bad_row(line) for line in plan.bad],
        sample=plan.lines[:SHOWN],
        roles=ROLES,
    )


@room.post("/import/<public_id>/undo")
@needs(Deed.MANAGE_EMPLOYEES)
def undo_import(public_id: str) -> ResponseReturnValue:
    """Everything as it was before the import, but for those whom somebody changed since."""
    upload = find_staff_file(db.session(), public_id) or abort(404)
    try:
        left = undo_staff_import(db.session(), upload, current_user.account, now())
        flash(_("The import was taken back."), "success")
        if left:
            names = ", ".join(employee.name for employee in left)
            flash(_("Left as they are, because they were changed since: %(names)s", names=names), "warning")
    except Refusal as refusal:
        show_refusal(refusal)
    return redirect(url_for("employees.index"))


def _import(upload: ProductImport) -> ResponseReturnValue:
    public_id = upload.public_id
    try:
        plan = import_staff(db.session(), upload, current_user.account, now())
        count = plan.new + plan.changed
        flash(ngettext("%(num)s employee imported.", "%(num)s employees imported.", count), "success")
    except Refusal as refusal:
        show_refusal(refusal)
    return redirect(url_for("employees.preview", public_id=public_id))


def _keep(form: ImportForm) -> str:
    """Keep the file for the preview; read once first, so that a hopeless file is refused at its field."""
    file = form.file.data
    if not file or not getattr(file, "filename", ""):
        raise Refusal("required", "file")
    content = file.read()
    plan_staff_import(db.session(), content, current_user.account)
    return keep_staff_file(db.session(), file.filename, content, now()).public_id


def _bad_row(line: BadLine) -> BadRow:
    column = str(COLUMNS[line.column]) if line.column in COLUMNS else ""
    return BadRow(line.number, column, sentence_for(Refusal(line.code, line.column, **line.facts)), line.text)
