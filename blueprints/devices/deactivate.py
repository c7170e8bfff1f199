"""The dialog *Deactivate*: facts first, then drain or at once (B8-B11)."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.devices import room
from blueprints.devices.facts import facts_of
from blueprints.devices.forms import NOW, DeactivationForm
from blueprints.devices.lookup import device_or_404
from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.names import DeviceStatus
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Device
from services.devices.devices import deactivate_device, drain_device


@room.route("/<public_id>/deactivate", methods=["GET", "POST"])
@needs(Deed.MANAGE_DEVICES)
def deactivate(public_id: str) -> ResponseReturnValue:
    """Says what would be lost; closing it changes nothing."""
    device = device_or_404(public_id)
    form = DeactivationForm()
    if device.status == DeviceStatus.DRAINING:
        form.way.data = NOW  # it is draining already, so only "now" is left to choose
    if form.validate_on_submit():
        try:
            flash(_carry_out(device, form.way.data), "success")
        except Refusal as refusal:
            show_refusal(refusal)
        return redirect(url_for("devices.show", public_id=public_id), 303)
    page = render_template("devices/deactivate.html", form=form, device=device, facts=facts_of(device))
    return page, 422 if form.is_submitted() else 200


def _carry_out(device: Device, way: str) -> str:
    if way == NOW:
        deactivate_device(db.session(), device, now())
        return _("%(name)s is inactive. Another till may take its place.", name=device.name)
    drain_device(db.session(), device, now())
    return _("%(name)s sends what it still holds and then becomes inactive by itself.", name=device.name)
