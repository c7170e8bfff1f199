"""What was sent is kept as it was sent, for as long as there is room and never longer than the jobs."""

import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from comptoir_store_server.kept_papers import KEPT, Medium, PaperShelf, SentPaper, find_paper, find_papers
from comptoir_store_server.times import utc_now


def keep(path: Path, *papers: SentPaper, most_bytes: int = 1_000_000) -> None:
    """Put them on the shelf and wait until they lie there."""
    shelf = PaperShelf(path, most_bytes)
    shelf.start()
    for paper in papers:
        shelf.keep(paper)
    shelf.close()


def paper(job_id: str, data: bytes = b"Zurek\n", **more: object) -> SentPaper:
    """A paper of the bar."""
    return SentPaper(job_id, Medium.ROLL, "Bar", data, **more)  # type: ignore[arg-type]


def test_a_paper_comes_back_byte_for_byte(tmp_path: Path) -> None:
    data = bytes(range(256)) * 40
    path = tmp_path / "papers.db"
    keep(path, paper("j1", data, copies=3, dots=384, slots={"CP852": 18}), paper("j2"))
    (found,) = find_papers(path, "j1")
    assert (found.data, found.copies, found.dots, found.slots) == (data, 3, 384, {"CP852": 18})
    assert find_paper(path, "j1", found.place) == found
    assert find_paper(path, "j2", found.place) is None, "another job's paper is not shown under this one"
    assert path.stat().st_mode & 0o777 == 0o600


def test_each_try_is_kept_the_oldest_first(tmp_path: Path) -> None:
    path = tmp_path / "papers.db"
    keep(path, paper("j1", b"first"), paper("j1", b"as a copy"))
    keep(path, paper("j1", b"after a new start"))
    assert [each.data for each in find_papers(path, "j1")] == [b"first", b"as a copy", b"after a new start"]


def test_the_oldest_make_room(tmp_path: Path) -> None:
    path = tmp_path / "papers.db"
    keep(path, *(paper(f"j{number}", os.urandom(1000)) for number in range(60)), most_bytes=20_000)
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT sum(length(packed)) FROM papers").fetchone()[0] <= 20_000
    assert find_papers(path, "j59")
    assert not find_papers(path, "j0")


def test_one_that_is_larger_than_all_room_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "papers.db"
    keep(path, paper("small"), paper("large", os.urandom(30_000)), most_bytes=20_000)
    assert find_papers(path, "small")
    assert not find_papers(path, "large")


def test_what_is_older_than_the_jobs_goes(tmp_path: Path) -> None:
    path = tmp_path / "papers.db"
    keep(path, paper("old", at=utc_now() - KEPT - timedelta(minutes=1)), paper("new"))
    keep(path, paper("newer"))
    assert not find_papers(path, "old")
    assert find_papers(path, "new")


def test_a_disk_that_cannot_follow_holds_up_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    shelf = PaperShelf(tmp_path / "papers.db")
    for number in range(1000):
        shelf.keep(paper(f"j{number}"))
    assert "paper_not_kept" in caplog.text
    shelf.start()
    shelf.close()
    assert find_papers(tmp_path / "papers.db", "j0")
    assert not find_papers(tmp_path / "papers.db", "j999")


def test_without_any_paper_there_is_none(tmp_path: Path) -> None:
    assert find_papers(tmp_path / "papers.db", "j1") == []
