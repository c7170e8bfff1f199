"""The tab *Usage mode*: which peripheral a till uses for what, chosen in picker dialogs (guide A)."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from blueprints.devices import room
from blueprints.edge import now
from blueprints.peripheral_rows import Row, rows_of
from blueprints.peripheral_words import OPTIONS, ROLE_ICONS, ROLES, SECTIONS
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.names import PeripheralKind, Role
from domain.peripherals import ADDABLE, options_of
from domain.peripherals import SECTIONS as LAYOUT
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Assignment, Device
from services.assignments import (
    assign_peripheral,
    assignments_of,
    candidates_for,
    clear_role,
    set_option,
)
from services.device_lookup import find_device
from services.peripherals import find_peripheral


@dataclass(frozen=True)
class Field:
    """One field of the tab: a role and what is chosen for it."""

    role: Role
    label: str
    icon: str
    chosen: Row | None
    switches: list[tuple[str, str, bool]]
    can_choose: bool


@room.get("/<public_id>/usage-mode")
@login_required
def usage_mode(public_id: str) -> str:
    """Three parts, eight fields (A3)."""
    device = _device(public_id)
    assigned = assignments_of(db.session(), device)
    rows = {row.peripheral.id: row for row in rows_of([one.peripheral for one in assigned.values()])}
    sections = [
        (SECTIONS[name], [_field(role, assigned.get(role), rows) for role in roles]) for name, roles in LAYOUT
    ]
    return render_template("devices/usage_mode.html", device=device, sections=sections)


@room.route("/<public_id>/usage-mode/<role>", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def pick_peripheral(public_id: str, role: str) -> str | Response:
    """The picker dialog: candidates with their state and users; a press chooses (A5)."""
    device, wanted = _device(public_id), _role(role)
    if request.method == "POST":
        return _choose(device, wanted)
    candidates = candidates_for(db.session(), wanted)
    current = assignments_of(db.session(), device).get(wanted)
    return render_template(
        "devices/usage_mode_picker.html",
        device=device,
        role=wanted,
        label=ROLES[wanted],
        candidates=rows_of(candidates),
        current=current.peripheral_id if current else None,
        addable=PeripheralKind.RECEIPT_PRINTER in ADDABLE[wanted],
    )


@room.post("/<public_id>/usage-mode/<role>/clear")
@needs(Deed.MANAGE_PERIPHERALS)
def clear_peripheral(public_id: str, role: str) -> Response:
    """Empty a field (A20)."""
    device = _device(public_id)
    clear_role(db.session(), device, _role(role), now())
    return _back(device)


@room.post("/<public_id>/usage-mode/<role>/switch")
@needs(Deed.MANAGE_PERIPHERALS)
def switch_option(public_id: str, role: str) -> Response:
    """Turn a switch of a field; the peripheral stays (A12, A13)."""
    device = _device(public_id)
    option, on = request.form.get("option", ""), request.form.get("on") == "1"
    try:
        set_option(db.session(), device, _role(role), option, on, now())
    except Refusal as refusal:
        show_refusal(refusal)
    return _back(device)


def _choose(device: Device, role: Role) -> str | Response:
    peripheral = find_peripheral(db.session(), request.form.get("peripheral", "")) or abort(404)
    take_over = request.form.get("take_over") == "1"
    try:
        assign_peripheral(db.session(), device, role, peripheral, now(), take_over=take_over)
    except Refusal as refusal:
        if refusal.code != "held_by_other":
            show_refusal(refusal)
            return _back(device)
        db.session.rollback()
        return render_template(
            "devices/usage_mode_take_over.html",
            device=_device(device.public_id),
            role=role,
            peripheral=find_peripheral(db.session(), request.form["peripheral"]),
            holder=refusal.facts["holder"],
        )
    flash(_("%(name)s is used now.", name=peripheral.name), "success")
    return _back(device)


def _field(role: Role, assignment: Assignment | None, rows: dict[int, Row]) -> Field:
    switches = options_of(role, assignment.options) if assignment else {}
    return Field(
        role=role,
        label=str(ROLES[role]),
        icon=ROLE_ICONS[role],
        chosen=rows[assignment.peripheral_id] if assignment else None,
        switches=[(name, str(OPTIONS[name]), on) for name, on in switches.items()],
        can_choose=True,
    )


def _device(public_id: str) -> Device:
    return find_device(db.session(), public_id) or abort(404)


def _role(word: str) -> Role:
    return Role(word) if word in list(Role) else abort(404)


def _back(device: Device) -> Response:
    return redirect(url_for("devices.usage_mode", public_id=device.public_id))
