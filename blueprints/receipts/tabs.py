"""The pages of the room, with how much waits on each."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.edge import recall
from blueprints.receipts import room
from extensions import db
from services.journal.missing_entries import count_missing
from services.journal.quarantine import count_quarantined


@room.context_processor
def tabs_of_room() -> dict[str, Any]:
    """`receipt_tabs()` for the templates of this room."""
    return {"receipt_tabs": receipt_tabs}


def receipt_tabs() -> list[dict[str, Any]]:
    """Each page of the room; counts are remembered as long as nobody writes."""
    quarantined, missing = recall(("receipt tabs", current_user.account_id), _counts)
    pages = (
        ("receipts.index", _("Receipts"), 0),
        ("receipts.totals", _("Totals"), 0),
        ("receipts.shifts", _("Shifts"), 0),
        ("receipts.day_reports", _("Day reports"), 0),
        ("receipts.quarantine", _("Quarantine"), quarantined),
        ("receipts.missing", _("Missing entries"), missing),
    )
    return [
        {"label": label, "url": url_for(endpoint), "current": request.endpoint == endpoint}
        | ({"count": count} if count else {})
        for endpoint, label, count in pages
    ]


def _counts() -> tuple[int, int]:
    return count_quarantined(db.session()).count, count_missing(db.session())
