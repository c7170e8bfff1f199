"""activations."""

from flask import Blueprint

endpoint = Blueprint("activations", __name__)
