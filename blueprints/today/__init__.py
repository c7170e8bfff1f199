"""Can I open? The start page."""

from flask import Blueprint

room = Blueprint("today", __name__)
