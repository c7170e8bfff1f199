"""pairings."""

from flask import Blueprint

endpoint = Blueprint("pairings", __name__)
