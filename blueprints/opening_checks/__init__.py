"""The opening checks: the history, one report, when they are made and who is told."""

from flask import Blueprint

room = Blueprint("opening_checks", __name__)

from blueprints.opening_checks import (  # noqa: E402, F401  (the views hang themselves on the room)
    hours,
    recipients,
    reports,
    settings,
)
