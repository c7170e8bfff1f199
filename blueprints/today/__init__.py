"""Can I open? The start page."""

from flask import Blueprint

room = Blueprint("today", __name__)

from blueprints.today import index  # noqa: E402, F401  (the view hangs itself on the room)
