"""What a browser remembers: the POS that it runs on, in a cookie that nobody else can write."""

from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

A_YEAR = timedelta(days=365)


def remembered_device() -> str | None:
    """The public id of the POS that this browser runs on; it may be another account's, or deleted since."""
    cookie = request.cookies.get(_name())
    if cookie is None:
        return None
    try:
        found = _signer().loads(cookie)
    except BadSignature:
        return None
    return found if isinstance(found, str) else None


def remember_device(response: Response, public_id: str) -> Response:
    """From now on this browser is that POS, for a year after the last visit."""
    response.set_cookie(
        _name(),
        str(_signer().dumps(public_id)),
        max_age=A_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def forget_device(response: Response) -> Response:
    """This browser is no POS any more."""
    response.delete_cookie(_name(), httponly=True, samesite="Lax")
    return response


def _name() -> str:
    """A name of its own for each office, as for its sessions: several may run on one machine."""
    return f"{current_app.config['SESSION_COOKIE_NAME']}_device"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="this device")
