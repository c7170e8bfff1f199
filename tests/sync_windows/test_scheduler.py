"""Exactly one process does the scheduled work; another goes on when it dies; nothing is done twice, or lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from config import Settings
from domain.names import Stream
from domain.sync_windows import is_late
from extensions import db
from models import SchedulerLease, SyncRun, SyncWindow, WindowRun
from services.delivery.prepared_snapshots import Awaited, prepare_snapshots
from services.delivery.snapshot_files import SnapshotFiles
from services.scheduler.daily_upkeep import DEEDS, do_daily_deeds
from services.scheduler.scheduler import Scheduler
from services.scheduler.scheduler_lease import WORK, Lease, lease_engine
from tests.make import Make, now
from tests.office import RealOffice, wait_until
from tests.sync_windows.worker import LEASE_SECONDS

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


@pytest.fixture
def book(engine: Engine, settings: Settings) -> Engine:
    return lease_engine(engine, settings.data)


@pytest.fixture
def start(engine: Engine, settings: Settings) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts processes that compete for the scheduled work."""
    processes: list[subprocess.Popen[bytes]] = []

    def one_more() -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "tests.sync_windows.worker",
            settings.database_url,
            str(settings.data),
        ]
        processes.append(subprocess.Popen(command, cwd=ROOT))
        return processes[-1]

    yield one_more
    for process in processes:
        process.kill()
        process.wait(10)


def holder_of(book: Engine) -> int | None:
    """The process that has the lease now."""
    with book.connect() as connection:
        row: Any = connection.execute(
            select(SchedulerLease.holder, SchedulerLease.expires_at).where(SchedulerLease.name == WORK)
        ).first()
    return int(row.holder.split(":")[1]) if row and row.expires_at > datetime.now(UTC) else None


def open_now(make: Make, minutes_ago: int = 5) -> SyncWindow:
    """A window that began some minutes ago, by the clock of a store in UTC, and was there long before."""
    opens = now() - timedelta(minutes=minutes_ago)
    closes = opens + timedelta(hours=2)
    window: SyncWindow = make.window(opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}")
    window.created_at = now() - timedelta(days=30)
    make.session.commit()
    return window


