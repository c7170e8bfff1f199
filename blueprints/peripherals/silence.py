"""What becomes of papers while a printer never answers: they wait, or they are sent all the same."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from blueprints.edge import now
from blueprints.peripherals import room
from blueprints.peripherals.show import peripheral_or_404
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.peripherals import PRINTERS
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Peripheral
from services.peripherals.unconfirmed_printing import prints_unconfirmed, set_unconfirmed_printing

WAIT, PRINT = "wait", "print"


class SilenceForm(FlaskForm):
    """One of two ways."""

    choice = RadioField(
        _l("While it never answers"),
        choices=[
            SelectChoice(WAIT, _l("Let its papers wait")),
            SelectChoice(PRINT, _l("Print all the same")),
        ],
    )


@room.route("/<public_id>/silence", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def silence(public_id: str) -> str | Response | tuple[str, int]:
    """Choose whether a printer that never answers prints all the same."""
    printer = peripheral_or_404(public_id)
    if printer.kind not in PRINTERS:
        abort(404)
    form = SilenceForm(prefix="silence")
    if not form.is_submitted():
        form.choice.data = PRINT if prints_unconfirmed(printer) else WAIT
        return _page(printer, form)
    if not form.validate():
        return _page(printer, form), 422
    try:
        is_allowed = form.choice.data == PRINT
        set_unconfirmed_printing(db.session(), printer, now(), is_allowed=is_allowed)
    except Refusal as refusal:
        show_refusal(refusal, form)
        return _page(peripheral_or_404(public_id), form), 422
    flash(_("Saved."), "success")
    return redirect(url_for("peripherals.show", public_id=public_id))


def _page(printer: Peripheral, form: SilenceForm) -> str:
    hints = {
        WAIT: _(
            "They come out as soon as it answers, or on its stand-in. Whatever is lost, somebody is told."
        ),
        PRINT: _(
            "Papers are then only “sent”: nobody knows whether they came out. Nobody is told either when it is off, "
            "its cover is open or its paper has run out, and its stand-in does not take over."
        ),
    }
    return render_template("peripherals/silence.html", printer=printer, form=form, hints=hints)
