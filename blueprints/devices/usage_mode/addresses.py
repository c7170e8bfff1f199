"""What the addresses of the usage mode name: a POS and one of its fields."""

from flask import abort, url_for
from werkzeug.wrappers import Response

from blueprints.edge import lead_back
from domain.names import Role
from extensions import db
from models import Device
from services.tills.device_lookup import find_device


def device_or_404(public_id: str) -> Device:
    """A POS of the account that was not deleted."""
    return find_device(db.session(), public_id) or abort(404)


def role_or_404(word: str) -> Role:
    """The field that a word of an address means."""
    return Role(word) if word in list(Role) else abort(404)


def back_to(device: Device, role: Role) -> Response:
    """Lead to the field in the tab, where the outcome stands."""
    return lead_back(url_for("devices.usage_mode", public_id=device.public_id, _anchor=role))
