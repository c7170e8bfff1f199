"""What many write at once is on disk together, and what fails keeps nobody else from it."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from comptoir_store_server.database import Database

SCHEMA = "CREATE TABLE IF NOT EXISTS papers (id TEXT NOT NULL UNIQUE);"
INSERT = "INSERT INTO papers (id) VALUES (?)"


class Refusal(Exception):
    """A deed that changes its mind."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file is."""
    return tmp_path / "papers.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """An empty one."""
    database = Database(path, SCHEMA)
    yield database
    database.close()


def on_disk(path: Path) -> list[str]:
    """What another program finds."""
    with sqlite3.connect(path) as other:
        found = [row[0] for row in other.execute("SELECT id FROM papers ORDER BY id")]
    other.close()
    return found


def add(database: Database, name: str) -> Callable[[], int]:
    return lambda: database.change(INSERT, name)


def change_its_mind(database: Database) -> int:
    database.change(INSERT, "x")
    raise Refusal


def all_at_once(database: Database, *deeds: Callable[[], int]) -> list[object]:
    """Each in a thread of its own, all waiting while somebody holds the file; what came of each."""
    came: list[object] = [None] * len(deeds)

    def do(place: int) -> None:
        try:
            came[place] = database.write(deeds[place])
        except Exception as error:
            came[place] = type(error)

    with ThreadPoolExecutor(len(deeds)) as crowd:
        with database.lock:
            waiting = [crowd.submit(do, place) for place in range(len(deeds))]
            while len(database._waiting) < len(deeds):
                threading.Event().wait(0.001)
        for each in waiting:
            each.result(30)
    return came


def test_those_who_come_at_once_share_a_commit(database: Database, path: Path) -> None:
    commits: list[str] = []
    database._db.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    names = [f"{number:02}" for number in range(8)]
    assert all_at_once(database, *(add(database, name) for name in names)) == [1] * 8
    assert len(commits) == 1
    assert on_disk(path) == names


def test_one_that_fails_takes_nobody_with_it(database: Database, path: Path) -> None:
    database.write(add(database, "b"))
    came = all_at_once(
        database,
        add(database, "a"),
        lambda: change_its_mind(database),
        add(database, "b"),
        add(database, "c"),
    )
    assert came == [1, Refusal, sqlite3.IntegrityError, 1]
    assert on_disk(path) == ["a", "b", "c"]


def test_a_deed_within_a_deed_is_one(database: Database, path: Path) -> None:
    def both() -> int:
        database.write(add(database, "a"))
        assert [row[0] for row in database.read("SELECT id FROM papers")] == ["a"]
        return change_its_mind(database)

    with pytest.raises(Refusal):
        database.write(both)
    assert on_disk(path) == []


def test_another_program_is_waited_for_and_seen(database: Database, path: Path) -> None:
    before = database.version()
    database.write(add(database, "a"))
    assert database.version() == before, "what we write ourselves is no news"
    other = Database(path, SCHEMA)
    other.write(add(other, "b"))
    assert database.version() != before
    other._db.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as crowd:
        waiting = crowd.submit(database.write, add(database, "c"))
        other._db.execute("ROLLBACK")
        assert waiting.result(30) == 1
    other.close()


def test_tidying_is_no_news_and_leaves_the_log_to_be_used_again(database: Database, path: Path) -> None:
    log, before = path.with_name(f"{path.name}-wal"), database.version()
    for number in range(3):
        for place in range(20):
            database.write(add(database, f"{number}-{place}"))
        database.tidy()
        assert len(on_disk(path)) == 20 * (number + 1)
        if number == 0:
            length = log.stat().st_size
    assert log.stat().st_size <= length + 8 * 4096, "it does not grow for ever"
    assert database.version() == before


def test_columns_that_came_later_are_added_once(path: Path) -> None:
    Database(path, SCHEMA).close()
    for _ in range(2):
        later = Database(path, SCHEMA, {"papers": {"colour": "TEXT"}})
        assert later.read("SELECT colour FROM papers") == []
        later.close()
    assert path.stat().st_mode & 0o777 == 0o600
