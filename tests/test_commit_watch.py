"""What was read is remembered until anybody commits, and never longer."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from services.database.commit_watch import ANSWERS, CommitWatch, Unchanged


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else's connection to a small database."""
    with closing(sqlite3.connect(tmp_path / "shop.sqlite3", isolation_level=None)) as office:
        office.execute("PRAGMA journal_mode=WAL")
        office.execute("CREATE TABLE till (n INTEGER)")
        yield office


@pytest.fixture
def unchanged(shop: sqlite3.Connection, tmp_path: Path) -> Iterator[Unchanged]:
    watch = CommitWatch(tmp_path / "shop.sqlite3")
    yield Unchanged(watch)
    watch.close()


def test_the_watch_knows_nothing_without_a_file(tmp_path: Path) -> None:
    watch = CommitWatch(tmp_path / "shop.sqlite3")
    assert watch.revision() is None
    assert not (tmp_path / "shop.sqlite3").exists()
    office = sqlite3.connect(tmp_path / "shop.sqlite3", isolation_level=None)
    office.execute("CREATE TABLE till (n INTEGER)")
    first = watch.revision()
    assert first is not None
    assert watch.revision() == first
    office.execute("INSERT INTO till VALUES (1)")
    assert watch.revision() not in (first, None)
    watch.close()
    office.close()


def test_what_was_read_is_handed_over_until_somebody_commits(
    shop: sqlite3.Connection, unchanged: Unchanged
) -> None:
    def count() -> int:
        return int(shop.execute("SELECT count(*) FROM till").fetchone()[0])

    def ask() -> tuple[int, bool]:
        asked: list[int] = []

        def read() -> int:
            asked.append(1)
            return count()

        return unchanged.recall(unchanged.revision(), "tills", read), bool(asked)

    assert [ask(), ask()] == [(0, True), (0, False)]
    shop.execute("BEGIN IMMEDIATE")
    shop.execute("INSERT INTO till VALUES (1)")
    assert ask() == (0, False)
    shop.execute("COMMIT")
    assert [ask(), ask()] == [(1, True), (1, False)]


def test_each_key_has_its_own_answer_and_the_oldest_go(unchanged: Unchanged) -> None:
    revision = unchanged.revision()
    for number in range(ANSWERS + 1):
        unchanged.recall(revision, number, partial(int, number))
    assert unchanged.recall(revision, ANSWERS, lambda: -1) == ANSWERS
    assert unchanged.recall(revision, 0, lambda: -1) == -1


@pytest.mark.parametrize("watched", [True, False])
def test_without_a_revision_everything_is_read_each_time(unchanged: Unchanged, watched: bool) -> None:
    memory = unchanged if watched else Unchanged(None)
    answers = iter((1, 2))
    assert [memory.recall(None, "tills", lambda: next(answers)) for _ in range(2)] == [1, 2]
    assert Unchanged(None).revision() is None
