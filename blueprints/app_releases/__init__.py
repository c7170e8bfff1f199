"""Updates of the till program: upload a signed version, roll it out in stages, halt it, roll it back."""

from flask import Blueprint

room = Blueprint("app_releases", __name__, url_prefix="/app-releases")

from blueprints.app_releases import (  # noqa: E402, F401  (the views hang themselves on the room)
    channel,
    deeds,
    index,
    keys,
    large_files,
    minimum,
    roll_out,
    show,
    upload,
)
