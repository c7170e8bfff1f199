"""Which printer prints in place of another while that one cannot."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField

from blueprints.edge import now
from blueprints.peripheral_rows import place_of, rows_of
from blueprints.peripherals import room
from blueprints.peripherals.show import peripheral_or_404
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.peripherals import PRINTERS
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Peripheral
from services.peripherals.peripheral_users import list_stand_ins
from services.peripherals.peripherals import find_peripheral, set_stand_in


class StandInForm(FlaskForm):
    """One of the printers that may, or none."""

    stand_in = RadioField(_l("Stand-in printer"), validate_choice=False)


@room.route("/<public_id>/stand-in", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def stand_in(public_id: str) -> str | Response | tuple[str, int]:
    """Choose the stand-in, or none any more."""
    printer = peripheral_or_404(public_id)
    if printer.kind not in PRINTERS:
        abort(404)
    form = StandInForm(prefix="stand-in")
    if not form.is_submitted():
        form.stand_in.data = printer.stand_in.public_id if printer.stand_in else ""
        return _page(printer, form)
    try:
        chosen = _chosen(form.stand_in.data or "")
        set_stand_in(db.session(), printer, chosen, now())
    except Refusal as refusal:
        show_refusal(refusal, form)
        return _page(peripheral_or_404(public_id), form), 422
    flash(_("Saved."), "success")
    return redirect(url_for("peripherals.show", public_id=public_id))


def _chosen(public_id: str) -> Peripheral | None:
    if not public_id:
        return None
    found = find_peripheral(db.session(), public_id)
    if found is None:
        raise Refusal("peripheral_unknown", "stand_in")
    return found


def _page(printer: Peripheral, form: StandInForm) -> str:
    rows = rows_of(list_stand_ins(db.session(), printer))
    form.stand_in.choices = [("", _("No stand-in"))] + [
        (row.peripheral.public_id, row.peripheral.name) for row in rows
    ]
    hints = {row.peripheral.public_id: f"{place_of(row.peripheral)} · {row.state}" for row in rows}
    hints[""] = _("What it cannot print waits until it can again.")
    return render_template("peripherals/stand_in.html", printer=printer, form=form, hints=hints, found=rows)
