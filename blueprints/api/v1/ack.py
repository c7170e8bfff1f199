"""ack."""

from flask import Blueprint

endpoint = Blueprint("ack", __name__)
