"""When the tills synchronize and how far each has come: matrix, rules, windows, history."""

from flask import Blueprint

room = Blueprint("synchronization", __name__, url_prefix="/synchronization")

from blueprints.synchronization import (  # noqa: E402, F401  (they hang their pages on the room)
    difference,
    history,
    index,
    orders,
    rules,
    window_openings,
    windows,
)
