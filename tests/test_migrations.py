"""The migrations make exactly the tables of the models, forwards and back, on both databases."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from app import ROOT, create_app
from config import Settings
from extensions import db
from models import Base
from tests.postgresql_server import find_reason_to_skip, running_postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_office(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Flask]:
    """An office whose database has no tables yet."""
    if request.param == "sqlite":
        yield create_app(settings)
        return
    if reason := find_reason_to_skip():
        pytest.skip(reason)
    with running_postgresql() as url:
        assert url is not None
        app = create_app(replace(settings, database_url=url))
        yield app
        with app.app_context():
            db.engine.dispose()


def test_upgrading_makes_what_the_models_say_and_downgrading_leaves_nothing(empty_office: Flask) -> None:
    with empty_office.app_context():
        upgrade()
        with db.engine.connect() as connection:
            differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        assert differences == []
        downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]


def test_several_offices_that_start_at_once_migrate_once(empty_office: Flask, tmp_path: Path) -> None:
    settings: Settings = empty_office.config["SETTINGS"]
    environment = os.environ | {
        "COMPTOIR_DATA": str(tmp_path / "data"),
        "DATABASE_URL": settings.database_url,
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"]
    starts = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(3)
    ]
    told = [start.communicate(timeout=60)[0] for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0], told
    with empty_office.app_context():
        assert "receipt" in inspect(db.engine).get_table_names()
