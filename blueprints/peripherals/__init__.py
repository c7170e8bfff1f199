"""Peripherals: list, card, test."""

from flask import Blueprint

room = Blueprint("peripherals", __name__, url_prefix="/peripherals")
