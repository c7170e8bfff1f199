"""Peripherals: list, card, add, edit, remove, test print."""

from flask import Blueprint

from blueprints.peripheral_words import model_word

room = Blueprint("peripherals", __name__, url_prefix="/peripherals")
room.add_app_template_global(model_word)

from blueprints.peripherals import (  # noqa: E402, F401  (they hang their pages on the room)
    calibration,
    create,
    edit,
    found,
    index,
    journal,
    journal_job,
    remove,
    scanner_check,
    show,
    stand_in,
    trials,
    unprintable_names,
)
