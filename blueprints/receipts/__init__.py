"""Receipts that the tills have sent: list, detail, copy on paper."""

from flask import Blueprint

room = Blueprint("receipts", __name__, url_prefix="/receipts")

from blueprints.receipts import late, receipt, receipts  # noqa: E402, F401  (they hang their pages on the room)
