"""Small drawings of templates, such as icons and badges: a list shows the same few hundreds of times."""

from collections.abc import Callable
from functools import lru_cache

from flask import Flask
from markupsafe import Markup

#: as many as are kept of each kind
REMEMBERED = 4096


def set_up(app: Flask) -> None:
    """Give templates `remembered(macro)`."""
    app.jinja_env.globals["remembered"] = remembered


def remembered(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """The same macro, drawing only once for the same arguments.

    For macros whose drawing depends on nothing else: no request and no reader, nor a language unless it is an argument.
    """
    return lru_cache(maxsize=REMEMBERED, typed=True)(macro)  # typed: text that is markup is drawn otherwise
