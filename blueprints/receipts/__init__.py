"""Receipts that the tills have sent."""

from flask import Blueprint

room = Blueprint("receipts", __name__, url_prefix="/receipts")
