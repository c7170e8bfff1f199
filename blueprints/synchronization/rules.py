"""When each stream runs: for the whole business, for a store, for a POS."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from blueprints.synchronization import room


@room.get("/rules")
@login_required
def rules() -> ResponseReturnValue:
    """The rules of the business and of its stores."""
    return render_template("synchronization/rules.html")
