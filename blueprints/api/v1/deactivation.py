"""deactivation."""

from flask import Blueprint

endpoint = Blueprint("deactivation", __name__)
