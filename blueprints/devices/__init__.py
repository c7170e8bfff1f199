"""POS devices: list, card, activation."""

from flask import Blueprint

room = Blueprint("devices", __name__, url_prefix="/devices")
