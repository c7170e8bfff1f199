"""Deeds that wait for the same place are committed together, and one that fails harms none of the others."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from extensions import db
from models import FailedTry
from models.engine import WRITING
from services.database import shared_commit
from services.database.shared_commit import SharedCommit

DEEDS = 5


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


@pytest.fixture
def commits(engine: Engine) -> Iterator[list[str]]:
    """A word for each commit from now on."""
    made: list[str] = []

    def note(_connection: Any) -> None:
        made.append("commit")

    event.listen(engine, "commit", note)
    yield made
    event.remove(engine, "commit", note)


def note_try(key: str) -> Callable[[Session], str]:
    def deed(session: Session) -> str:
        session.add(FailedTry(kind="code", key=key, at=datetime.now(UTC)))
        session.flush()
        return key

    return deed


def fail(session: Session) -> str:
    note_try("of one who fails")(session)
    raise ValueError("my own fault")


def keys(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.scalars(select(FailedTry.key)))


def all_at_once(shared: SharedCommit, deeds: list[Callable[[Session], str]]) -> list["Future[str]"]:
    """Deeds that wait while another one is under way; returned when all of them are over."""
    is_under_way, may_end = threading.Event(), threading.Event()

    def hold(session: Session) -> None:
        is_under_way.set()
        assert may_end.wait(20)

    with ThreadPoolExecutor(len(deeds) + 1) as pool:
        held = pool.submit(shared.do, hold)
        assert is_under_way.wait(20)
        waiting = [pool.submit(shared.do, deed) for deed in deeds]
        until = time.monotonic() + 20
        while len(shared._waiting) < len(deeds) and time.monotonic() < until:
            time.sleep(0.01)
        may_end.set()
    assert held.exception() is None
    return waiting


def test_what_waits_is_committed_at_once(engine: Engine, commits: list[str]) -> None:
    names = [f"till {number}" for number in range(DEEDS)]
    done = all_at_once(SharedCommit(engine), [note_try(name) for name in names])
    assert [one.result() for one in done] == names
    assert keys(engine) == names
    assert len(commits) == 2


def test_one_that_fails_harms_nobody_else(engine: Engine) -> None:
    first, second, third = all_at_once(SharedCommit(engine), [note_try("a"), fail, note_try("b")])
    assert (first.result(), third.result()) == ("a", "b")
    assert isinstance(second.exception(), ValueError)
    assert keys(engine) == ["a", "b"]


def test_nobody_is_told_of_a_commit_that_failed(engine: Engine) -> None:
    """The commit itself breaks, for all together and for each alone."""

    def break_down(_connection: Any) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    event.listen(engine, "commit", break_down)
    try:
        done = all_at_once_failing(SharedCommit(engine))
    finally:
        event.remove(engine, "commit", break_down)
    assert all(isinstance(one.exception(), OperationalError) for one in done)
    assert keys(engine) == []
    assert SharedCommit(engine).do(note_try("afterwards")) == "afterwards"
    assert keys(engine) == ["afterwards"]


def all_at_once_failing(shared: SharedCommit) -> list["Future[str]"]:
    with ThreadPoolExecutor(DEEDS) as pool:
        return [pool.submit(shared.do, note_try(f"till {number}")) for number in range(DEEDS)]


def test_a_deed_that_fails_alone_leaves_nothing_and_the_next_goes_on(engine: Engine) -> None:
    shared = SharedCommit(engine)
    with pytest.raises(ValueError, match="my own fault"):
        shared.do(fail)
    assert shared.do(note_try("next")) == "next"
    assert keys(engine) == ["next"]


def test_when_the_place_cannot_be_had_all_who_wait_hear_it_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.engine.PATIENCE_SECONDS", 1.0)
    shared, started = SharedCommit(engine), time.monotonic()
    with engine.execution_options(**WRITING).connect() as other, other.begin(), ThreadPoolExecutor(4) as pool:
        done = [pool.submit(shared.do, note_try("never")) for _ in range(4)]
        faults = [one.exception(timeout=20) for one in done]
    assert all(fault is not None for fault in faults)
    assert time.monotonic() - started < 4 * 1.0
    assert keys(engine) == []
    assert shared.do(note_try("later")) == "later"


def test_no_more_than_a_handful_share_a_commit(
    engine: Engine, commits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_commit, "MOST", 2)
    done = all_at_once(SharedCommit(engine), [note_try(f"till {number}") for number in range(DEEDS)])
    assert len([one.result() for one in done]) == DEEDS
    assert len(keys(engine)) == DEEDS
    assert len(commits) == 1 + 3


def test_a_broken_rule_of_the_database_is_told_to_its_own_caller(engine: Engine) -> None:
    def without_a_time(session: Session) -> str:
        session.add(FailedTry(kind="code", key="bad", at=None))
        session.flush()
        return "never"

    good, bad = all_at_once(SharedCommit(engine), [note_try("good"), without_a_time])
    assert good.result() == "good"
    assert isinstance(bad.exception(), IntegrityError)
