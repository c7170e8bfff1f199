"""Coming in and being sent on: the session, the language cookie, and addresses that are our own."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import current_app, request, session
from flask_login import login_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from blueprints.languages import COOKIE
from models import User

A_YEAR = timedelta(days=365)


def come_in(user: User, *, remember: bool) -> None:
    """Sign the user in with a fresh session; what an earlier visitor of this browser left is dropped."""
    session.clear()
    login_user(user, remember=remember)


def remember_language(response: Response, language: str) -> Response:
    """Let this browser speak the language for a year, also before the next sign-in."""
    response.set_cookie(
        COOKIE,
        language,
        max_age=A_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def own_path(target: str | None) -> str | None:
    """The address, if it is a page of ours that can be opened; None for anything else.

    Browsers read backslashes as slashes and drop control characters, so neither may stand in it.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(ord(letter) < 33 or ord(letter) == 127 for letter in target):
        return None
    return target.rstrip("?") if _is_page(urlsplit(target).path) else None


def _is_page(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None  # a request always has one
    try:
        endpoint, _values = adapter.match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return bool(endpoint != "static")
