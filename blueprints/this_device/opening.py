"""Opening "This device": as the browser remembers it, or as somebody confirms or chooses."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from blueprints.languages import language_in_force
from blueprints.this_device import room
from blueprints.this_device.browser import forget_device, remember_device, remembered_device
from domain.names import DeviceStatus
from extensions import db
from models import Device
from services.devices.fleet import read_fleet
from services.tills.device_facts import find_any_device

SHOWN = 50


@room.get("")
@login_required
def index() -> ResponseReturnValue:
    """The POS that this browser runs on; `?choose=1`, or when none is known: a list to choose from."""
    known = _known()
    if known is not None and known.status != DeviceStatus.DELETED and "choose" not in request.args:
        return _usage_mode(known)
    return _choice(known)


@room.get("/<public_id>")
@login_required
def show(public_id: str) -> ResponseReturnValue:
    """What a till opens: the usage mode of its POS (A1), once somebody has said that this browser is that POS.

    The address alone says nothing: a link that somebody sent, or that a browser fetches ahead, opens it, too.
    """
    device = find_any_device(db.session(), public_id) or abort(404)
    if device.status == DeviceStatus.DELETED:
        return _choice(device), 410
    known = _known()
    if known == device:
        return remember_device(_usage_mode(device), public_id)  # another year
    return render_template("this_device/confirm.html", device=device, known=known)


@room.post("")
@login_required
def remember() -> ResponseReturnValue:
    """From now on this browser is that POS; leads to its usage mode."""
    device = find_any_device(db.session(), request.form.get("device", "")) or abort(404)
    if device.status == DeviceStatus.DELETED:
        flash(_("%(name)s was deleted", name=device.name), "warning")
        return redirect(url_for("this_device.index", choose=1))
    return remember_device(_usage_mode(device), device.public_id)


@room.post("/forget")
@login_required
def forget() -> Response:
    """This browser runs on no POS: nothing else changes."""
    flash(_("This browser has forgotten which POS it is."), "success")
    return forget_device(redirect(url_for("this_device.index")))


def _known() -> Device | None:
    public_id = remembered_device()
    return find_any_device(db.session(), public_id) if public_id else None


def _usage_mode(device: Device) -> Response:
    return redirect(url_for("devices.usage_mode", public_id=device.public_id))


def _choice(known: Device | None) -> str:
    fleet = read_fleet(db.session())
    found = fleet.search(request.args.get("q", "").strip(), language_in_force())
    shown = found[:SHOWN]
    return render_template(
        "this_device/page.html",
        known=known,
        deleted=known is not None and known.status == DeviceStatus.DELETED,
        devices=shown,
        more=len(found) - len(shown),
        total=len(fleet.tills),
    )
