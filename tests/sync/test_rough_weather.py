"""The disk is full, somebody else holds the database, PostgreSQL restarts: tills wait, and nothing stored is lost."""

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from app import create_app
from config import Settings
from extensions import db
from models import Base, Generation, JournalEntry, Receipt
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account
from tests.make import Make, Till
from tests.postgresql_server import RestartablePostgresql, find_reason_to_skip, restartable_postgresql
from tests.sync.office import OfficeProcess
from tests.sync.selling import RECEIPTS_AT_ONCE, SellingTill, poll, receipt, upload

#: fills a disk quickly
PADDING = "Żurek z jajkiem " * 250
RESTARTS = 2
OnSqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture
def office(settings: Settings, app: Flask) -> Iterator[OfficeProcess]:
    """A real process on the test's database."""
    process = OfficeProcess(settings.data, settings.secret_key)
    process.start()
    yield process
    process.kill()


def stored(session: Session, till: Till) -> list[str]:
    """The ids of what the office keeps of this till."""
    session.expire_all()
    mine = select(JournalEntry.entry_id).where(JournalEntry.generation_id == till.generation.id)
    ids = list(session.scalars(mine))
    session.rollback()
    return ids


@OnSqlite
def test_a_writer_who_does_not_let_go_makes_tills_wait_and_loses_nothing(
    office: OfficeProcess, settings: Settings, make: Make, session: Session
) -> None:
    till = make.till()
    session.rollback()
    entries = [receipt(1)]
    other = sqlite3.connect(settings.data / "comptoir.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as meanwhile:
        waiting = meanwhile.submit(upload, office.url, till, entries)
        time.sleep(0.5)
        assert [poll(office.url, till)[0] for _ in range(5)] == [200] * 5, "polls read on"
        status, headers, content = waiting.result(60)
    assert (status, json.loads(content)["code"]) == (503, "busy")
    assert int(headers["Retry-After"]) > 0
    other.execute("ROLLBACK")
    other.close()
    status, _headers, content = upload(office.url, till, entries)
    assert (status, json.loads(content)["results"][0]["status"]) == (200, "stored")
    assert stored(session, till) == [entries[0]["id"]]


class FullDisk:
    """The office's folder, on a disk that can be filled up and freed again."""

    def __init__(self, fill: Callable[[OfficeProcess], None], free: Callable[[OfficeProcess], None]) -> None:
        self.fill, self.free = fill, free


@pytest.fixture(params=["small tmpfs", "file size limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, FullDisk]]:
    """A folder of its own on a disk of 8 MB, and beside it a limit that every Linux user may set."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if request.param == "file size limit":
        yield folder, FullDisk(limit_files_of, unlimit_files_of)
        return
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a small tmpfs; the file size limit stands for it")
    ballast = folder / "ballast"
    try:
        yield folder, FullDisk(lambda _office: fill_up(ballast), lambda _office: ballast.unlink())
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_up(ballast: Path) -> None:
    """Write until there is no room for another page."""
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 1024)
    assert shutil.disk_usage(ballast.parent).free == 0


def limit_files_of(office: OfficeProcess) -> None:
    """No file of the office may grow any more."""
    for pid in office.pids():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))


def unlimit_files_of(office: OfficeProcess) -> None:
    """As before."""
    for pid in office.pids():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@OnSqlite
def test_a_full_disk_makes_tills_wait_and_loses_nothing(
    settings: Settings, disk: tuple[Path, FullDisk]
) -> None:
    folder, full = disk
    settings = replace(settings, data=folder, database_url=f"sqlite:///{folder / 'comptoir.sqlite3'}")
    till = open_office_with_a_till(settings)
    office = OfficeProcess(settings.data, settings.secret_key)
    office.start()
    try:
        seller = SellingTill(office.url, till, PADDING)
        seller.start()
        wait_for(lambda: len(seller.kept) >= RECEIPTS_AT_ONCE)
        full.fill(office)
        wait_for(lambda: seller.answers[503] >= 3)
        assert poll(office.url, till)[0] == 200, "tills still hear of the office"
        full.free(office)
        kept = len(seller.kept)
        wait_for(lambda: len(seller.kept) > kept)
        seller.closing.set()
        seller.join(30)
        assert not seller.is_alive()
    finally:
        office.kill()
    assert set(seller.answers) <= {200, 503}, seller.answers
    assert seller.mute == 0
    with sqlite3.connect(folder / "comptoir.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        ids = [row[0] for row in database.execute("SELECT entry_id FROM journal_entry")]
    assert sorted(ids) == sorted(seller.kept)


def wait_for(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Return when it holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "never happened"
        time.sleep(0.05)


def open_office_with_a_till(settings: Settings) -> Till:
    """A database with tables and one activated till."""
    app = create_app(settings)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with OfficeSession(db.engine, expire_on_commit=False) as session:
            enter_account(session, EVERY_ACCOUNT)
            till = Make(session).till()
            assert till.generation.id, "read before the session closes"
        db.engine.dispose()
    app.extensions["contacts"].close()
    return till


@pytest.fixture
def server() -> Iterator[RestartablePostgresql]:
    """A PostgreSQL that keeps what it said it kept, and can be restarted."""
    reason = find_reason_to_skip()
    if reason is not None:
        pytest.skip(reason)
    with restartable_postgresql() as server:
        yield server


@OnSqlite  # the folder's settings; the database is the server's
def test_a_postgresql_that_crashes_under_load_loses_no_receipt_that_was_called_stored(
    settings: Settings, server: RestartablePostgresql
) -> None:
    settings = replace(settings, database_url=server.url)
    till = open_office_with_a_till(settings)
    office = OfficeProcess(settings.data, settings.secret_key, database_url=server.url)
    office.start()
    try:
        seller = SellingTill(office.url, till)
        seller.start()
        polled = []
        for _ in range(RESTARTS):
            kept = len(seller.kept)
            wait_for(lambda kept=kept: len(seller.kept) > kept)  # type: ignore[misc]
            server.crash_and_start()
            polled.append(poll(office.url, till)[0])
        kept = len(seller.kept)
        wait_for(lambda: len(seller.kept) > kept)
        polled.append(poll(office.url, till)[0])
        seller.closing.set()
        seller.join(30)
        assert not seller.is_alive()
    finally:
        office.kill()
    assert set(seller.answers) <= {200, 503}, seller.answers
    assert seller.mute == 0
    assert set(polled) <= {200, 503}
    assert polled[-1] == 200
    engine = create_engine(server.url)
    with engine.connect() as connection:
        ids = list(connection.scalars(select(JournalEntry.entry_id)))
        receipts = connection.scalar(select(func.count()).select_from(Receipt))
        through = connection.scalar(select(Generation.ack_through))
    engine.dispose()
    assert sorted(ids) == sorted(seller.kept)
    assert receipts == through == len(ids)
