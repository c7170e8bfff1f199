"""Try a peripheral out, and keep what the trial taught: a drawer's pulse, a scanner's keyboard."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from blueprints.edge import now
from blueprints.peripheral_rows import store_of
from blueprints.peripheral_words import LAYOUTS
from blueprints.peripherals import room
from blueprints.peripherals.scanner_check import check_page, picture_of
from blueprints.peripherals.show import peripheral_or_404
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.code128 import bars_of
from domain.names import PeripheralKind
from domain.permissions import Deed
from domain.refusal import Refusal
from domain.scanner_layouts import SAMPLE
from extensions import db
from models import Peripheral
from services.trials.trials import keep_pulse, set_keyboard, try_out
from services.usage_mode.candidates import host_of


class KeyboardForm(FlaskForm):
    """One field into which the scanner types."""

    typed = StringField(_l("Scan into this field"))


@room.post("/<public_id>/test")
@needs(Deed.MANAGE_PERIPHERALS)
def test(public_id: str) -> Response:
    """The trial of its kind; a drawer may be tried with another pin and pulse."""
    peripheral = peripheral_or_404(public_id)
    try:
        try_out(
            db.session(),
            peripheral,
            now(),
            requested_by=current_user.name,
            language=_language_of(peripheral),
            pulse=_pulse() if "pin" in request.form else None,
        )
    except Refusal as refusal:
        show_refusal(refusal)
    return redirect(url_for("peripherals.show", public_id=public_id) + "#jobs")


@room.post("/<public_id>/pulse")
@needs(Deed.MANAGE_PERIPHERALS)
def keep(public_id: str) -> Response:
    """The drawer opened by this pulse: open it so from now on."""
    drawer, pulse = peripheral_or_404(public_id), _pulse()
    try:
        keep_pulse(db.session(), drawer, pulse["pin"], pulse["pulse_ms"], now())
        flash(_("Saved."), "success")
    except Refusal as refusal:
        show_refusal(refusal)
    return redirect(url_for("peripherals.show", public_id=public_id))


@room.route("/<public_id>/keyboard", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def keyboard(public_id: str) -> str | Response | tuple[str, int]:
    """Scan one known code, into a field where it hangs on a till: what arrives tells its keyboard."""
    scanner = peripheral_or_404(public_id)
    if scanner.kind != PeripheralKind.BARCODE_SCANNER:
        abort(404)
    if host_of(scanner) is None:
        return check_page(scanner) if request.method == "GET" else abort(404)
    form = KeyboardForm()
    status = 200
    if form.is_submitted():
        try:
            layout = set_keyboard(db.session(), scanner, form.typed.data or "", now())
            flash(_("The scanner types as on a keyboard %(layout)s.", layout=LAYOUTS[layout]), "success")
            return redirect(url_for("peripherals.show", public_id=public_id))
        except Refusal as refusal:
            show_refusal(refusal, form)
            scanner, status = peripheral_or_404(public_id), 422
    bars, width = bars_of(SAMPLE)
    page = render_template(
        "peripherals/keyboard.html",
        scanner=scanner,
        form=form,
        bars=bars,
        width=width,
        picture=picture_of(SAMPLE),
        layouts=LAYOUTS,
    )
    return page, status


def _language_of(peripheral: Peripheral) -> str:
    """In which language a test page is: the paper's, else the store's, else the reader's."""
    store = store_of(peripheral)
    return peripheral.language or (store.language if store else str(current_user.language))


def _pulse() -> dict[str, int]:
    """What the form says; a missing or odd number is none that the rules know."""
    return {name: request.form.get(name, -1, type=int) for name in ("pin", "pulse_ms")}
