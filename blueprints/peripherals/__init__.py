"""Peripherals: list, card, add, edit, remove, test print."""

from flask import Blueprint

from blueprints.peripheral_words import model_word
from domain.drawer_contact import drawer_state

room = Blueprint("peripherals", __name__, url_prefix="/peripherals")
room.add_app_template_global(model_word)
room.add_app_template_global(drawer_state)

from blueprints.peripherals import (  # noqa: E402, F401  (they hang their pages on the room)
    calibration,
    contact,
    create,
    edit,
    found,
    index,
    journal,
    journal_job,
    paper_pages,
    payments,
    remove,
    scanner_check,
    show,
    silence,
    stand_in,
    trials,
    unprintable_names,
)
