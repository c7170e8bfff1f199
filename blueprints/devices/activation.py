"""The activation page: shows the code, waits, and turns into "Activated" by itself (C3, C4, B4)."""

from dataclasses import dataclass

import segno
from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.devices import room
from blueprints.devices.facts import facts_of
from blueprints.devices.lookup import device_or_404
from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.activation import refusal_for_activation
from domain.codes import LIFETIME, show_code
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Device, OneTimeCode
from services.activation.activation import offer_code, withdraw_code
from services.activation.codes import find_live_code, has_expired_code, reveal_code


@dataclass(frozen=True)
class Shown:
    """The code as the page shows it."""

    code: str
    seconds: int
    lifetime: int
    picture: str


@room.get("/<public_id>/activation")
@needs(Deed.MANAGE_DEVICES)
def activation(public_id: str) -> ResponseReturnValue:
    """The code while it lives, or the button that makes one."""
    device = device_or_404(public_id)
    return render_template("devices/activation.html", **_state(device))


@room.get("/<public_id>/activation/state")
@needs(Deed.MANAGE_DEVICES)
def activation_state(public_id: str) -> ResponseReturnValue:
    """The part of the page that asks again; says nothing while nothing changed, so that nothing flickers."""
    state = _state(device_or_404(public_id))
    if request.args.get("seen") == state["seen"]:
        return Response(status=204)
    return render_template("devices/_activation.html", **state)


@room.post("/<public_id>/activation")
@needs(Deed.MANAGE_DEVICES)
def make_code(public_id: str) -> ResponseReturnValue:
    """A fresh code; an older one ends."""
    device = device_or_404(public_id)
    try:
        offer_code(db.session(), device, now(), current_app.config["SECRET_KEY"])
    except Refusal as refusal:
        show_refusal(refusal)
    return redirect(url_for("devices.activation", public_id=public_id), 303)


@room.post("/<public_id>/activation/revoke")
@needs(Deed.MANAGE_DEVICES)
def revoke_code(public_id: str) -> ResponseReturnValue:
    """End the code that is shown."""
    if withdraw_code(db.session(), device_or_404(public_id), now()):
        flash(_("The code does not work any more."), "success")
    return redirect(url_for("devices.activation", public_id=public_id), 303)


def _state(device: Device) -> dict[str, object]:
    refusal = refusal_for_activation(device.status, device.store.status)
    code = None if refusal else find_live_code(db.session(), device, now())
    made = f"{code.created_at.timestamp():.3f}" if code else "none"
    return {
        "device": device,
        "office": _office(),
        "refusal": refusal,
        "facts": facts_of(device),
        "shown": _shown(code) if code else None,
        "expired": code is None and has_expired_code(db.session(), device, now()),
        "seen": f"{device.status}-{device.store.status}-{device.generation}-{made}",
    }


def _shown(row: OneTimeCode) -> Shown:
    code = show_code(reveal_code(row, current_app.config["SECRET_KEY"]))
    seconds = max(0, int((row.expires_at - now()).total_seconds()))
    # The part after # never travels to a server: a phone's camera opens the office and tells nobody the code.
    picture = segno.make(f"{_office()}/#{code}", error="m", micro=False)
    address = picture.svg_data_uri(border=3, dark="#000", light="#fff", scale=4)
    return Shown(code, seconds, int(LIFETIME.total_seconds()), str(address))


def _office() -> str:
    """The address that a till must know, besides the code."""
    return str(current_app.config["SETTINGS"].public_url or request.host_url.rstrip("/"))
