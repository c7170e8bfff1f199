"""Who works at the tills."""

from flask import Blueprint

room = Blueprint("employees", __name__, url_prefix="/employees")

from blueprints.employees import edit, index, remove  # noqa: E402, F401  (the views hang themselves on the room)
