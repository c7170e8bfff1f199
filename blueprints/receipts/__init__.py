"""Receipts that the tills have sent: list, detail, copy on paper; shifts, closed days, and what is not in order."""

from flask import Blueprint

room = Blueprint("receipts", __name__, url_prefix="/receipts")

from blueprints.receipts import (  # noqa: E402, F401  (they hang their pages on the room)
    day_reports,
    export,
    late,
    missing,
    quarantine,
    receipt,
    receipts,
    shifts,
    tabs,
    totals,
)
