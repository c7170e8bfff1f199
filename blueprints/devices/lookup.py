"""The POS that an address names."""

from flask import abort

from extensions import db
from models import Device
from services.tills.device_facts import find_any_device
from services.tills.device_lookup import find_device


def device_or_404(public_id: str, *, deleted: bool = False) -> Device:
    """A POS of the reader's account; a deleted one only where the page shows those."""
    find = find_any_device if deleted else find_device
    return find(db.session(), public_id) or abort(404)
