"""The way in: first run, sign in, sign out, language."""

from flask import Blueprint

room = Blueprint("entrance", __name__)

from blueprints.entrance import (  # noqa: E402, F401  (the views hang themselves on the room)
    first_device,
    first_store,
    guard,
    language,
    sign_in,
    sign_out,
    welcome,
)
