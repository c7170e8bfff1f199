"""*Shifts*: who opened and closed the drawer, and whether what was counted fits what was sold."""

from flask import abort, render_template, request
from flask_login import current_user, login_required

from blueprints.receipts import room
from blueprints.receipts.lines import device_options
from blueprints.receipts.words import MOVEMENTS
from extensions import db
from services.receipt_list import devices_with_receipts
from services.shift_list import find_shift, list_shifts, reckon_shift


@room.get("/shifts")
@login_required
def shifts() -> str:
    """The newest first, by till and state."""
    args, whole = request.args, request.headers.get("HX-Target") != "list"
    device = args.get("device", "")
    found = list_shifts(
        db.session(), device=device, state=args.get("state", ""), page=args.get("page", 1, type=int)
    )
    return render_template(
        "receipts/shifts.html" if whole else "receipts/_shift_list.html",
        found=found,
        currency=current_user.account.currency,
        devices=device_options(devices_with_receipts(db.session()), device) if whole else "",
    )


@room.get("/shifts/<public_id>")
@login_required
def shift(public_id: str) -> str:
    """One shift: what the till said beside what its entries add up to."""
    found = find_shift(db.session(), public_id) or abort(404)
    return render_template(
        "receipts/shift.html",
        shift=found,
        reckoned=reckon_shift(db.session(), found),
        currency=current_user.account.currency,
        movement_words=MOVEMENTS,
    )
