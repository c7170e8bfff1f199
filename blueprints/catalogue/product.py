"""Add, edit and remove one product."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.catalogue import room
from blueprints.catalogue.forms import ProductForm, product_form
from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Product
from services.catalogue.products import (
    create_product,
    edit_product,
    find_product,
    list_categories,
    list_taxes,
    list_units,
    remove_product,
)
from services.catalogue.store_goods import list_prices_of, list_store_goods

Page = str | Response | tuple[str, int]


@room.route("/new", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def create() -> Page:
    """Add a product."""
    form = _form(None)
    status = 200
    if form.is_submitted():
        try:
            product = create_product(db.session(), form.fields(), now())
            flash(_("%(name)s was added.", name=product.name), "success")
            return redirect(url_for("catalogue.index"))
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    return _form_page("catalogue/create.html", form, None), status


@room.route("/<public_id>", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def edit(public_id: str) -> Page:
    """Change a product."""
    product = find_product(db.session(), public_id) or abort(404)
    form = _form(product)
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
    return _form_page("catalogue/edit.html", form, product), status


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


def _form(product: Product | None) -> ProductForm:
    session = db.session()
    stores, lists = list_store_goods(session, product), list_prices_of(session, product)
    form = product_form(stores, lists)
    form.offer(list_taxes(session), list_units(session))
    if product is not None and not form.is_submitted():
        form.show(product, current_user.account.currency, stores, lists)
    return form


def _form_page(template: str, form: ProductForm, product: Product | None) -> str:
    return render_template(
        template,
        form=form,
        product=product,
        categories=list_categories(db.session()),
        stores=list_store_goods(db.session(), product),
        lists=list_prices_of(db.session(), product),
        currency=current_user.account.currency,
    )
