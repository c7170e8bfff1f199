"""`flask serve`: bring the database up to date, then serve until stopped."""

import signal
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from config import Settings

BLOCKING_THREADS = 4  # one heavy request must not hold every poll (DESIGN, hot paths)


@click.command("serve", help="Bring the database up to date, then serve the back office.")
@with_appcontext
def commands() -> None:
    """Migrate, then run granian until SIGINT or SIGTERM; requests under way are finished first."""
    settings: Settings = current_app.config["SETTINGS"]
    upgrade()
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    click.echo(f"Comptoir is open at {address} (data in {settings.data}). Stop with Ctrl+C.")
    _granian(settings).serve()


def _granian(settings: Settings) -> Any:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    return Granian(
        "app:create_app",
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
