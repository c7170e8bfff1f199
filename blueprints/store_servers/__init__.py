"""The boxes in the shops."""

from flask import Blueprint

room = Blueprint("store_servers", __name__, url_prefix="/store-servers")
