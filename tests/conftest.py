"""What every test stands on: a fresh office in a folder of its own, a client, and the builder."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import extensions
from app import create_app
from config import Settings
from extensions import db
from models import Base
from models.engine import WRITING
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account
from services.accounts import passwords
from tests.make import Make

#: an account for each test needs no guarding, and a good hash takes longer than most tests
passwords.hasher = PasswordHasher.from_parameters(CHEAPEST)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of one test: data in its own folder, a fixed secret."""
    data = tmp_path / "data"
    data.mkdir()
    return Settings(
        data=data,
        database_url=f"sqlite:///{data / 'comptoir.sqlite3'}",
        secret_key="a secret that only tests know",
        log_level="error",
    )


@pytest.fixture(scope="session")
def empty_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with all tables and nothing in them: copied faster than created."""
    database = tmp_path_factory.mktemp("empty_shop") / "comptoir.sqlite3"
    engine = create_engine(f"sqlite:///{database}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return database


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Each template is compiled once for all tests, not once for each test's office."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("compiled_templates")))


@pytest.fixture
def app(settings: Settings, empty_shop: Path, compiled_templates: BytecodeCache) -> Iterator[Flask]:
    """The whole back office on an empty database."""
    database = make_url(settings.database_url)
    if database.get_backend_name() == "sqlite":
        shutil.copyfile(empty_shop, str(database.database))
    app = create_app(settings)
    app.testing = True
    app.jinja_env.bytecode_cache = compiled_templates
    app.test_client_class = Browser
    app.extensions["arranging"] = []
    app.extensions["api"].testing = True
    with app.app_context():
        if database.get_backend_name() != "sqlite":
            Base.metadata.create_all(db.engine)
    yield app
    app.extensions["contacts"].close()
    with app.app_context():
        db.engine.dispose()
    extensions._as_writer.cache_clear()  # an office lives as long as its process, a test's does not


LETTING_GO = threading.Lock()  # races are run in threads of their own, but share the test's session


class Browser(FlaskClient):
    """Asks the office only after the test's own session has let go, and lets it look afresh afterwards."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """One request."""
        sessions: list[Session] = self.application.extensions["arranging"]
        with LETTING_GO:
            for session in sessions:
                session.commit()
        answer = super().open(*args, **kwargs)
        if threading.current_thread() is threading.main_thread():
            for session in sessions:
                session.expire_all()
        return answer


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript that nobody signed in with yet."""
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session that sees every account, for arranging and looking; commit to let the office see it."""
    with app.app_context():
        engine = db.engine
    with OfficeSession(engine.execution_options(**WRITING), expire_on_commit=False) as session:
        enter_account(session, EVERY_ACCOUNT)
        app.extensions["arranging"].append(session)
        yield session
        app.extensions["arranging"].remove(session)


@pytest.fixture
def make(session: Session) -> Make:
    """The builder of everything a test needs: `make.device(store=…)`; each call commits."""
    return Make(session)
