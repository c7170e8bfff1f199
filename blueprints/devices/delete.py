"""The dialog *Delete POS*: what is in the way, what stays (B13-B16)."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.devices import room
from blueprints.devices.facts import facts_of
from blueprints.devices.forms import DeletionForm
from blueprints.devices.lookup import device_or_404
from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.device_life import blockers_of_deletion
from domain.names import DeviceStatus
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Device
from services.devices.devices import delete_device
from services.tills.device_facts import last_receipt_of, list_hanging_on


@room.route("/<public_id>/delete", methods=["GET", "POST"])
@needs(Deed.MANAGE_DEVICES)
def delete(public_id: str) -> ResponseReturnValue:
    """Lists what the till reported as open or unsent; its receipts stay in any case."""
    device = device_or_404(public_id, deleted=True)
    form = DeletionForm()
    if device.status == DeviceStatus.DELETED:
        return _deleted_already(device)
    if form.validate_on_submit():
        try:
            delete_device(db.session(), device, now(), anyway=form.anyway.data)
            flash(_("%(name)s was deleted. Its receipts stay.", name=device.name), "success")
            return redirect(url_for("devices.index"), 303)
        except Refusal as refusal:
            if refusal.code == "device_unknown":
                return _deleted_already(device)
            show_refusal(refusal, form)
    facts = facts_of(device)
    page = render_template(
        "devices/delete.html",
        form=form,
        device=device,
        facts=facts,
        blockers=blockers_of_deletion(facts.report),
        last_receipt=last_receipt_of(db.session(), facts.till),
        hanging=list_hanging_on(db.session(), device),
    )
    return page, 422 if form.is_submitted() else 200


def _deleted_already(device: Device) -> ResponseReturnValue:
    """Somebody else was faster: what was wanted is done."""
    flash(_("%(name)s is deleted already. Its receipts stay.", name=device.name), "info")
    return redirect(url_for("devices.index"), 303)
