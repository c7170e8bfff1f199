"""Who works at the tills."""

from flask import Blueprint

room = Blueprint("employees", __name__, url_prefix="/employees")

from blueprints.employees import (  # noqa: E402, F401  (the views hang themselves on the room)
    assign,
    edit,
    employee_import,
    export,
    index,
    remove,
)
