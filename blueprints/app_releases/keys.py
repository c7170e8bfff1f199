"""Whose signatures count: the publishers' public keys. The office holds no private key, so it cannot sign."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.app_releases import room
from blueprints.app_releases.forms import DeedForm, KeyForm
from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Store
from services.app_releases.app_releases import add_key as trust
from services.app_releases.app_releases import find_key, list_keys
from services.app_releases.app_releases import revoke_key as distrust


@room.get("/keys")
@needs(Deed.MANAGE_ACCOUNT)
def keys() -> ResponseReturnValue:
    """All of them, also those that count no more."""
    zone = db.session.scalar(select(Store.timezone).order_by(Store.id).limit(1)) or "UTC"
    return render_template("app_releases/keys.html", keys=list_keys(db.session()), zone=zone)


@room.route("/keys/new", methods=["GET", "POST"])
@needs(Deed.MANAGE_ACCOUNT)
def add_key() -> ResponseReturnValue:
    """Trust a publisher."""
    form = KeyForm()
    if form.validate_on_submit():
        try:
            key = trust(db.session(), form.name.data or "", form.public_key.data or "", now())
            flash(_("Signatures of %(name)s count now.", name=key.name), "success")
            return redirect(url_for("app_releases.keys"))
        except Refusal as refusal:
            show_refusal(refusal, form)
    return render_template("app_releases/add_key.html", form=form), 422 if form.is_submitted() else 200


@room.route("/keys/<public_id>/revoke", methods=["GET", "POST"])
@needs(Deed.MANAGE_ACCOUNT)
def revoke_key(public_id: str) -> ResponseReturnValue:
    """Trust a publisher no more; for good."""
    key = find_key(db.session(), public_id) or abort(404)
    form = DeedForm()
    if form.validate_on_submit():
        distrust(db.session(), key, now())
        flash(_("Signatures of %(name)s count no more.", name=key.name), "success")
        return redirect(url_for("app_releases.keys"))
    page = render_template("app_releases/revoke_key.html", form=form, key=key)
    return page, 422 if form.is_submitted() else 200
