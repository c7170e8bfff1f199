"""History: who did what and when, for the whole account and for one thing; as page and as CSV."""

from flask import Blueprint

room = Blueprint("history", __name__)

from blueprints.history import index, subject  # noqa: E402, F401  (they hang their pages on the room)
