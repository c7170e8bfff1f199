"""POS devices: list, card, activation, usage mode, deactivation, deletion."""

from flask import Blueprint

from blueprints.devices.words import begun_word, ended_word
from blueprints.status_words import device_word, store_word

room = Blueprint("devices", __name__, url_prefix="/devices")
room.add_app_template_global(device_word)
room.add_app_template_global(store_word)
room.add_app_template_global(begun_word)
room.add_app_template_global(ended_word)

from blueprints.devices import (  # noqa: E402, F401  (they hang their pages on the room)
    activation,
    adoption,
    data,
    deactivate,
    delete,
    edit,
    index,
    local_products,
    show,
    synchronization,
    usage_mode,
)
