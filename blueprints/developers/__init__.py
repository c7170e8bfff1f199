"""The API page for till vendors."""

from flask import Blueprint

room = Blueprint("developers", __name__, url_prefix="/developers")
