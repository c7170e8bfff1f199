"""A moment as pages draw it: a list of fifty asks for it fifty times, so it is not a macro."""

from datetime import datetime
from functools import lru_cache

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from blueprints.formats import ago, datetime_in

#: what is kept of the moments that lists show again and again
REMEMBERED = 4096
_EXACT = Markup('<time class="num" datetime="{}">{}</time>')
_AGO = Markup('<time datetime="{}" title="{}">{}</time>')
_NEVER = Markup('<span class="nothing">{}</span>')


def set_up(app: Flask) -> None:
    """Give templates `time_at(moment, zone)` and `since(moment, zone)`."""
    app.jinja_env.globals.update(time_at=time_at, since=since)


def time_at(moment: datetime | None, zone: str) -> Markup:
    """Day and time on the wall of the store."""
    return _exact(moment.isoformat(), datetime_in(moment, zone)) if moment else _never(_("never"))


def since(moment: datetime | None, zone: str) -> Markup:
    """How long ago, with the exact moment on hover."""
    if moment is None:
        return _never(_("never"))
    return _ago(moment.isoformat(), datetime_in(moment, zone), ago(moment))


@lru_cache(maxsize=REMEMBERED)
def _exact(moment: str, shown: str) -> Markup:
    return _EXACT.format(moment, shown)


@lru_cache(maxsize=REMEMBERED)
def _ago(moment: str, shown: str, passed: str) -> Markup:
    return _AGO.format(moment, shown, passed)


@lru_cache(maxsize=16)
def _never(word: str) -> Markup:
    return _NEVER.format(word)
