"""`flask serve`: bring the database up to date, then serve until stopped."""

import signal
from typing import Any

import click
from alembic.migration import MigrationContext
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from blueprints.journal_reader import read_entry
from cli.edge import deed
from config import Settings
from extensions import db
from services.journal.journal_replay import replay_journals
from services.publication.publication import publish_account
from services.synchronization.sync_upkeep import find_accounts

BLOCKING_THREADS = 4  # one heavy request must not hold every poll (DESIGN, hot paths)


@click.command("serve", help="Bring the database up to date, then serve the back office.")
@with_appcontext
def commands() -> None:
    """Migrate, then run granian until SIGINT or SIGTERM; requests under way are finished first."""
    settings: Settings = current_app.config["SETTINGS"]
    _bring_up_to_date()
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    click.echo(f"Comptoir is open at {address} (data in {settings.data}). Stop with Ctrl+C.")
    _granian(settings).serve()


def _bring_up_to_date() -> None:
    """Migrate; tills then get what a new version publishes, and old journals what it makes of them."""
    before = _revision()
    upgrade()
    if before not in (None, _revision()):
        with deed() as (session, now):
            replay_journals(session.connection(), lambda content: read_entry(0, content.encode()))
            for account_id in find_accounts(session.connection()):
                publish_account(session.connection(), account_id, now)


def _revision() -> str | None:
    """The migration at which the database is; None before the first."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _granian(settings: Settings) -> Any:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    return Granian(
        "app:open_office",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=BLOCKING_THREADS,
        log_level=LogLevels.warning,
        websockets=False,
        workers_kill_timeout=8,  # every answer was committed before it was given: nothing is lost
        respawn_failed_workers=True,
    )
