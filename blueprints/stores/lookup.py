"""The store that an address names."""

from flask import abort

from extensions import db
from models import Store
from services.stores.stores import find_store


def store_or_404(public_id: str) -> Store:
    """A store of the reader's account."""
    return find_store(db.session(), public_id) or abort(404)
