"""openapi."""

from flask import Blueprint

endpoint = Blueprint("openapi", __name__)
