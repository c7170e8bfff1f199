"""store_server_jobs."""

from flask import Blueprint

endpoint = Blueprint("store_server_jobs", __name__)
