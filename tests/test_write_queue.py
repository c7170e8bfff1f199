"""A program that holds the queue of writers and does not let go: nobody waits for it for ever."""

import threading
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import TimeoutError as QueueTimeout
from sqlalchemy.orm import Session

from config import Settings
from models import Product, Receipt
from models.engine import PATIENCE_SECONDS
from models.write_queue import WriteQueue
from tests.api.test_transactions import entry
from tests.holder import somebody_writes_for_ever
from tests.make import Make, Till
from tests.pages.browsing import find_token

#: what a test can wait for
SHORT = 0.4


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An office that waits less long than in earnest."""
    monkeypatch.setattr("models.engine.PATIENCE_SECONDS", SHORT)


@pytest.fixture
def database(settings: Settings) -> Path:
    """Where the office of this test keeps its data."""
    return settings.data / "comptoir.sqlite3"


def test_everybody_is_as_patient_as_sqlite_itself(app: Flask, session: Session) -> None:
    assert session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar() == PATIENCE_SECONDS * 1000


def send(app: Flask, till: Till, sold: dict[str, Any]) -> Any:
    body = {"entries": [sold]}
    return app.test_client().post("/api/v1/sync/transactions", json=body, headers=till.headers)


@pytest.mark.usefixtures("impatient")
def test_a_till_is_told_to_come_again_and_then_its_sale_is_kept_once(
    app: Flask, make: Make, session: Session, database: Path
) -> None:
    till, sold = make.till(), entry(1)
    with somebody_writes_for_ever(database):
        began = monotonic()
        answer = send(app, till, sold)
        waited = monotonic() - began
        again = send(app, till, sold)
    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (503, "busy", "2")
    assert again.status_code == 503
    assert SHORT <= waited < SHORT + 5
    assert send(app, till, sold).status_code == 200
    assert send(app, till, sold).status_code == 200
    assert session.scalar(select(func.count()).select_from(Receipt)) == 1


@pytest.mark.usefixtures("impatient")
def test_a_page_says_that_it_is_busy_and_works_right_afterwards(
    client: FlaskClient, make: Make, session: Session, database: Path
) -> None:
    owner = make.sign_in(client, make.first_owner())
    form = {"csrf_token": find_token(owner, "/catalogue/new"), "name": "Tea", "price": "5"}
    with somebody_writes_for_ever(database):
        answer = owner.post("/catalogue/new", data=form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Nothing was lost." in answer.get_data(as_text=True)
    assert owner.post("/catalogue/new", data=form).status_code == 302
    assert session.scalars(select(Product.name)).all() == ["Tea"]


def test_those_who_lost_patience_leave_nothing_standing_in_the_way(tmp_path: Path) -> None:
    database = tmp_path / "comptoir.sqlite3"
    queue, other_worker = WriteQueue(str(database)), WriteQueue(str(database))
    before = threading.active_count()
    with somebody_writes_for_ever(database):
        for _ in range(4):
            with pytest.raises(QueueTimeout):
                queue.enter(0.05)
        assert threading.active_count() <= before + 1
    for _ in range(3):
        for one in (other_worker, queue):
            one.leave(one.enter(5))
    lock = queue.enter(5)
    with pytest.raises(QueueTimeout):
        other_worker.enter(0.05)
    queue.leave(lock)
    other_worker.leave(other_worker.enter(5))


def test_who_still_waits_gets_the_turn_as_soon_as_it_is_free(tmp_path: Path) -> None:
    database = tmp_path / "comptoir.sqlite3"
    queue, turns = WriteQueue(str(database)), []
    with somebody_writes_for_ever(database):
        with pytest.raises(QueueTimeout):
            queue.enter(0.05)
        writer = threading.Thread(target=lambda: turns.append(queue.enter(20)))
        writer.start()
        writer.join(0.2)
        assert turns == []
    writer.join(5)
    assert len(turns) == 1
    queue.leave(turns[0])
    queue.leave(queue.enter(1))
