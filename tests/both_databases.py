"""Fixtures for what is to be tried on both databases: each test has an empty one of its own."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from config import Settings
from models import Base
from tests.postgresql_server import find_reason_to_skip, running_postgresql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server for all tests of a folder."""
    with running_postgresql() as url:
        if url is None:
            pytest.skip(find_reason_to_skip() or "no PostgreSQL")
        _run(url, "CREATE DATABASE empty_shop")
        engine = create_engine(url.removesuffix("/postgres") + "/empty_shop")
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
    _run(server, f"CREATE DATABASE {name} TEMPLATE empty_shop")
    yield replace(settings, database_url=server.removesuffix("/postgres") + f"/{name}")
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _run(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
