"""Peripherals: list, card, add, edit, remove, test print."""

from flask import Blueprint

room = Blueprint("peripherals", __name__, url_prefix="/peripherals")

from blueprints.peripherals import (  # noqa: E402, F401  (they hang their pages on the room)
    calibration,
    create,
    edit,
    found,
    index,
    remove,
    show,
    stand_in,
    trials,
    unprintable_names,
)
