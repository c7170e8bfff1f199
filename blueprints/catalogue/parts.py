"""Categories, units and taxes: one page for each kind, with what uses them named before one goes."""

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from blueprints.catalogue import room
from blueprints.catalogue.forms import RemovePartForm, part_fields, part_form
from blueprints.edge import now
from blueprints.formats import decimal_text
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.catalogue.catalogue_parts import (
    PartKind,
    add_part,
    edit_part,
    find_part,
    list_parts,
    products_of,
    remove_part,
)

Page = str | Response | tuple[str, int]
TITLES = {
    PartKind.CATEGORIES: _l("Categories"),
    PartKind.UNITS: _l("Units"),
    PartKind.TAXES: _l("Taxes"),
}
ADD = {
    PartKind.CATEGORIES: _l("Add category"),
    PartKind.UNITS: _l("Add unit"),
    PartKind.TAXES: _l("Add tax"),
}


@login_required
def parts(kind: str) -> str:
    """All of a kind, with the number of products that use each."""
    which = PartKind(kind)
    rows = list_parts(db.session(), which)
    return render_template("catalogue/parts.html", kind=kind, rows=rows, title=TITLES[which], add=ADD[which])


@needs(Deed.MANAGE_CATALOGUE)
def create_part(kind: str) -> Page:
    """Add one."""
    which = PartKind(kind)
    form, status = part_form(which), 200
    if form.is_submitted():
        try:
            part = add_part(db.session(), which, part_fields(form), now())
            flash(_("%(name)s was added.", name=part.name), "success")
            return redirect(url_for(f"catalogue.{kind}"))
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    page = render_template("catalogue/part.html", kind=kind, form=form, part=None, title=ADD[which])
    return page, status


@needs(Deed.MANAGE_CATALOGUE)
def edit_one_part(kind: str, public_id: str) -> Page:
    """Rename, recolour or move one."""
    which = PartKind(kind)
    part = find_part(db.session(), which, public_id) or abort(404)
    title = _("Edit %(name)s", name=part.name)
    form, status = part_form(which), 200
    if form.is_submitted():
        try:
            edit_part(db.session(), which, part, part_fields(form), now())
            flash(_("Saved."), "success")
            return redirect(url_for(f"catalogue.{kind}"))
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    else:
        _show(form, part)
    return render_template("catalogue/part.html", kind=kind, form=form, part=part, title=title), status


@needs(Deed.MANAGE_CATALOGUE)
def remove_one_part(kind: str, public_id: str) -> Page:
    """Remove one, after naming what uses it and saying what that gets instead."""
    which = PartKind(kind)
    part = find_part(db.session(), which, public_id) or abort(404)
    name = part.name
    count, names = products_of(db.session(), which, part)
    form, status = RemovePartForm(), 200
    others = [row.part for row in list_parts(db.session(), which) if row.part.public_id != public_id]
    form.replaced_by.choices = [(other.public_id, other.name) for other in others]
    if which is PartKind.CATEGORIES:
        form.replaced_by.choices.insert(0, ("", _("No category")))
    if form.is_submitted():
        try:
            chosen = form.replaced_by.data or ""
            remove_part(db.session(), which, part, now(), replaced_by=chosen)
            flash(_("%(name)s was removed.", name=name), "success")
            return redirect(url_for(f"catalogue.{kind}"))
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    page = render_template(
        "catalogue/remove_part.html",
        kind=kind,
        form=form,
        name=name,
        public_id=public_id,
        count=count,
        names=names,
    )
    return page, status


def _show(form: FlaskForm, part: Any) -> None:
    for name, field in form._fields.items():
        if name == "rate":
            field.data = decimal_text(f"{part.rate.normalize():f}")
        elif name != "csrf_token":
            value = getattr(part, name)
            field.data = str(value) if name == "position" else value


def _hang(kind: PartKind, path: str, deed: str, view: Callable[..., Any]) -> None:
    """Each kind has addresses of its own."""
    page = update_wrapper(partial(view, str(kind)), view)
    methods = ["GET", "POST"] if deed else ["GET"]
    room.add_url_rule(f"/{kind}{path}", f"{deed}{kind}", page, methods=methods)


for _kind in PartKind:
    _hang(_kind, "", "", parts)
    _hang(_kind, "/new", "add_", create_part)
    _hang(_kind, "/<public_id>", "edit_", edit_one_part)
    _hang(_kind, "/<public_id>/remove", "remove_", remove_one_part)
