"""transactions."""

from flask import Blueprint

endpoint = Blueprint("transactions", __name__)
