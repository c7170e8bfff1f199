"""Create and edit a store."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from blueprints.stores import room
from blueprints.stores.forms import StoreForm
from blueprints.stores.lookup import store_or_404
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.stores.stores import create_store, edit_store


@room.route("/new", methods=["GET", "POST"])
@needs(Deed.MANAGE_STORES)
def create() -> ResponseReturnValue:
    """A new store; leads to its card."""
    form = StoreForm()
    form.offer(current_user.account)
    if form.validate_on_submit():
        try:
            store = create_store(db.session(), form.fields(), now())
            flash(_("%(name)s was created.", name=store.name), "success")
            return redirect(url_for("stores.show", public_id=store.public_id), 303)
        except Refusal as refusal:
            show_refusal(refusal, form)
    return render_template("stores/create.html", form=form), 422 if form.is_submitted() else 200


@room.route("/<public_id>/edit", methods=["GET", "POST"])
@needs(Deed.MANAGE_STORES)
def edit(public_id: str) -> ResponseReturnValue:
    """Change what is printed and how times are read."""
    store = store_or_404(public_id)
    form = StoreForm(obj=store)
    form.offer(current_user.account)
    if form.validate_on_submit():
        try:
            edit_store(db.session(), store, form.fields(), now())
            flash(_("Saved."), "success")
            return redirect(url_for("stores.show", public_id=public_id), 303)
        except Refusal as refusal:
            show_refusal(refusal, form)
    return render_template("stores/edit.html", form=form, store=store), 422 if form.is_submitted() else 200
