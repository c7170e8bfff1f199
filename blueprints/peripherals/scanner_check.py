"""Check how a scanner types: the store server listens to one code of this page and says which keyboard it is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import segno
from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from blueprints.edge import now
from blueprints.peripheral_words import KEYBOARDS_FOUND, LAYOUTS, reason_words
from blueprints.peripherals import room
from blueprints.peripherals.show import peripheral_or_404
from blueprints.permissions import needs
from blueprints.refusals import sentence_for, show_refusal
from domain.code128 import bars_of
from domain.names import PeripheralKind, PrintStatus
from domain.permissions import Deed
from domain.print_jobs import FINAL
from domain.refusal import Refusal
from domain.scanner_check import CODE, read_keyboard
from extensions import db
from models import Peripheral, PrintJob
from services.peripherals.scanner_learning import heard_in
from services.trials.scanner_checks import LISTENS_S, check_keyboard, latest_check

#: an older check is no longer what this visit is about
THIS_VISIT = timedelta(minutes=30)


@dataclass(frozen=True)
class Standing:
    """How far a check is: asked, listening, or over; what it found, or why it found nothing."""

    is_under_way: bool
    is_listening: bool
    found: str | None = None
    problem: str | None = None


@room.post("/<public_id>/keyboard/check")
@needs(Deed.MANAGE_PERIPHERALS)
def start_check(public_id: str) -> Response:
    """Ask the store server to listen."""
    scanner = _scanner_or_404(public_id)
    try:
        check_keyboard(db.session(), scanner, now(), requested_by=current_user.name)
    except Refusal as refusal:
        show_refusal(refusal)
    return redirect(url_for("peripherals.keyboard", public_id=public_id))


@room.get("/<public_id>/keyboard/check")
@needs(Deed.MANAGE_PERIPHERALS)
def check_state(public_id: str) -> str:
    """How far the check is; refreshes itself while it is under way."""
    return render_template("peripherals/_scanner_check.html", **_facts(_scanner_or_404(public_id)))


def check_page(scanner: Peripheral) -> str:
    """The two steps on one page."""
    bars, width = bars_of(CODE)
    return render_template(
        "peripherals/scanner_check.html",
        bars=bars,
        width=width,
        picture=picture_of(CODE),
        **_facts(scanner),
    )


def picture_of(text: str) -> Markup:
    """A code as a square for scanners that read those."""
    code = segno.make_qr(text, error="m")
    drawing = code.svg_inline(
        omitsize=True, border=3, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )
    return Markup(drawing)  # noqa: S704 - drawn here from a constant


def _scanner_or_404(public_id: str) -> Peripheral:
    found = peripheral_or_404(public_id)
    return found if found.kind == PeripheralKind.BARCODE_SCANNER else abort(404)


def _facts(scanner: Peripheral) -> dict[str, Any]:
    check = latest_check(db.session(), scanner, now() - THIS_VISIT)
    return {
        "scanner": scanner,
        "layouts": LAYOUTS,
        "check": standing_of(check, scanner.kind) if check else None,
        "seconds": LISTENS_S,
    }


def standing_of(check: PrintJob, kind: str) -> Standing:
    """What to say of a check."""
    status = PrintStatus(check.status)
    if status == PrintStatus.PRINTED:
        return _judge(check)
    if status in FINAL or status == PrintStatus.UNCERTAIN:
        return Standing(is_under_way=False, is_listening=False, problem=_why_nothing(check, kind))
    return Standing(is_under_way=True, is_listening=status == PrintStatus.SENDING)


def _judge(check: PrintJob) -> Standing:
    try:
        found = str(KEYBOARDS_FOUND[read_keyboard(heard_in(check))])
    except Refusal as refusal:
        return Standing(is_under_way=False, is_listening=False, problem=sentence_for(refusal))
    return Standing(is_under_way=False, is_listening=False, found=found)


def _why_nothing(check: PrintJob, kind: str) -> str:
    if check.status == PrintStatus.EXPIRED:
        return _("The store server did not answer in time. Is it on, and has it a network?")
    if check.reason == "timeout":
        return _(
            "Nothing was scanned. Is the scanner on? Press the button, then scan within %(seconds)s seconds.",
            seconds=LISTENS_S,
        )
    return reason_words(check.reason, kind) or _("The check was not finished. Try again.")
