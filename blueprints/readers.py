"""Who reads a page: all of a reader on which it depends how a row of a list is drawn."""

from typing import NamedTuple

from flask import request
from flask_login import current_user

from blueprints.languages import language_in_force


class Reader(NamedTuple):
    """With the row's own values, this says everything: rows drawn for it can be kept."""

    language: str
    #: English dates are written differently in different countries
    country: str
    #: where the office is mounted, for addresses
    root: str


def reader() -> Reader:
    """Who reads this page."""
    return Reader(language_in_force(), current_user.account.country, request.script_root)
