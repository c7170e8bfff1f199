"""Writers queue, and a session never queues behind itself."""

import stat
import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from config import Settings
from extensions import db
from models import Account, FailedTry
from models.scope import EVERY_ACCOUNT, enter_account


def test_a_session_that_writes_several_things_keeps_one_transaction(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        session.info["writes"] = True
        enter_account(session, EVERY_ACCOUNT)
        assert session.scalars(select(Account)).all() == []
        session.add(FailedTry(kind="code", key="here", at=datetime.now(UTC)))
        session.flush()
        session.execute(select(FailedTry))
        session.commit()


def test_many_writers_get_their_turn_without_an_error(app: Flask) -> None:
    faults: list[Exception] = []

    def write() -> None:
        try:
            with app.app_context():
                for _ in range(10):
                    db.session.info["writes"] = True
                    db.session.scalars(select(FailedTry).limit(1)).first()
                    db.session.add(FailedTry(kind="code", key="here", at=datetime.now(UTC)))
                    db.session.commit()
        except Exception as fault:
            faults.append(fault)

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
    assert faults == []
    with app.app_context():
        assert len(db.session.scalars(select(FailedTry)).all()) == 80


def test_a_logged_fault_of_the_database_tells_nothing_of_what_was_written(app: Flask) -> None:
    with app.app_context(), pytest.raises(SQLAlchemyError) as fault:
        db.session.execute(text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "of a till"})
    assert "nowhere" in str(fault.value)
    assert "of a till" not in str(fault.value)


def test_nobody_else_on_the_machine_may_read_the_database(settings: Settings) -> None:
    app = create_app(settings)  # which makes the file itself, as on the first day
    with app.app_context():
        db.session.execute(text("CREATE TABLE paper (id INTEGER PRIMARY KEY)"))
        db.session.commit()
        db.engine.dispose()
    app.extensions["contacts"].close()
    files = list(settings.data.glob("comptoir.sqlite3*"))
    assert files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
