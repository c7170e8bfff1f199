"""sync."""

from flask import Blueprint

endpoint = Blueprint("sync", __name__)
