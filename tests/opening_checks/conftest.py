"""Opening checks are tried on both databases; each test has an empty one of its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from config import Settings
from extensions import db
from models import Base
from services.tills.contacts import Contacts
from tests.postgresql_server import find_reason_to_skip, running_postgresql

#: the shops' day: a Friday morning, by the clock of Warsaw 08:00
MORNING = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server for all tests of this folder."""
    with running_postgresql() as url:
        if url is None:
            pytest.skip(find_reason_to_skip() or "no PostgreSQL")
        _run(url, "CREATE DATABASE unchecked_shop")
        engine = create_engine(url.removesuffix("/postgres") + "/unchecked_shop")
        Base.metadata.create_all(engine)
        engine.dispose()
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Settings]:
    """Settings with one database, then with the other."""
    if request.param == "sqlite":
        yield settings
        return
    server = request.getfixturevalue("postgresql")
    name = f"shop_{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE unchecked_shop")
    yield replace(settings, database_url=server.removesuffix("/postgres") + f"/{name}")
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _run(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


@pytest.fixture
def contacts(app: Flask) -> Contacts:
    found: Contacts = app.extensions["contacts"]
    return found
