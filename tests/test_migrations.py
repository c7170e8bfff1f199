"""The migrations make exactly the tables of the models, forwards and back, on both databases."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import JSON, Boolean, Connection, DateTime, MetaData, Table, inspect, text
from sqlalchemy.types import TypeEngine

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


def test_what_stood_before_peripherals_were_complete_gets_its_place_and_late_receipts_wait(
    empty_office: Flask,
) -> None:
    with empty_office.app_context():
        upgrade(revision="6fb453feb8af")
        with db.engine.begin() as connection:
            _fill_a_shop_of_before(connection)
        upgrade()
        with db.engine.connect() as connection:
            places = connection.execute(text("SELECT id, store_id FROM peripheral ORDER BY id")).all()
            waiting = connection.execute(text("SELECT id, to_review FROM receipt ORDER BY id")).all()
            late = connection.execute(text("SELECT id, late_receipts FROM generation ORDER BY id")).all()
    assert places == [(1, 1), (2, None)]
    assert [(key, bool(waits)) for key, waits in waiting] == [(1, False), (2, True), (3, True)]
    assert late == [(1, 2), (2, 0)]


def test_print_jobs_of_before_the_journal_say_who_asked_and_which_receipt_they_print(
    empty_office: Flask,
) -> None:
    with empty_office.app_context():
        upgrade(revision="2d9f61c3b7a4")
        with db.engine.begin() as connection:
            _print_before_the_journal(connection)
        upgrade()
        told = "SELECT uuid, asked_by_till, receipt_number, lan_received_at FROM print_job ORDER BY id"
        with db.engine.connect() as connection:
            jobs = [(uuid, bool(asked), *more) for uuid, asked, *more in connection.execute(text(told))]
        downgrade(revision="2d9f61c3b7a4")
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM print_job")).scalar() == len(jobs)
    assert jobs == [
        ("of the till", True, "1-1-17", None),
        ("of a person for the till", False, "1-1-18", None),
        ("of a person", False, None, None),
        ("a long number", True, "9" * 40, None),
        ("no number", True, None, None),
        ("a number that is none", True, None, None),
        ("no receipt", True, None, None),
        ("a slip", True, None, None),
    ]


def _print_before_the_journal(connection: Connection) -> None:
    """What a till and a person wanted on paper before jobs said by themselves who asked."""
    add = _adding(connection)
    add("account", id=1)
    add("store", id=1, account_id=1)
    add("store_server", id=1, account_id=1, store_id=1)
    add("peripheral", id=1, account_id=1)
    add("device", id=1, account_id=1, store_id=1, name="Kasa 1")
    rows: list[tuple[str, str, int | None, str, object]] = [
        ("of the till", "Kasa 1", 1, "receipt", {"number": "1-1-17"}),
        ("of a person for the till", "Ala", 1, "receipt", {"number": "1-1-18"}),
        ("of a person", "Ala", None, "test", None),
        ("a long number", "Kasa 1", 1, "receipt", {"number": "9" * 60}),
        ("no number", "Kasa 1", 1, "receipt", {}),
        ("a number that is none", "Kasa 1", 1, "receipt", {"number": 17}),
        ("no receipt", "Kasa 1", 1, "receipt", "torn"),
        ("a slip", "Kasa 1", 1, "pickup", {"number": "1-1-19"}),
    ]
    for key, (uuid, who, device, kind, receipt) in enumerate(rows, start=1):
        document = json.dumps({"kind": kind, "receipt": receipt})
        more = {"requested_by": who, "device_id": device, "kind": kind, "document": document}
        add("print_job", id=key, uuid=uuid, account_id=1, peripheral_id=1, store_server_id=1, **more)


def _fill_a_shop_of_before(connection: Connection) -> None:
    """A printer of a box and one of nobody; a till that handed in two of three receipts late, and another till."""
    add = _adding(connection)
    add("account", id=1)
    add("store", id=1, account_id=1)
    add("store_server", id=1, account_id=1, store_id=1)
    add("peripheral", id=1, account_id=1, store_server_id=1)
    add("peripheral", id=2, account_id=1, public_id="free")
    add("device", id=1, account_id=1, store_id=1)
    belongs = {"account_id": 1, "device_id": 1}
    for key in (1, 2):
        add("generation", id=key, number=key, token_sha256=str(key), **belongs)
    for key, flags in enumerate((["clock_skew"], ["late"], ["total_mismatch", "late"]), start=1):
        add("journal_entry", id=key, account_id=1, generation_id=1, n=key, entry_id=str(key), flags=flags)
        receipt = {"public_id": str(key), "journal_entry_id": key, "generation_id": 1, "store_id": 1}
        add("receipt", id=key, flags=flags, **receipt, **belongs)


def _adding(connection: Connection) -> Callable[..., None]:
    """Adds a row to a table as it is at this moment."""
    tables = MetaData()
    tables.reflect(connection)

    def add(table: str, **values: object) -> None:
        connection.execute(tables.tables[table].insert(), _required(tables.tables[table]) | values)

    return add


def _required(table: Table) -> dict[str, object]:
    """Something in each column that must not be empty."""
    return {
        column.name: _anything(column.type)
        for column in table.columns
        if not column.nullable and not column.primary_key
    }


def _anything(kind: TypeEngine[Any]) -> object:
    if isinstance(kind, DateTime):
        return datetime(2026, 1, 1)  # noqa: DTZ001 - as the column keeps it
    return {} if isinstance(kind, JSON) else False if isinstance(kind, Boolean) else "0"


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
