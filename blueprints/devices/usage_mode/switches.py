"""Emptying a field, and the switches of the assembly slips."""

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blueprints.consequence_words import sentence_of
from blueprints.devices import room
from blueprints.devices.usage_mode.addresses import back_to, device_or_404, role_or_404
from blueprints.devices.usage_mode.cleared import remember_cleared
from blueprints.edge import now
from blueprints.peripheral_words import OPTIONS, ROLES
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.device_life import is_running
from domain.names import Role
from domain.permissions import Deed
from domain.refusal import Refusal
from domain.what_stops import Use, what_stops
from extensions import db
from models import Device
from services.usage_mode.assignments import clear_role, set_option
from services.usage_mode.candidates import chosen_for


@room.post("/<public_id>/usage-mode/<role>/clear")
@needs(Deed.MANAGE_PERIPHERALS)
def clear_peripheral(public_id: str, role: str) -> Response:
    """Empty a field (A20)."""
    device, wanted = device_or_404(public_id), role_or_404(role)
    chosen = chosen_for(db.session(), device, wanted)
    cleared = clear_role(db.session(), device, wanted, now())
    if cleared is None:
        flash(_("“%(field)s” is empty already.", field=ROLES[wanted]), "info")
        return back_to(device, wanted)
    flash(_("%(field)s: %(name)s was cleared.", field=ROLES[wanted], name=cleared), "success")
    if is_running(device.status):
        _warn(device, wanted)
    if chosen is not None:
        remember_cleared(device, wanted, chosen)
    return back_to(device, wanted)


def _warn(device: Device, role: Role) -> None:
    """A till that sells now does without: what that means stays on the page until somebody closes it."""
    for consequence in what_stops([Use(device.name, role)]):
        flash(sentence_of(consequence), "warning")


@room.post("/<public_id>/usage-mode/<role>/switch")
@needs(Deed.MANAGE_PERIPHERALS)
def switch_option(public_id: str, role: str) -> Response:
    """Turn a switch of a field; the peripheral stays (A12, A13)."""
    device, wanted = device_or_404(public_id), role_or_404(role)
    option, on = request.form.get("option", ""), request.form.get("on") == "1"
    back = back_to(device, wanted)
    try:
        set_option(db.session(), device, wanted, option, on, now())
        flash(_switched(option, on), "success")
    except Refusal as refusal:
        show_refusal(refusal)
    return back


def _switched(option: str, on: bool) -> str:
    switch = OPTIONS[option]
    return _("“%(switch)s” is on now.", switch=switch) if on else _("“%(switch)s” is off now.", switch=switch)
