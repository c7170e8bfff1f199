"""Change a peripheral: its name, how it is connected, what it prints. What it is stays."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blueprints.edge import now
from blueprints.peripheral_words import KINDS
from blueprints.peripherals import room
from blueprints.peripherals.forms import PeripheralForm
from blueprints.peripherals.offers import offer, show_peripheral
from blueprints.peripherals.reading import read_form
from blueprints.peripherals.words import WAY_HINTS, WAY_ICONS
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.names import PeripheralKind
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.peripherals.peripherals import edit_peripheral, find_peripheral


@room.route("/<public_id>/edit", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def edit(public_id: str) -> str | Response | tuple[str, int]:
    """The form of its kind, filled with what is stored."""
    peripheral = find_peripheral(db.session(), public_id) or abort(404)
    kind = PeripheralKind(peripheral.kind)
    form = PeripheralForm(kind)
    offer(form, db.session())
    status = 200
    if form.is_submitted():
        try:
            edit_peripheral(db.session(), peripheral, read_form(form, db.session()), now())
            flash(_("Saved."), "success")
            return redirect(url_for("peripherals.show", public_id=public_id))
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    else:
        show_peripheral(form, peripheral)
    page = render_template(
        "peripherals/edit.html",
        form=form,
        peripheral=peripheral,
        kind=KINDS[kind],
        way_hints=WAY_HINTS,
        way_icons=WAY_ICONS,
    )
    return page, status
