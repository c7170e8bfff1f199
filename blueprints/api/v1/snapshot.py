"""snapshot."""

from flask import Blueprint

endpoint = Blueprint("snapshot", __name__)
