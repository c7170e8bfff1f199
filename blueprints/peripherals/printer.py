"""Add, edit and remove a receipt printer; from a device's usage mode the new one is assigned at once."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blueprints.edge import now
from blueprints.peripherals import room
from blueprints.peripherals.forms import PrinterForm
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.names import Role
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Device, Peripheral, StoreServer
from services.assignments import assign_peripheral, users_of
from services.device_lookup import find_device
from services.peripherals import add_peripheral, edit_peripheral, find_peripheral, remove_peripheral
from services.store_servers import find_store_server, list_store_servers

Page = str | Response | tuple[str, int]


@room.route("/new", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def create() -> Page:
    """Add a printer; `?device=…&role=…` comes from the [+] of a picker dialog (A8, A10, A11)."""
    form = PrinterForm()
    form.offer(list_store_servers(db.session()))
    device, role = _wish()
    status = 200
    if form.is_submitted():
        try:
            printer = add_peripheral(db.session(), form.fields(_server(form)), now())
            if device is not None and role is not None:
                assign_peripheral(db.session(), device, role, printer, now())
            return _after_adding(printer, device)
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    return render_template("peripherals/create.html", form=form, device=device, role=role), status


@room.route("/<public_id>/edit", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def edit(public_id: str) -> Page:
    """Change a printer's name, address or paper."""
    printer = find_peripheral(db.session(), public_id) or abort(404)
    form = PrinterForm()
    form.offer(list_store_servers(db.session()))
    status = 200
    if form.is_submitted():
        try:
            edit_peripheral(db.session(), printer, form.fields(_server(form)), now())
            flash(_("Saved."), "success")
            return redirect(url_for("peripherals.show", public_id=public_id))
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    else:
        form.show(printer)
    return render_template("peripherals/edit.html", form=form, printer=printer), status


@room.route("/<public_id>/remove", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def remove(public_id: str) -> Page:
    """Take a peripheral out of the account, after saying who uses it."""
    peripheral = find_peripheral(db.session(), public_id) or abort(404)
    if request.method == "POST":
        remove_peripheral(db.session(), peripheral, now())
        flash(_("%(name)s was removed.", name=peripheral.name), "success")
        return redirect(url_for("peripherals.index"))
    users = users_of(db.session(), [peripheral])[peripheral.id]
    return render_template("peripherals/remove.html", peripheral=peripheral, users=users)


def _wish() -> tuple[Device | None, Role | None]:
    """For which field of which device the printer is wanted."""
    device_id, role = request.args.get("device"), request.args.get("role")
    if not device_id or role not in list(Role):
        return None, None
    return find_device(db.session(), device_id) or abort(404), Role(role)


def _server(form: PrinterForm) -> StoreServer | None:
    return find_store_server(db.session(), form.store_server.data) if form.store_server.data else None


def _after_adding(printer: Peripheral, device: Device | None) -> Response:
    if device is None:
        flash(_("%(name)s was added. Try a test print.", name=printer.name), "success")
        return redirect(url_for("peripherals.show", public_id=printer.public_id))
    flash(_("%(name)s was added and assigned.", name=printer.name), "success")
    return redirect(url_for("devices.usage_mode", public_id=device.public_id))
