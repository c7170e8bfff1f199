"""Add, rename, unpair and remove a store server."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from blueprints.store_servers import room
from blueprints.store_servers.forms import StoreServerForm
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Store
from services.store_servers.store_servers import (
    add_store_server,
    find_store_server,
    remove_store_server,
    rename_store_server,
    unpair_store_server,
)

Page = str | Response | tuple[str, int]


@room.route("/new", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def create() -> Page:
    """Add a store server; leads to its pairing code."""
    stores = list(db.session.scalars(select(Store).order_by(Store.name)))
    form = StoreServerForm()
    form.offer(stores)
    status = 200
    if form.is_submitted():
        try:
            store = _chosen(stores, form.store.data)
            server = add_store_server(db.session(), name=form.name.data or "", store=store, now=now())
            return redirect(url_for("store_servers.pairing", public_id=server.public_id), code=303)
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    return render_template("store_servers/create.html", form=form, stores=stores), status


@room.route("/<public_id>/edit", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def edit(public_id: str) -> Page:
    """Give it another name."""
    server = find_store_server(db.session(), public_id) or abort(404)
    form = StoreServerForm(name=server.name)
    del form.store
    status = 200
    if form.is_submitted():
        try:
            rename_store_server(db.session(), server, form.name.data or "", now())
            flash(_("Saved."), "success")
            return redirect(url_for("store_servers.show", public_id=public_id))
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    return render_template("store_servers/edit.html", form=form, server=server), status


@room.route("/<public_id>/unpair", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def unpair(public_id: str) -> Page:
    """End the box's access."""
    server = find_store_server(db.session(), public_id) or abort(404)
    if request.method == "POST":
        unpair_store_server(db.session(), server, now())
        flash(_("%(name)s is not paired any more.", name=server.name), "success")
        return redirect(url_for("store_servers.show", public_id=public_id))
    return render_template("store_servers/unpair.html", server=server)


@room.route("/<public_id>/remove", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def remove(public_id: str) -> Page:
    """Take it out of the account."""
    server = find_store_server(db.session(), public_id) or abort(404)
    if request.method == "POST":
        remove_store_server(db.session(), server, now())
        flash(_("%(name)s was removed.", name=server.name), "success")
        return redirect(url_for("store_servers.index"))
    return render_template("store_servers/remove.html", server=server)


def _chosen(stores: list[Store], public_id: str | None) -> Store:
    for store in stores:
        if store.public_id == public_id:
            return store
    raise Refusal("required", "store")
