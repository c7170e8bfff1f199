"""The edge of every page: who asks, one transaction, one account, strict headers."""

from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import bindparam, select
from werkzeug.wrappers import Response as AnyResponse

from extensions import db, login_manager
from models import User
from models.scope import Actor, enter_account
from services.database.commit_watch import Unchanged

T = TypeVar("T")
READING = ("GET", "HEAD", "OPTIONS")
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

#: made once: each page begins with it
SIGNED_IN = (
    select(User)
    .where(User.public_id == bindparam("public_id"), User.session_key == bindparam("key"))
    .execution_options(every_account=True)
)


def set_up(app: Flask) -> None:
    """Hook the edge around every page of the app."""
    app.before_request(_open)
    app.after_request(_close)
    app.after_request(_add_headers)
    login_manager.user_loader(_load_user)
    login_manager.unauthorized_handler(_ask_to_sign_in)


def now() -> datetime:
    """The moment of this request: read once, so that all its deeds carry the same time."""
    moment: datetime | None = g.get("now")
    if moment is None:
        moment = g.now = datetime.now(UTC)
    return moment


def recall(key: Hashable, read: Callable[[], T], /) -> T:
    """What `read` finds, remembered under this key until anybody commits; nobody may change it."""
    unchanged: Unchanged = current_app.extensions["unchanged"]
    return unchanged.recall(g.get("revision"), key, read)


def keep_outcome() -> None:
    """Commit although the page says no: the attempt itself is a fact to keep (a wrong password)."""
    g.keep_outcome = True


def lead_back(address: str) -> AnyResponse:
    """Lead to a page after a deed; below an open dialog it is only read anew, and stays where it was scrolled."""
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    is_below = shown._replace(scheme="", netloc="", fragment="") == urlsplit(address)._replace(fragment="")
    if is_below and getattr(request, "htmx", False):
        return Response(status=204, headers={"HX-Refresh": "true"})
    return redirect(address)


def _open() -> None:
    if request.endpoint == "static":
        return
    db.session.info["writes"] = request.method not in READING
    if request.method in READING:
        g.revision = current_app.extensions["unchanged"].revision()
    if current_user.is_authenticated:
        request.environ["comptoir.who"] = current_user.public_id
        actor = Actor("user", current_user.name, current_user.id)
        enter_account(db.session(), current_user.account_id, actor)


def _close(response: Response) -> Response:
    """Commit what a successful request wrote; a refused or failed one leaves nothing behind."""
    if request.method in READING or (response.status_code >= 400 and not g.get("keep_outcome")):
        db.session.rollback()
    else:
        db.session.commit()
    return _redirect_for_htmx(response)


def _redirect_for_htmx(response: Response) -> Response:
    """htmx follows a redirect silently and swaps the answer in; a whole new page is asked for by header."""
    if response.status_code in (302, 303) and getattr(request, "htmx", False):
        headers = [("HX-Redirect", response.headers["Location"]), *_cookies(response)]
        return Response(status=204, headers=headers)
    return response


def _cookies(response: Response) -> list[tuple[str, str]]:
    return [("Set-Cookie", value) for value in response.headers.getlist("Set-Cookie")]


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.endpoint != "static":
        # a form that was not taken is kept for the Back button, which would find nothing but a fault of the browser
        kept = "no-cache" if response.status_code == 422 else "no-store"
        headers.setdefault("Cache-Control", f"private, {kept}")
    return response


def _load_user(key: str) -> User | None:
    """The signed-in user; the key changes with the password, so a new password signs out everywhere."""
    public_id, _, session_key = key.partition(":")
    found = db.session.execute(SIGNED_IN, {"public_id": public_id, "key": session_key})
    return found.scalar_one_or_none()


def _ask_to_sign_in() -> AnyResponse:
    target = request.full_path.rstrip("?") if request.method in READING else url_for("today.index")
    address = url_for("entrance.sign_in", next=target)
    if getattr(request, "htmx", False):
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address)
