"""What the shop sells."""

from flask import Blueprint

room = Blueprint("catalogue", __name__, url_prefix="/catalogue")
