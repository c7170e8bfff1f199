"""Store servers: list, card, add, pair, unpair, remove, its own page's code."""

from flask import Blueprint

room = Blueprint("store_servers", __name__, url_prefix="/store-servers")

from blueprints.store_servers import edit, page_code, pairing, show  # noqa: E402, F401  (they hang their pages on the room)
