"""The way in: first run, sign in, sign out, language."""

from flask import Blueprint

room = Blueprint("entrance", __name__)
