"""The sync API (PROTOCOL): an app of its own, so that no page machinery runs on a till's poll."""

from importlib import import_module

from flask import Flask
from sqlalchemy import Engine

from blueprints.api import bodies, poll_shortcut, problems, pull_shortcut
from blueprints.api.office import Office
from blueprints.api.v1 import ENDPOINTS
from config import Settings
from services.database.shared_commit import SharedCommit
from services.tills.contacts import Contacts


def create_api(settings: Settings, engine: Engine, contacts: Contacts) -> Flask:
    """The API app at /api/v1: bearer tokens, JSON, problem documents; no cookies, no sessions, no CSRF."""
    api = Flask("comptoir.api", static_folder=None)
    api.extensions["office"] = Office(settings, engine, contacts, SharedCommit(engine))
    problems.set_up(api)
    bodies.set_up(api)
    for name in ENDPOINTS:
        api.register_blueprint(import_module(f"blueprints.api.v1.{name}").endpoint, url_prefix="/api/v1")
    pull_shortcut.set_up(api, engine, contacts, settings.secret_key)
    poll_shortcut.set_up(api, engine, contacts)
    return api
