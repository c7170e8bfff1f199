"""The account, the people of the back office, one's own profile and password."""

from flask import Blueprint

room = Blueprint("settings", __name__, url_prefix="/settings")

from blueprints.settings import (  # noqa: E402, F401  (the views hang themselves on the room)
    account,
    origins,
    password,
    people,
    profile,
    tills,
)
