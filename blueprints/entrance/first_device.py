"""Third step of the first run: the first POS; it ends at its activation code."""

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.edge import now
from blueprints.entrance import room
from blueprints.entrance.forms import FirstDeviceForm
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.names import DeviceStatus
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Device, Store
from services.activation.codes import issue_code
from services.devices.devices import create_device


@room.route("/welcome/pos", methods=["GET", "POST"])
@needs(Deed.MANAGE_DEVICES)
def first_device() -> ResponseReturnValue:
    """Create the first POS in the first store; whoever has one already is done."""
    store = db.session.scalars(select(Store).order_by(Store.id).limit(1)).first()
    if store is None:
        return redirect(url_for("entrance.first_store"))
    if db.session.scalar(select(Device.id).where(Device.status != DeviceStatus.DELETED).limit(1)) is not None:
        return redirect(url_for("today.index"))
    form = FirstDeviceForm()
    if form.validate_on_submit():
        try:
            device = create_device(db.session(), name=form.name.data or "", store=store, now=now())
            issue_code(db.session(), device, now(), current_app.config["SECRET_KEY"])
            return redirect(url_for("devices.activation", public_id=device.public_id))
        except Refusal as refusal:
            show_refusal(refusal, form)
    page = render_template("entrance/first_device.html", form=form, store=store)
    return page, 422 if form.is_submitted() else 200
