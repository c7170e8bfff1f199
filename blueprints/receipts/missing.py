"""*Missing entries*: the control slip of journals with holes, for the till to be asked again and for the accountant."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.receipts import room
from domain.names import DeviceStatus, Stream
from domain.permissions import Deed
from extensions import db
from models import Device
from services.journal.missing_entries import list_missing
from services.synchronization.sync_orders import order_sync
from services.tills.device_facts import find_any_device


@room.get("/missing")
@login_required
def missing() -> str:
    """By till and activation: which numbers, since when, when the till last called."""
    chosen = request.args.get("device", "")
    device = _device(chosen) if chosen else None
    journals = list_missing(db.session(), device)
    heard = current_app.extensions["contacts"].last({journal.caller for journal in journals})
    return render_template(
        "receipts/missing.html", device=device, journals=journals, heard=heard, made_at=now()
    )


@room.post("/missing/ask")
@needs(Deed.MANAGE_DEVICES)
def ask_again() -> ResponseReturnValue:
    """Order the till to send what is missing at its next poll."""
    device = _device(request.form.get("device", ""))
    if device.status not in (DeviceStatus.ACTIVATED, DeviceStatus.DRAINING):
        flash(_("%(name)s is not activated, so it cannot be asked.", name=device.name), "error")
    else:
        order_sync(db.session(), device, [Stream.TRANSACTIONS], now())
        flash(_("%(name)s is asked at its next call.", name=device.name), "success")
    return redirect(url_for("receipts.missing", device=device.public_id), 303)


def _device(public_id: str) -> Device:
    found: Device = find_any_device(db.session(), public_id) or abort(404)
    return found
