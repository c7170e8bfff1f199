"""The history of the whole account."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from blueprints.history import room
from blueprints.history.file import history_file
from blueprints.history.reading import (
    account_timezone,
    actor_choices,
    kind_choices,
    read_listing,
    wanted_history,
)


@room.get("/history")
@login_required
def index() -> ResponseReturnValue:
    """Every deed, latest first; filtered by thing, person and day."""
    listing = read_listing(wanted_history(account_timezone()))
    if request.headers.get("HX-Target") == "list":
        return render_template("history/_list.html", listing=listing, subject=None)
    return render_template(
        "history/page.html", listing=listing, subject=None, actors=actor_choices(), kinds=kind_choices()
    )


@room.get("/history.csv")
@login_required
def export() -> Response:
    """The same as a file."""
    return history_file(wanted_history(account_timezone()), "history")
