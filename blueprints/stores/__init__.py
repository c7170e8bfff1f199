"""The stores."""

from flask import Blueprint

room = Blueprint("stores", __name__, url_prefix="/stores")
