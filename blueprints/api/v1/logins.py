"""logins."""

from flask import Blueprint

endpoint = Blueprint("logins", __name__)
