"""Import a product list: choose a file, read the preview, confirm."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.catalogue import room
from blueprints.catalogue.forms import ImportForm
from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import sentence_for, show_refusal
from config import Settings
from domain.permissions import Deed
from domain.refusal import Refusal
from domain.table_file import BadLine
from extensions import db
from models.scope import account_of, actor_of
from services.catalogue.catalogue_undo import counts_of
from services.catalogue.large_import import LARGE, ImportOrder, import_apart
from services.catalogue.price_lists import list_stores
from services.catalogue.product_import import (
    find_upload,
    finish_upload,
    foresee_import,
    keep_upload,
    plan_import,
)
from services.database.giving_way import giving_way

Page = str | Response | tuple[str, int]
SHOWN = 20
COLUMNS = {
    "name": _l("Name"),
    "category": _l("Category"),
    "price": _l("Price"),
    "barcode": _l("Barcode"),
    "sku": _l("Item number"),
    "unit": _l("Unit"),
    "tax": _l("Tax"),
    "made_to_order": _l("Made to order"),
    "sold_by_weight": _l("Sold by weight"),
}


@dataclass(frozen=True)
class BadRow:
    """A line that cannot be imported, in the reader's words."""

    number: int
    column: str
    reason: str
    text: str


@room.route("/import", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def choose_file() -> Page:
    """Choose a file; a readable one leads to its preview."""
    form = ImportForm()
    status = 200
    if form.is_submitted():
        try:
            upload = _keep(form)
            return redirect(url_for("catalogue.preview", public_id=upload))
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    stores = list_stores(db.session())
    example = stores[0].name if stores else "Kraków"
    return render_template("catalogue/import.html", form=form, store_name=example), status


@room.route("/import/<public_id>", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def preview(public_id: str) -> Page:
    """What the file will do, line by line where it cannot; confirmed by its button."""
    upload = find_upload(db.session(), public_id) or abort(404)
    if upload.imported_at is not None:
        flash(_("This file was already imported."), "info")
        return redirect(url_for("catalogue.index"))
    if request.method == "POST":
        try:
            count = _finish(public_id)
            flash(ngettext("%(num)s product imported.", "%(num)s products imported.", count), "success")
        except Refusal as refusal:
            show_refusal(refusal)
        return redirect(url_for("catalogue.index"))
    with giving_way():
        plan = plan_import(db.session(), upload.content, _language())
    return render_template(
        "catalogue/preview.html",
        upload=upload,
        plan=plan,
        bad=[_bad_row(line) for line in plan.bad],
        sample=plan.lines[:SHOWN],
        currency=current_user.account.currency,
    )


def _keep(form: ImportForm) -> str:
    """Keep the file for the preview; read once first, so that a hopeless file is refused at its field."""
    file = form.file.data
    if not file or not getattr(file, "filename", ""):
        raise Refusal("required", "file")
    content = file.read()
    with _only_reading() as session:
        plan_import(session, content, _language())
    return keep_upload(db.session(), file.filename, content, now()).public_id


def _finish(public_id: str) -> int:
    """Import a kept file: a large one by a process of its own. Returns how many products it made or changed."""
    with _only_reading() as session:
        upload = find_upload(session, public_id) or abort(404)
        order = _order(public_id) if len(upload.content) >= LARGE else None
    if order is not None:
        import_apart(order)
        with _only_reading() as session:
            upload = find_upload(session, public_id) or abort(404)
            if upload.imported_at is not None:
                return sum(counts_of(upload))
    return _finish_here(public_id)


def _order(public_id: str) -> ImportOrder:
    """The order for a process of its own: all of it is read before that begins, so that nobody holds it up."""
    settings: Settings = current_app.config["SETTINGS"]
    account, actor = account_of(db.session()), actor_of(db.session())
    return ImportOrder(settings.database_url, account, actor, public_id, _language(), now())


def _finish_here(public_id: str) -> int:
    """Worked out while others go on writing, then written and published at once.

    It is committed here, so that polls are let pass until the end.
    """
    with _only_reading() as session:
        upload = find_upload(session, public_id) or abort(404)
        language = _language()
        foreseen = foresee_import(session, upload.content, language) if upload.content else None
    upload = find_upload(db.session(), public_id) or abort(404)
    with giving_way():
        plan = finish_upload(db.session(), upload, language, now(), foreseen)
        db.session.commit()
    db.session.info["writes"] = False  # what the answer still asks needs no turn among the writers
    return plan.new + plan.changed


@contextmanager
def _only_reading() -> Iterator[Session]:
    """A long look before a deed, for which no writer has to wait."""
    db.session.rollback()
    db.session.info["writes"] = False
    try:
        with giving_way():
            yield db.session()
    finally:
        db.session.rollback()
        db.session.info["writes"] = True


def _bad_row(line: BadLine) -> BadRow:
    column = str(
        COLUMNS.get(line.column or "", _("Price") if (line.column or "").startswith("store:") else "")
    )
    return BadRow(line.number, column, sentence_for(Refusal(line.code, line.column, **line.facts)), line.text)


def _language() -> str:
    language: str = current_user.account.language
    return language
