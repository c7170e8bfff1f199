"""The language switch: it sticks to the user who is signed in, and to the browser."""

from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from blueprints.entrance import room
from blueprints.entrance.doorway import own_path, remember_language
from domain.places import LANGUAGES

TYPED = "typed_before_switching"
NOT_KEPT = ("csrf_token", "next", "to", "password")


@room.post("/language")
def set_language() -> ResponseReturnValue:
    """Switch the language and go back to the same page, with what was typed there."""
    language = request.form.get("to", "")
    if language not in LANGUAGES:
        abort(400)
    if current_user.is_authenticated:
        current_user.language = language
    if typed := {name: text[:300] for name, text in request.form.items() if name not in NOT_KEPT}:
        session[TYPED] = typed
    target = own_path(request.values.get("next")) or url_for("today.index")
    return remember_language(redirect(target), language)


def typed_before() -> dict[str, str] | None:
    """What stood in the form when its reader switched the language; asked for once. Never a password."""
    typed: dict[str, str] | None = session.pop(TYPED, None)
    return typed