def test_another_process_goes_on_when_the_one_that_did_the_work_is_killed(
    make: Make, engine: Engine, book: Engine, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    make.till(make.device(store=make.store(timezone="UTC")))
    open_now(make)
    make.session.commit()
    processes = [start(), start()]
    wait_until(lambda: holder_of(book), "somebody has the lease")
    wait_until(lambda: len(runs_of(make)), "the window opens")
    first = holder_of(book)
    assert first in {process.pid for process in processes}
    os.kill(first, signal.SIGKILL)
    killed = time.monotonic()
    wait_until(lambda: holder_of(book) not in (None, first), "the other one takes over")
    assert time.monotonic() - killed < 3 * LEASE_SECONDS
    make.store("Gdańsk", timezone="UTC")  # something to do for the heir: the window is open there, too
    wait_until(lambda: len(runs_of(make)) == 2, "the heir works")
    time.sleep(1)
    assert len({run.store_id for run in runs_of(make)}) == len(runs_of(make)) == 2


def runs_of(make: Make) -> list[WindowRun]:
    """All openings, looked at afresh."""
    make.session.commit()
    runs = list(make.session.scalars(select(WindowRun)))
    make.session.commit()
    return runs


def test_a_window_that_should_have_opened_while_no_process_ran_opens_once_when_one_does(
    make: Make, book: Engine, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    make.store(timezone="UTC")
    open_now(make, minutes_ago=30)
    start()
    start()
    wait_until(lambda: len(runs_of(make)), "the window opens")
    time.sleep(2 * LEASE_SECONDS)  # both had their chance
    (run,) = runs_of(make)
    assert is_late(run.opens_at, run.opened_at)


def test_of_many_that_ask_one_gets_the_lease_and_keeps_it(book: Engine) -> None:
    leases = [Lease(book, seconds=20) for _ in range(5)]
    assert [lease.take() for lease in leases] == [True, False, False, False, False]
    assert [lease.take() for lease in leases] == [True, False, False, False, False]
    assert [lease.is_held for lease in leases] == [True, False, False, False, False]
    leases[0].release()
    assert leases[0].is_held is False
    assert leases[3].take() is True
    assert leases[0].take() is False


def test_a_lease_that_is_not_renewed_runs_out(book: Engine) -> None:
    first, second = Lease(book, seconds=0.4), Lease(book, seconds=20)
    assert first.take()
    assert not second.take()
    time.sleep(0.5)
    assert not first.is_held
    assert second.take()


def test_a_process_whose_lease_ran_out_does_nothing_more(
    make: Make, engine: Engine, settings: Settings
) -> None:
    make.store(timezone="UTC")
    open_now(make)
    scheduler = Scheduler(engine, settings.data)
    scheduler._wake(scheduler.look_at_windows)
    assert runs_of(make) == []
    assert scheduler.lease.take()
    scheduler._wake(scheduler.look_at_windows)
    assert len(runs_of(make)) == 1


def test_the_lease_beside_sqlite_tells_nobody_that_something_changed(
    app: Flask, book: Engine, settings: Settings
) -> None:
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL has no such memory")
    unchanged = app.extensions["unchanged"]
    before = unchanged.revision()
    assert Lease(book).take()
    assert unchanged.revision() == before is not None


def test_daily_deeds_are_done_once_a_day_also_by_another_process(
    engine: Engine, book: Engine, make: Make
) -> None:
    make.store()
    assert do_daily_deeds(engine, book, "one", now()) == list(DEEDS)
    assert do_daily_deeds(engine, book, "other", now()) == []


def test_history_older_than_ninety_days_is_forgotten(engine: Engine, book: Engine, make: Make) -> None:
    till = make.till()
    for days in (1, 89, 91):
        make.session.add(
            SyncRun(
                account_id=till.device.account_id,
                device_id=till.device.id,
                stream="products",
                applied_at=now(),
                acked_at=now() - timedelta(days=days),
            )
        )
    window = make.window()
    for days in (1, 89, 91):
        run = make.missed_opening(window, till.device)
        run.opens_at = now() - timedelta(days=days)
    make.session.commit()
    do_daily_deeds(engine, book, "one", now())
    make.session.expire_all()
    assert len(make.session.scalars(select(SyncRun)).all()) == 2
    assert len(runs_of(make)) == 2


def test_what_tills_will_fetch_is_compressed_before_they_come(
    app: Flask, make: Make, engine: Engine, settings: Settings
) -> None:
    till = make.till()
    make.product()
    files = SnapshotFiles(settings.data / "snapshots")
    wanted = [Awaited(Stream.PRODUCTS, till.device.store_id), Awaited(Stream.CONFIGURATION, till.device.id)]
    make.session.commit()
    assert prepare_snapshots(engine, files, wanted) == 1
    assert prepare_snapshots(engine, files, wanted) == 0
    (path,) = (settings.data / "snapshots").iterdir()
    client = app.extensions["api"].test_client()
    answer = client.get("/api/v1/sync/products/snapshot", headers=till.headers)
    assert answer.data == path.read_bytes()
    assert answer.headers["ETag"] == f'"{path.name}"'
    assert path.stat().st_mode & 0o077 == 0


def test_a_snapshot_that_was_prepared_is_what_a_worker_serves(
    app: Flask, make: Make, settings: Settings
) -> None:
    till = make.till()
    client = app.extensions["api"].test_client()
    cursor = client.get("/api/v1/poll", headers=till.headers).json["heads"]["products"]
    SnapshotFiles(settings.data / "snapshots").keep(cursor, b"prepared")
    answer = client.get("/api/v1/sync/products/snapshot", headers=till.headers)
    assert answer.data == b"prepared"


def test_the_folder_of_prepared_snapshots_does_not_grow(tmp_path: Path) -> None:
    files = SnapshotFiles(tmp_path / "snapshots", largest_folder=2500)
    for number in range(5):
        files.keep(f"epoch.{number}", b"x" * 1000)
        os.utime(tmp_path / "snapshots" / f"epoch.{number}", (number, number))
    assert [files.has(f"epoch.{number}") for number in range(5)] == [False, False, False, True, True]
    assert files.find("../../etc/passwd") is None
    files.clear()
    assert list((tmp_path / "snapshots").iterdir()) == []


def test_the_workers_of_a_real_office_open_a_window_once(tmp_path: Path, settings: Settings) -> None:
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("the office starts on its own folder")
    with RealOffice(tmp_path / "office", COMPTOIR_WORKERS="2") as office, office.make() as make:
        make.store(timezone="UTC")
        open_now(make)
        office.kill()
        office.start()  # the lease of the killed one still runs: the next one waits for it to end
        wait_until(lambda: len(runs_of(make)), "the window opens", seconds=60)
        assert len(runs_of(make)) == 1
        assert office.complaints() == []
