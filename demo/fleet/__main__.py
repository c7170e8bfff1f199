"""`python -m demo.fleet`: such a business in the office of the environment."""

import argparse
import secrets
from datetime import UTC, datetime

from flask_migrate import upgrade

from demo.fleet import FleetSize, fill_fleet, let_tills_call
from domain.places import LANGUAGES
from extensions import db
from models.engine import WRITING
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account
from services.accounts.accounts import open_account


def main() -> None:
    """Open an account of that size in the office of the environment, and say how to sign in."""
    from app import create_app

    arguments = _read_arguments()
    app = create_app()
    password, now = secrets.token_urlsafe(9), datetime.now(UTC)
    with app.app_context():
        upgrade()
        with OfficeSession(db.engine.execution_options(**WRITING)) as session:
            enter_account(session, EVERY_ACCOUNT)
            owner = open_account(
                session,
                account_name="Sklepy pod Lipą",
                owner_name="Alicja",
                email=arguments.email,
                password=password,
                country="PL",
                language=arguments.language,
                now=now,
            )
            enter_account(session, owner.account_id)
            size = FleetSize(
                arguments.stores,
                arguments.devices,
                arguments.peripherals,
                print_jobs=arguments.print_jobs,
            )
            fleet = fill_fleet(session, size, now, language=arguments.language)
            session.commit()
            let_tills_call(session, fleet, app.extensions["contacts"], now)
            session.commit()
    app.extensions["contacts"].close()
    print(f"Sign in as {arguments.email} with the password {password}.")


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo.fleet", description=main.__doc__)
    parser.add_argument("--email", default="fleet@comptoir.example")
    parser.add_argument("--language", default="pl", choices=LANGUAGES)
    for name in ("stores", "devices", "peripherals", "print_jobs"):
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, type=int, default=getattr(FleetSize(), name))
    return parser.parse_args()


if __name__ == "__main__":
    main()
