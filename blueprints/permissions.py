"""Who may do what in the back office (B17: only owners and managers manage POS devices)."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, abort
from flask_login import current_user, login_required

from domain.permissions import Deed, may

P = ParamSpec("P")
R = TypeVar("R")


def set_up(app: Flask) -> None:
    """Give templates `allowed('manage_devices')`."""
    app.jinja_env.globals["allowed"] = allowed


def needs(deed: Deed) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only signed-in users in whose role permits the deed; others read a 403 page."""

    def around(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not may(current_user.role, deed):
                abort(403)
            return view(*args, **kwargs)

        guarded_by_login: Callable[P, R] = login_required(guarded)
        return guarded_by_login

    return around


def allowed(deed: str) -> bool:
    """Whether the reader may do this deed; for templates: `{% if allowed('manage_devices') %}`."""
    reader = current_user._get_current_object()  # asked for many times on a page
    return bool(reader.is_authenticated) and may(reader.role, Deed(deed))
