"""token."""

from flask import Blueprint

endpoint = Blueprint("token", __name__)
