"""The language switch: it sticks to the user who is signed in, and to the browser."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from blueprints.entrance import room
from blueprints.entrance.doorway import own_path, remember_language
from domain.places import LANGUAGES


@room.post("/language")
def set_language() -> ResponseReturnValue:
    """Switch the language and go back to the same page."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        abort(400)
    if current_user.is_authenticated:
        current_user.language = language
    target = own_path(request.form.get("next")) or url_for("today.index")
    return remember_language(redirect(target), language)
