"""store_server_poll."""

from flask import Blueprint

endpoint = Blueprint("store_server_poll", __name__)
