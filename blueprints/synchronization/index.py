"""The way into the room."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from blueprints.synchronization import room


@room.get("")
@login_required
def index() -> ResponseReturnValue:
    """Leads to the rules."""
    return redirect(url_for("synchronization.rules"))
