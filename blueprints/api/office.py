"""What every endpoint needs of the office: the database, the secret, the book of contacts, the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app
from sqlalchemy import Engine

from config import Settings
from models.engine import WRITING
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account
from services.database.shared_commit import SharedCommit
from services.tills.contacts import Contacts


@dataclass(frozen=True)
class Office:
    """Shared by all requests of the API app."""

    settings: Settings
    engine: Engine
    contacts: Contacts
    #: for deeds of which many wait at once
    shared: SharedCommit

    @contextmanager
    def reading(self) -> Iterator[OfficeSession]:
        """A consistent view of the database: one snapshot for all its queries, nothing written."""
        engine = self.engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with OfficeSession(engine) as session:
            enter_account(session, EVERY_ACCOUNT)
            yield session

    @contextmanager
    def writing(self) -> Iterator[OfficeSession]:
        """One write transaction: commits at the end, rolls back on any exception.

        Starts without an account: a caller enters its own (see `principals`).
        """
        with OfficeSession(self.engine.execution_options(**WRITING)) as session, session.begin():
            enter_account(session, EVERY_ACCOUNT)
            yield session


def office() -> Office:
    """The office of the running API app."""
    here: Office = current_app.extensions["office"]
    return here


def clock() -> datetime:
    """The moment of this request."""
    return datetime.now(UTC)
