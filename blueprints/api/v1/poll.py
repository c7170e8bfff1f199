"""poll."""

from flask import Blueprint

endpoint = Blueprint("poll", __name__)
