"""A disk that takes nothing for a moment: what is on paper is told all the same, and printing goes on."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comptoir_store_server import database, kept_papers, server
from comptoir_store_server.command import main
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.kept_papers import Medium, PaperShelf, SentPaper, find_papers
from comptoir_store_server.ledger import Ledger, Outcome
from comptoir_store_server.reasons import Reason
from comptoir_store_server.server import StoreServer
from comptoir_store_server.spool import Job, JobState, Spool
from comptoir_store_server.virtual_printer import VirtualPrinter
from fake_office import FakeOffice
from fake_printer import FakePrinter

MakePrinter = Callable[..., FakePrinter]
WaitFor = Callable[..., None]
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HASTY = Patience(
    connect=0.4, status=0.3, completion=1.0, ask_again=0.1, retry_longest=0.5, look=0.3, look_again=0.1
)


@pytest.fixture
def shop(
    folder: DataFolder,
    office: FakeOffice,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> Iterator[threading.Thread]:
    """A store server that runs, and does not wait long for a disk."""
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    monkeypatch.setattr(server, "HOUSEKEEPING", 0.2)
    caplog.set_level(logging.INFO)
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    box = StoreServer(folder, HASTY)
    thread = threading.Thread(target=box.run)
    thread.start()
    yield thread
    box.stop()
    thread.join(30)
    assert not thread.is_alive()


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program writes, and does not come to its end."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def a_printer(port: int) -> dict[str, Any]:
    connection = {"type": "network", "host": "127.0.0.1", "port": port}
    facts = {"name": "Bar", "kind": "receipt_printer", "profile": "TM-T20II", "paper_width": 80}
    return {"id": "p1", "connection": connection, **facts}


def lines(name: str, count: int = 8) -> dict[str, Any]:
    return {"kind": "text", "text": [f"{name} {number}" for number in range(count)]}


def test_paper_that_came_out_while_nothing_could_be_written_is_printed_not_sending(
    shop: threading.Thread,
    folder: DataFolder,
    office: FakeOffice,
    printer: MakePrinter,
    wait_for: WaitFor,
    caplog: pytest.LogCaptureFixture,
) -> None:
    paper = printer(lines_left=3)
    office.hang([a_printer(paper.port)])
    office.order("j1", lines("once"))
    wait_for(lambda: office.last_result("j1").get("reason") == "paper_out", "half of it is out", 60)
    with held(folder.spool):
        paper.refill()
        wait_for(lambda: paper.cuts == 1, "the paper is out", 60)
        wait_for(lambda: "outcome_not_written" in caplog.text, "its end cannot be written", 60)
        office.order("j2", lines("later"))
    wait_for(lambda: office.statuses("j1")[-1:] == ["printed"], "told all the same", 60)
    wait_for(lambda: office.statuses("j2")[-1:] == ["printed"], "and the next one is printed", 60)
    assert (paper.paper.count(b"once 7"), paper.paper.count(b"later 7")) == (1, 1)
    assert "uncertain" not in office.statuses("j1")


def test_what_the_printer_confirmed_is_not_doubted_for_what_could_not_be_learned(
    shop: threading.Thread, folder: DataFolder, office: FakeOffice, wait_for: WaitFor,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    with VirtualPrinter(lines_per_second=4) as paper:
        office.hang([a_printer(paper.port)])
        office.order("j1", lines("slowly", 16))
        wait_for(lambda: office.statuses("j1") == ["sending"], "it is being printed", 60)
        with held(folder.spool):
            wait_for(lambda: len(paper.papers) == 1, "the paper is out", 60)
            wait_for(lambda: "outcome_not_written" in caplog.text, "its end cannot be written", 60)
            assert "lesson_not_written" in caplog.text
        wait_for(lambda: office.statuses("j1")[-1] != "sending", "told", 60)
        assert office.statuses("j1")[-1] == "printed"


def test_a_state_that_cannot_be_written_does_not_end_the_talk_with_the_office(
    folder: DataFolder,
    office: FakeOffice,
    wait_for: WaitFor,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    office.books.token_sha256 = None
    folder.state.mkdir()
    request.getfixturevalue("shop")
    office.books.busy = 3
    wait_for(lambda: "state_not_kept" in caplog.text, "its state cannot be written", 60)
    wait_for(lambda: office.books.health, "it speaks with the office all the same", 60)
    folder.state.rmdir()
    wait_for(lambda: (folder.read_json(folder.state) or {}).get("contact") == "connected", "written", 60)


def test_a_spool_held_by_another_program_does_not_end_the_store_server(
    shop: threading.Thread,
    folder: DataFolder,
    office: FakeOffice,
    printer: MakePrinter,
    wait_for: WaitFor,
    caplog: pytest.LogCaptureFixture,
) -> None:
    paper = printer()
    office.hang([a_printer(paper.port)])
    wait_for(lambda: folder.configuration.exists(), "the printer is known", 60)
    with held(folder.spool):
        wait_for(lambda: caplog.text.count("housekeeping_failed") >= 2, "housekeeping cannot write", 60)
        assert shop.is_alive()
    office.order("j1", lines("after"))
    wait_for(lambda: office.statuses("j1")[-1:] == ["printed"], "it prints", 60)


@pytest.fixture
def spool(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spool]:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    with closing(Spool(folder.spool)) as spool:
        document = {"kind": "text", "text": ["x"]}
        spool.accept([{"id": each, "peripheral_id": "p1", "document": document} for each in "ab"], 0, NOW)
        yield spool


def found(spool: Spool, job_id: str) -> Job:
    job = spool.find(job_id)
    assert job is not None
    return job


def states(spool: Spool) -> list[JobState]:
    return [found(spool, each).state for each in "ab"]


def test_the_first_word_of_a_worker_counts_and_keeps_its_time(folder: DataFolder, spool: Spool) -> None:
    ledger, job = Ledger(spool), found(spool, "a")
    assert ledger.begin(job)
    with held(folder.spool):
        assert not ledger.note(Outcome(job, JobState.PRINTED, None, NOW))
        assert not ledger.note(Outcome(job, JobState.UNCERTAIN, Reason.INTERRUPTED, NOW))
        with pytest.raises(sqlite3.OperationalError):
            ledger.settle()
        assert ledger.is_open
    assert [outcome.state for outcome in ledger.settle()] == [JobState.PRINTED]
    assert ledger.settle() == []
    assert states(spool) == [JobState.PRINTED, JobState.QUEUED]
    assert spool.unreported()[-1].at == "2026-11-21T09:30:00.000Z"


def test_a_pause_that_could_not_be_noted_is_no_end(folder: DataFolder, spool: Spool) -> None:
    ledger, job = Ledger(spool), found(spool, "a")
    ledger.begin(job)
    with held(folder.spool):
        assert not ledger.note(Outcome(job, JobState.SENDING, Reason.PAPER_OUT, NOW))
    assert ledger.note(Outcome(job, JobState.PRINTED, None, NOW))
    assert ledger.settle() == []
    assert states(spool)[0] == JobState.PRINTED


def test_a_job_that_a_fault_of_ours_left_open_is_uncertain(spool: Spool) -> None:
    ledger, job = Ledger(spool), found(spool, "a")
    ledger.begin(job)
    assert [(each.state, each.reason) for each in ledger.settle()] == [
        (JobState.UNCERTAIN, Reason.INTERRUPTED)
    ]
    assert states(spool) == [JobState.UNCERTAIN, JobState.QUEUED]


def test_a_job_whose_beginning_is_not_on_disk_waits_on(folder: DataFolder, spool: Spool) -> None:
    ledger, job = Ledger(spool), found(spool, "a")
    with held(folder.spool), pytest.raises(sqlite3.OperationalError):
        ledger.begin(job)
    assert ledger.settle() == []
    assert states(spool) == [JobState.QUEUED, JobState.QUEUED]
    assert ledger.begin(job)


def test_what_was_never_begun_is_not_ended_later_behind_somebodys_back(
    folder: DataFolder, spool: Spool
) -> None:
    ledger, job = Ledger(spool), found(spool, "a")
    with held(folder.spool), pytest.raises(sqlite3.OperationalError):
        ledger.note(Outcome(job, JobState.BLOCKED, Reason.PAPER_OUT, NOW))
    assert ledger.settle() == []
    assert states(spool) == [JobState.QUEUED, JobState.QUEUED]


def test_papers_are_kept_again_once_there_is_room(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, wait_for: WaitFor, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(kept_papers, "TRY_AGAIN", 0.05)
    folder.papers.mkdir()
    shelf = PaperShelf(folder.papers)
    shelf.start()
    wait_for(lambda: "papers_not_kept" in caplog.text, "there is no room")
    folder.papers.rmdir()
    shelf.keep(SentPaper("j1", Medium.ROLL, "Bar", b"paper"))
    wait_for(lambda: _kept(folder.papers), "kept")
    shelf.close()
    assert [paper.data for paper in find_papers(folder.papers, "j1")] == [b"paper"]


def _kept(path: Path) -> bool:
    try:
        return bool(find_papers(path, "j1"))
    except sqlite3.Error:
        return False
