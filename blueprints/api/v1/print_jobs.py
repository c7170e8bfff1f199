"""print_jobs."""

from flask import Blueprint

endpoint = Blueprint("print_jobs", __name__)
