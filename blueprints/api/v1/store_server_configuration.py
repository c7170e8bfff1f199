"""store_server_configuration."""

from flask import Blueprint

endpoint = Blueprint("store_server_configuration", __name__)
