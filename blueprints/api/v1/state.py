"""state."""

from flask import Blueprint

endpoint = Blueprint("state", __name__)
