"""Calibrate a printer's letters: print numbered lines, type the number of the readable one, check it on paper."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from blueprints.edge import now
from blueprints.peripheral_words import PRINT_STATUSES, reason_words
from blueprints.peripherals import room
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.calibration import PAGES, SAMPLES, SHEETS
from domain.names import PeripheralKind, PrintStatus
from domain.permissions import Deed
from domain.print_jobs import FINAL
from domain.refusal import Refusal
from extensions import db
from models import Peripheral
from services.peripherals.peripherals import find_peripheral
from services.trials.calibration import (
    Sheet,
    choose_line,
    forget_calibration,
    language_of,
    latest_sheet,
    print_as_image,
    print_calibration,
    sheet_in_hand,
)


class LineForm(FlaskForm):
    """The number of the readable line."""

    number = StringField(
        _l("Number of the readable line"), description=_l("It stands in front of the line on the paper.")
    )


@room.route("/<public_id>/calibration", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def calibrate(public_id: str) -> str | Response | tuple[str, int]:
    """The three steps on one page; a POST says which line was readable."""
    printer = _receipt_printer_or_404(public_id)
    form = LineForm()
    status = 200
    if form.is_submitted():
        try:
            choose_line(db.session(), printer, form.number.data or "", now(), language=_language(printer))
            flash(_("Kept. Now check it with a test print."), "success")
            return _back(public_id)
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    return render_template("peripherals/calibration.html", form=form, **_facts(printer)), status


@room.post("/<public_id>/calibration/sheet")
@needs(Deed.MANAGE_PERIPHERALS)
def print_sheet(public_id: str) -> Response:
    """Print the first sheet, or the one that is asked for."""
    printer = _receipt_printer_or_404(public_id)
    typed = request.form.get("sheet", "1")
    try:
        print_calibration(
            db.session(),
            printer,
            int(typed) if typed in {str(n + 1) for n in range(len(SHEETS))} else 0,
            now(),
            requested_by=current_user.name,
            language=_language(printer),
        )
    except Refusal as refusal:
        show_refusal(refusal)
    return _back(public_id)


@room.post("/<public_id>/calibration/pictures")
@needs(Deed.MANAGE_PERIPHERALS)
def set_pictures(public_id: str) -> Response:
    """Nothing was readable: print as pictures; or in letters again."""
    on = request.form.get("on") == "1"
    print_as_image(db.session(), _receipt_printer_or_404(public_id), on, now())
    flash(
        _("This printer now prints as pictures.") if on else _("This printer prints in letters again."),
        "success",
    )
    return _back(public_id)


@room.post("/<public_id>/calibration/forget")
@needs(Deed.MANAGE_PERIPHERALS)
def forget_letters(public_id: str) -> Response:
    """Go by the printer's model again."""
    forget_calibration(db.session(), _receipt_printer_or_404(public_id), now())
    flash(_("Forgotten. The printer model decides again."), "success")
    return _back(public_id)


@room.get("/<public_id>/calibration/state")
@needs(Deed.MANAGE_PERIPHERALS)
def calibration_state(public_id: str) -> str:
    """How far the sheet is; refreshes itself while it is under way."""
    return render_template(
        "peripherals/_calibration_state.html",
        htmx_answer=True,
        **_facts(_receipt_printer_or_404(public_id)),
    )


def _back(public_id: str) -> Response:
    return redirect(url_for("peripherals.calibrate", public_id=public_id))


def _receipt_printer_or_404(public_id: str) -> Peripheral:
    found = find_peripheral(db.session(), public_id)
    if found is None or found.kind != PeripheralKind.RECEIPT_PRINTER:
        abort(404)
    return found


def _language(printer: Peripheral) -> str:
    return language_of(printer, str(get_locale()))


def _facts(printer: Peripheral) -> dict[str, Any]:
    asked, in_hand = latest_sheet(db.session(), printer), sheet_in_hand(db.session(), printer)
    language = in_hand.language if in_hand else _language(printer)
    return {
        "printer": printer,
        "samples": dict.fromkeys(SAMPLES[language, page] for page in PAGES[language]),
        "asked": asked,
        "sheets": len(SHEETS),
        "found": sorted((printer.code_pages or {}).items()),
        **_job_facts(asked, printer),
    }


def _job_facts(asked: Sheet | None, printer: Peripheral) -> dict[str, Any]:
    """How far the newest sheet is, and which buttons follow from it."""
    if asked is None:
        return {"is_under_way": False, "may_go_on": False, "may_repeat": False}
    status = PrintStatus(asked.job.status)
    word, tone = PRINT_STATUSES[status]
    is_there = status in (PrintStatus.PRINTED, PrintStatus.UNCERTAIN)
    return {
        "job_word": word,
        "job_tone": tone,
        "job_reason": reason_words(asked.job.reason, printer.kind),
        "is_under_way": not is_there and status not in FINAL,
        "may_go_on": is_there,
        "may_repeat": status != PrintStatus.PRINTED and (is_there or status in FINAL),
    }
