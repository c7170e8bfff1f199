"""store_server_health."""

from flask import Blueprint

endpoint = Blueprint("store_server_health", __name__)
