"""*Shifts*: who opened and closed the drawer, and whether what was counted fits what was sold."""

from flask import abort, render_template
from flask_login import current_user, login_required

from blueprints.receipts import room
from blueprints.receipts.books import show_book
from blueprints.receipts.words import MOVEMENTS
from extensions import db
from services.journal.shift_list import find_shift, list_shifts, reckon_shift


@room.get("/shifts")
@login_required
def shifts() -> str:
    """The newest first, by till and state."""
    return show_book("shift", list_shifts)


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
