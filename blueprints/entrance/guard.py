"""On a server that nobody signed up on yet, every page leads to the first-run page."""

from flask import current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.edge import READING
from blueprints.entrance import room
from extensions import db
from services.accounts.accounts import has_accounts

OPEN_WITHOUT_ACCOUNT = ("static", "entrance.welcome", "entrance.propose_place", "entrance.set_language")
KNOWN = "comptoir_has_accounts"


def server_is_taken() -> bool:
    """Whether somebody signed up here; asked of the database only until the answer is yes."""
    if not current_app.extensions.get(KNOWN):
        current_app.extensions[KNOWN] = has_accounts(db.session())
    return bool(current_app.extensions[KNOWN])


@room.before_app_request
def lead_to_first_run() -> Response | None:
    """Send the very first visitor to the first-run page, wherever they knocked."""
    if request.endpoint is None or request.endpoint in OPEN_WITHOUT_ACCOUNT:
        return None
    if request.method not in READING or current_user.is_authenticated or server_is_taken():
        return None
    return redirect(url_for("entrance.welcome"))
