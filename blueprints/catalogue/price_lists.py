"""Price lists: which there are, who uses them, and many prices changed as one form."""

from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from blueprints.catalogue import room
from blueprints.catalogue.forms import PriceListForm, typed_price
from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import sentence_for, show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import PriceList
from services.catalogue.price_lists import (
    create_price_list,
    edit_price_list,
    find_price_list,
    list_price_lists,
    list_stores,
    prices_on,
    remove_price_list,
    set_prices,
)
from services.catalogue.product_list import list_products

Page = str | Response | tuple[str, int]
PRICE = "price-"


@room.get("/price-lists")
@login_required
def price_lists() -> str:
    """All lists and the stores that use them."""
    return render_template("catalogue/price_lists.html", rows=list_price_lists(db.session()))


@room.route("/price-lists/new", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def add_price_list() -> Page:
    """Make a list, and say which stores use it."""
    form, status = _form(None), 200
    if form.is_submitted():
        try:
            made = create_price_list(db.session(), form.name.data or "", form.stores.data or (), now())
            return redirect(url_for("catalogue.show_price_list", public_id=made.public_id))
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    return render_template("catalogue/price_list_form.html", form=form, price_list=None), status


@room.route("/price-lists/<public_id>/edit", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def change_price_list(public_id: str) -> Page:
    """Rename a list, give it to other stores."""
    price_list = find_price_list(db.session(), public_id) or abort(404)
    form, status = _form(price_list), 200
    if form.is_submitted():
        try:
            edit_price_list(db.session(), price_list, form.name.data or "", form.stores.data or (), now())
            flash(_("Saved."), "success")
            return redirect(url_for("catalogue.show_price_list", public_id=public_id))
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
            price_list = find_price_list(db.session(), public_id) or abort(404)
    return render_template("catalogue/price_list_form.html", form=form, price_list=price_list), status


@room.route("/price-lists/<public_id>/remove", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def drop_price_list(public_id: str) -> Page:
    """Remove a list; its stores are named first."""
    price_list = find_price_list(db.session(), public_id) or abort(404)
    if request.method == "POST":
        name = price_list.name
        remove_price_list(db.session(), price_list, now())
        flash(_("%(name)s was removed.", name=name), "success")
        return redirect(url_for("catalogue.price_lists"))
    [row] = [row for row in list_price_lists(db.session()) if row.price_list is price_list]
    return render_template("catalogue/remove_price_list.html", row=row)


@room.route("/price-lists/<public_id>", methods=["GET", "POST"])
@login_required
def show_price_list(public_id: str) -> Page:
    """The list's prices, a page of products at a time; all fields of the page are saved at once."""
    price_list = find_price_list(db.session(), public_id) or abort(404)
    errors: dict[str, str] = {}
    typed: dict[str, str] = {}
    if request.method == "POST":
        needs_to_manage()
        typed = {
            name.removeprefix(PRICE): text for name, text in request.form.items() if name.startswith(PRICE)
        }
        try:
            count = set_prices(db.session(), price_list, typed, now())
            _tell(count)
            return redirect(_address(price_list))
        except Refusal as refusal:
            db.session.rollback()
            errors = {str(one.field).removeprefix(PRICE): sentence_for(one) for one in refusal.each}
            price_list = find_price_list(db.session(), public_id) or abort(404)
    return _prices_page(price_list, typed, errors), 422 if errors else 200


def _tell(changed: int) -> None:
    if changed:
        flash(ngettext("%(num)s price was changed.", "%(num)s prices were changed.", changed), "success")
    else:
        flash(_("No price was changed: all of them had these prices already."), "info")


@needs(Deed.MANAGE_CATALOGUE)
def needs_to_manage() -> None:
    """Readers see the prices, others change them."""


def _prices_page(price_list: PriceList, typed: dict[str, str], errors: dict[str, str]) -> str:
    found = list_products(
        db.session(),
        word=request.args.get("q", ""),
        category=request.args.get("category", ""),
        sort=request.args.get("sort", "name"),
        page=request.args.get("page", 1, type=int),
    )
    currency = current_user.account.currency
    prices = prices_on(db.session(), price_list, found.products)
    shown = {
        product.public_id: typed.get(
            product.public_id,
            typed_price(prices[product.id].price, currency) if product.id in prices else "",
        )
        for product in found.products
    }
    [row] = [row for row in list_price_lists(db.session()) if row.price_list is price_list]
    whole = request.headers.get("HX-Target") != "list"
    return render_template(
        "catalogue/price_list.html" if whole else "catalogue/_prices.html",
        row=row,
        address=_address(price_list),
        price_list=price_list,
        found=found,
        shown=shown,
        errors=errors,
        currency=currency,
    )


def _address(price_list: PriceList) -> str:
    """This page of the list, as searched and sorted."""
    kept = {name: request.args[name] for name in ("q", "category", "sort", "page") if name in request.args}
    query = f"?{urlencode(kept)}" if kept else ""
    return url_for("catalogue.show_price_list", public_id=price_list.public_id) + query


def _form(price_list: PriceList | None) -> PriceListForm:
    form = PriceListForm()
    stores = list_stores(db.session())
    form.stores.choices = [(store.public_id, store.name) for store in stores]
    if not form.is_submitted() and price_list is not None:
        form.name.data = price_list.name
        form.stores.data = [store.public_id for store in stores if store.price_list_id == price_list.id]
    return form
