"""The start page."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from blueprints.today import room


@room.get("/")
@login_required
def index() -> ResponseReturnValue:
    """Can I open?"""
    return render_template("today/page.html")
