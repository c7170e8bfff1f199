"""*Day reports*: days that tills closed, whether all of their receipts are here, and whether any came later."""

from flask import abort, render_template
from flask_login import current_user, login_required

from blueprints.receipts import room
from blueprints.receipts.books import show_book
from blueprints.receipts.day_totals import tell_totals
from extensions import db
from services.journal.day_report_list import (
    DayReckoned,
    closed_by_till,
    find_day_report,
    list_day_reports,
    reckon_day,
)


@room.get("/day-reports")
@login_required
def day_reports() -> str:
    """The newest first, by till and state."""
    return show_book("day_report", list_day_reports)


@room.get("/day-reports/<public_id>")
@login_required
def day_report(public_id: str) -> str:
    """One day: what the till said beside what its receipts add up to."""
    found = find_day_report(db.session(), public_id) or abort(404)
    reckoned = reckon_day(db.session(), found)
    return render_template(
        "receipts/day_report.html",
        report=found,
        reckoned=reckoned,
        by_till=closed_by_till(found),
        totals=tell_totals(found.totals, _currency(reckoned)),
    )


def _currency(reckoned: DayReckoned) -> str:
    """In which the till counted: that of its receipts where all have the same, else the store's."""
    sold = [one.currency for one in reckoned.sums]
    return sold[0] if len(sold) == 1 else str(current_user.account.currency)
