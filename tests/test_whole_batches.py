"""What is written in whole batches is kept as if SQLAlchemy had written it, row by row."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import Engine, Table, delete, insert, text
from sqlalchemy.exc import SQLAlchemyError

from extensions import db
from models import Receipt
from models.engine import WRITING
from services.database import whole_batches
from services.database.keys import take_keys
from services.database.whole_batches import Batches

RECEIPTS = cast(Table, Receipt.__table__)
COLUMNS = (
    "public_id", "account_id", "journal_entry_id", "generation_id", "device_id", "store_id", "number", "kind",
    "refund_of", "device_closed_at", "closed_at", "received_at", "total", "currency", "lines", "employee_public_id",
    "employee_name", "shift_id", "flags", "to_review",
)  # fmt: skip
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WARSAW = timezone(timedelta(hours=1))


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def row(number: int, **more: Any) -> tuple[Any, ...]:
    values = {
        "public_id": f"r{number}", "account_id": 1, "journal_entry_id": number, "generation_id": 1, "device_id": 1,
        "store_id": 1, "number": f"1-1-{number}", "kind": "sale", "refund_of": None, "device_closed_at": NOON,
        "closed_at": NOON, "received_at": NOON, "total": 1850, "currency": "PLN", "lines": 2,
        "employee_public_id": None, "employee_name": None, "shift_id": None, "flags": [], "to_review": False,
    }  # fmt: skip
    return tuple((values | more)[name] for name in COLUMNS)


ODD = [
    row(1),
    row(2, flags=["late", "clock_skew"], to_review=True, kind="refund", refund_of="1-1-1"),
    row(3, closed_at=NOON.astimezone(WARSAW), received_at=NOON + timedelta(microseconds=7)),
    row(4, employee_name="Żaneta 🥟 'O''Neil\"", employee_public_id="e", shift_id="rano", total=2**53 - 1),
    row(5, closed_at=datetime(1, 1, 1, tzinfo=UTC), received_at=datetime(9999, 12, 31, tzinfo=UTC)),
]


def kept(engine: Engine, write: Any) -> list[Any]:
    """Every value as the file holds it, and what kind of value it is; undone afterwards."""
    types = ", ".join(f"typeof({name})" for name in COLUMNS)
    with engine.execution_options(**WRITING).connect() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        write(connection)
        found = connection.execute(text(f"SELECT {', '.join(COLUMNS)}, {types} FROM receipt ORDER BY number"))
        rows = [tuple(one) for one in found]
        connection.execute(delete(RECEIPTS))
        connection.rollback()
    return rows


def test_a_batch_is_kept_as_sqlalchemy_would_keep_its_rows(engine: Engine) -> None:
    named = [dict(zip(COLUMNS, one, strict=True)) for one in ODD]
    theirs = kept(engine, lambda connection: connection.execute(insert(RECEIPTS), named))
    assert len(theirs) == len(ODD)
    assert kept(engine, lambda connection: Batches(RECEIPTS, *COLUMNS).insert(connection, ODD)) == theirs


def test_more_rows_than_a_statement_takes_are_several_statements(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_batches, "MOST_VALUES", 2 * len(COLUMNS) + 1)
    several = Batches(RECEIPTS, *COLUMNS)
    assert [one[0] for one in kept(engine, lambda connection: several.insert(connection, ODD))] == [
        one[0] for one in ODD
    ]


def test_no_rows_are_no_statement(engine: Engine) -> None:
    assert kept(engine, lambda connection: Batches(RECEIPTS, *COLUMNS).insert(connection, [])) == []


def test_a_time_without_a_zone_never_reaches_the_database(engine: Engine) -> None:
    naive = row(1, closed_at=NOON.replace(tzinfo=None))
    with pytest.raises((ValueError, SQLAlchemyError), match="without zone"):
        kept(engine, lambda connection: Batches(RECEIPTS, *COLUMNS).insert(connection, [naive]))


def test_new_keys_go_on_above_those_that_are_there(engine: Engine) -> None:
    def write(connection: Any) -> None:
        assert take_keys(connection, RECEIPTS, 3) == [1, 2, 3]
        Batches(RECEIPTS, "id", *COLUMNS).insert(connection, [(7, *row(1))])
        assert take_keys(connection, RECEIPTS, 2) == [8, 9]

    assert len(kept(engine, write)) == 1
