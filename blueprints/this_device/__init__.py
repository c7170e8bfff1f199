"""This device: the browser of a till knows which POS it is, and opens its usage mode (guide A, first way)."""

from flask import Blueprint

from blueprints.this_device.browser import remembered_device

room = Blueprint("this_device", __name__, url_prefix="/this-device")
room.add_app_template_global(remembered_device, "this_device")

from blueprints.this_device import opening  # noqa: E402, F401  (it hangs its pages on the room)
