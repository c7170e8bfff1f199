"""Add, edit and remove one product."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.catalogue import room
from blueprints.catalogue.forms import ProductForm
from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.products import (
    create_product,
    edit_product,
    find_product,
    list_categories,
    list_taxes,
    remove_product,
)

Page = str | Response | tuple[str, int]


@room.route("/new", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def create() -> Page:
    """Add a product."""
    form = ProductForm()
    form.offer(list_taxes(db.session()))
    status = 200
    if form.is_submitted():
        try:
            product = create_product(db.session(), form.fields(), now())
            flash(_("%(name)s was added.", name=product.name), "success")
            return redirect(url_for("catalogue.index"))
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    return _form_page("catalogue/create.html", form), status


@room.route("/<public_id>", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def edit(public_id: str) -> Page:
    """Change a product."""
    product = find_product(db.session(), public_id) or abort(404)
    form = ProductForm()
    form.offer(list_taxes(db.session()))
    status = 200
    if form.is_submitted():
        try:
            edit_product(db.session(), product, form.fields(), now())
            flash(_("Saved."), "success")
            return redirect(url_for("catalogue.index"))
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
            product = find_product(db.session(), public_id) or abort(404)
    else:
        form.show(product, current_user.account.currency)
    return _form_page("catalogue/edit.html", form, product=product), status


@room.route("/<public_id>/remove", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def remove(public_id: str) -> Page:
    """Take a product off sale."""
    product = find_product(db.session(), public_id) or abort(404)
    if request.method == "POST":
        remove_product(db.session(), product, now())
        flash(_("%(name)s was removed.", name=product.name), "success")
        return redirect(url_for("catalogue.index"))
    return render_template("catalogue/remove.html", product=product)


def _form_page(template: str, form: ProductForm, **facts: object) -> str:
    return render_template(
        template,
        form=form,
        categories=list_categories(db.session()),
        currency=current_user.account.currency,
        **facts,
    )
