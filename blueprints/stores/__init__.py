"""The stores: list, card, create, edit, logo, activate, deactivate."""

from flask import Blueprint

room = Blueprint("stores", __name__, url_prefix="/stores")

from blueprints.stores import edit, index, logo, show, status  # noqa: E402, F401  (they hang their pages on the room)
