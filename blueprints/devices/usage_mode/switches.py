"""Emptying a field, and the switches of the assembly slips."""

from flask import request
from werkzeug.wrappers import Response

from blueprints.devices import room
from blueprints.devices.usage_mode.addresses import back_to, device_or_404, role_or_404
from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.assignments import clear_role, set_option


@room.post("/<public_id>/usage-mode/<role>/clear")
@needs(Deed.MANAGE_PERIPHERALS)
def clear_peripheral(public_id: str, role: str) -> Response:
    """Empty a field (A20)."""
    device, wanted = device_or_404(public_id), role_or_404(role)
    clear_role(db.session(), device, wanted, now())
    return back_to(device, wanted)


@room.post("/<public_id>/usage-mode/<role>/switch")
@needs(Deed.MANAGE_PERIPHERALS)
def switch_option(public_id: str, role: str) -> Response:
    """Turn a switch of a field; the peripheral stays (A12, A13)."""
    device, wanted = device_or_404(public_id), role_or_404(role)
    option, on = request.form.get("option", ""), request.form.get("on") == "1"
    back = back_to(device, wanted)
    try:
        set_option(db.session(), device, wanted, option, on, now())
    except Refusal as refusal:
        show_refusal(refusal)
    return back
