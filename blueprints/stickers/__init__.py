"""Stickers: labels with a QR code that opens the page of the till or peripheral on which they stick."""

from flask import Blueprint

room = Blueprint("stickers", __name__, url_prefix="/stickers")

from blueprints.stickers import index  # noqa: E402, F401  (the view hangs itself on the room)
