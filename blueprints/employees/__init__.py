"""Who works at the tills."""

from flask import Blueprint

room = Blueprint("employees", __name__, url_prefix="/employees")
