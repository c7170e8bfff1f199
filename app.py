"""The entrance: `create_app()` reads like a table of contents."""

import gc
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import blueprints.addresses
import blueprints.api
import blueprints.assets
import blueprints.drawings
import blueprints.edge
import blueprints.errors
import blueprints.field_attributes
import blueprints.formats
import blueprints.kept_forms
import blueprints.languages
import blueprints.moments
import blueprints.permissions
import cli
from blueprints import rooms
from blueprints.opening_check_letters import LetterWriter
from blueprints.templates import KEEP_ALL_TEMPLATES, HouseTemplates
from config import Settings
from extensions import babel, compress, csrf, db, htmx, login_manager, migrate
from front_door import FrontDoor, write_logs
from models.engine import prepare_engine
from services.database.commit_watch import Unchanged, watch_commits
from services.printing.late_jobs import LateJobs
from services.scheduler.scheduler import Scheduler
from services.tills.contacts import Contacts
from services.today.check_deliveries import Courier
from services.today.opening_check_rounds import Rounds

ROOT = Path(__file__).parent
#: a page makes some ten thousand, nearly all of which go by themselves
OBJECTS_BEFORE_CLEARING = 50_000


def create_app(settings: Settings | None = None) -> Flask:
    """The whole back office: pages at `/`, the sync API at `/api/v1`, commands under `flask`."""
    settings = settings or Settings.from_environment()
    write_logs(settings.log_level)
    app = Flask("comptoir", root_path=str(ROOT))
    _configure(app, settings)
    _prepare_templates(app)
    _bind_extensions(app)
    _open_database(app, settings)
    blueprints.languages.set_up(app)
    blueprints.field_attributes.teach_widgets()
    blueprints.formats.set_up(app)
    blueprints.moments.set_up(app)
    blueprints.addresses.set_up(app)
    blueprints.assets.set_up(app)
    blueprints.drawings.set_up(app)
    blueprints.edge.set_up(app)
    blueprints.errors.set_up(app)
    blueprints.kept_forms.set_up(app)
    blueprints.permissions.set_up(app)
    for room in rooms():
        app.register_blueprint(room)
    cli.set_up(app)
    _open_front_door(app, settings)
    return app


def open_office() -> Flask:
    """The office in a worker. What stands at the start stays: clearing up after a request does not look at it.

    A page that reads thousands of rows would set off a search of the whole program several times otherwise.
    """
    app = create_app()
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_CLEARING, 10, 10)
    _start_clock(app)
    return app


def _start_clock(app: Flask) -> None:
    """Every worker of `flask serve` competes for the scheduled work; tests and commands never do."""
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        courier = Courier(
            LetterWriter(app), settings.secret_key, settings.mail_server, settings.local_webhooks
        )
        rounds = Rounds(db.engine, app.extensions["contacts"], courier)
        late = LateJobs(db.engine)
        deeds = (rounds.make_opening_checks, rounds.send_opening_checks, late.close_late_print_jobs)
        Scheduler(db.engine, settings.data, further=deeds).start()


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": settings.database_url.startswith("postgresql"),
            "hide_parameters": True,  # errors are logged, and what a statement carries is nobody's to read there
        },
        MAX_CONTENT_LENGTH=6 * 1024 * 1024,
        SESSION_COOKIE_NAME=f"comptoir_{settings.port}",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        REMEMBER_COOKIE_NAME=f"comptoir_remember_{settings.port}",
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form left open over lunch still saves
        BABEL_DEFAULT_LOCALE="en",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        SEND_FILE_MAX_AGE_DEFAULT=31536000,
        COMPRESS_MIN_SIZE=500,
        COMPRESS_LEVEL=4,  # of gzip; beside 6 lists take two thirds of the time and 2 to 8 % more bytes
    )


def _prepare_templates(app: Flask) -> None:
    """Pages travel without the blank lines of their templates; multi-line texts match their extraction."""
    app.jinja_environment = HouseTemplates
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "cache_size": KEEP_ALL_TEMPLATES}
    app.jinja_env.policies["ext.i18n.trimmed"] = True


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    csrf.init_app(app)
    compress.init_app(app)
    htmx.init_app(app)
    login_manager.init_app(app)
    babel.init_app(app, locale_selector=blueprints.languages.choose_language)


def _open_database(app: Flask, settings: Settings) -> None:
    with app.app_context():
        prepare_engine(db.engine)
        app.extensions["unchanged"] = Unchanged(watch_commits(db.engine))
    app.extensions["contacts"] = Contacts(settings.data / "contacts.sqlite3")


def _open_front_door(app: Flask, settings: Settings) -> None:
    with app.app_context():
        api = blueprints.api.create_api(settings, db.engine, app.extensions["contacts"])
    app.extensions["api"] = api
    door = FrontDoor(app.wsgi_app, api.wsgi_app)
    hops = settings.trusted_proxies
    app.wsgi_app = ProxyFix(door, x_for=hops, x_proto=hops, x_host=hops) if hops else door  # type: ignore[method-assign]
