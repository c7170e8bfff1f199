"""The room for engineers of till vendors: the wire contract as a page that anybody may read."""

from flask import Blueprint

room = Blueprint("developers", __name__, url_prefix="/developers")

from blueprints.developers import index  # noqa: E402, F401
