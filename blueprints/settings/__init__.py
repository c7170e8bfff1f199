"""The account and the people of the back office."""

from flask import Blueprint

room = Blueprint("settings", __name__, url_prefix="/settings")
