"""Sign out of this browser."""

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from blueprints.entrance import room


@room.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Forget who was here; the language stays."""
    logout_user()
    # "_remember" stays for this answer: by it Flask-Login drops its own cookie
    for key in [key for key in session if key != "_remember"]:
        session.pop(key)
    return redirect(url_for("entrance.sign_in"))
