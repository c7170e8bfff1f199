"""Create a POS, rename it, give it another home store (B2)."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.devices import room
from blueprints.devices.forms import DeviceForm
from blueprints.devices.lookup import device_or_404
from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from blueprints.sync_rule_words import rule_word
from blueprints.sync_words import stream_word
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Device
from services.activation.activation import offer_code
from services.devices.devices import create_device, edit_device
from services.sync_rules.moved_rules import Move, preview_move


@room.route("/new", methods=["GET", "POST"])
@needs(Deed.MANAGE_DEVICES)
def create() -> ResponseReturnValue:
    """The form *Create POS*; nothing exists until it is saved."""
    form = DeviceForm(data={"store": request.args.get("store", "")})
    stores = form.offer()
    if form.validate_on_submit() and form.is_complete():
        try:
            store = form.chosen_store()
            device = create_device(db.session(), name=form.name.data or "", store=store, now=now())
            after = _after_creating(device)
            flash(_("%(name)s was created. Next, activate it on the till.", name=device.name), "success")
            return redirect(after, 303)
        except Refusal as refusal:
            show_refusal(refusal, form)
    page = render_template("devices/create.html", form=form, stores=stores)
    return page, 422 if form.is_submitted() else 200


@room.route("/<public_id>/edit", methods=["GET", "POST"])
@needs(Deed.MANAGE_DEVICES)
def edit(public_id: str) -> ResponseReturnValue:
    """The card *Edit POS*, with the status and the way to deactivate or delete."""
    device = device_or_404(public_id)
    served = [store.public_id for store in device.also_serves]
    form = DeviceForm(data={"name": device.name, "store": device.store.public_id, "also_serves": served})
    form.offer(device)
    if form.validate_on_submit() and form.is_complete():
        try:
            move = preview_move(db.session(), device, form.chosen_store())
            if move is not None and form.confirmed.data != move.seal:
                return _ask(form, device, move)
            _save(form, device)
            flash(_("Saved."), "success")
            return redirect(url_for("devices.show", public_id=public_id), 303)
        except Refusal as refusal:
            show_refusal(refusal, form)
    page = render_template("devices/edit.html", form=form, device=device)
    return page, 422 if form.is_submitted() else 200


def _save(form: DeviceForm, device: Device) -> None:
    name, store, further = form.name.data or "", form.chosen_store(), form.further_stores()
    edit_device(db.session(), device, name=name, store=store, also_serves=further, now=now())


def _ask(form: DeviceForm, device: Device, move: Move) -> str:
    """Another store may have other sync rules: say so before anything moves."""
    form.confirmed.data = move.seal
    words = {"rule_word": rule_word, "stream_word": stream_word}
    return render_template("devices/move.html", form=form, device=device, move=move, **words)


def _after_creating(device: Device) -> str:
    """The card; whoever came to activate a store is led on to the code (C3)."""
    if request.args.get("then") != "code":
        return url_for("devices.show", public_id=device.public_id)
    offer_code(db.session(), device, now(), current_app.config["SECRET_KEY"])
    return url_for("devices.activation", public_id=device.public_id)
