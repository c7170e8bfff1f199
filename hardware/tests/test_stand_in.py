"""The stand-in's desk: a job goes out once and comes home once, whatever crashes in between."""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection
from comptoir_store_server.crew import Assignment, Bench
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.reasons import Reason
from comptoir_store_server.spool import Job, JobState, Spool
from comptoir_store_server.stand_in import StandInDesk

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
KITCHEN = Peripheral(
    "kitchen", "Kitchen", "receipt_printer", Connection(host="192.0.2.1"), stand_ins=("bar",)
)
BAR = Peripheral("bar", "Bar", "receipt_printer", Connection(host="192.0.2.2"), stand_ins=("kitchen",))


class Shop:
    """Two printers that stand in for each other, and what waits for them."""

    def __init__(self, spool: Spool, patience_s: float = 0.0) -> None:
        self.spool = spool
        self.woken: list[str] = []
        self.health = HealthBoard(lambda: None, lambda: NOW)
        self._bench = Bench(
            spool, self.health, Patience(stand_in=patience_s), lambda: None, self.woken.append
        )
        self._desks = {each.id: StandInDesk(self._bench, each.id) for each in (KITCHEN, BAR)}

    def works(self, peripheral_id: str) -> None:
        self.health.note_condition(peripheral_id, Condition(None))
        self._desks[peripheral_id].note_working()

    def fails(self, peripheral: Peripheral, stand_in: Peripheral) -> None:
        """The printer's worker could not print just now."""
        self.health.note_reason(peripheral.id, Reason.PAPER_OUT)
        desk = self._desks[peripheral.id]
        desk.note_unavailable()
        desk.send_away(Assignment(peripheral, {}, threading.Lock(), stand_ins=(stand_in,)))

    def job(self, job_id: str = "j") -> Job:
        job = self.spool.find(job_id)
        assert job is not None
        return job


@pytest.fixture
def spool(folder: DataFolder) -> Iterator[Spool]:
    spool = Spool(folder.spool)
    yield spool
    spool.close()


def order(spool: Spool, kind: str = "receipt", job_id: str = "j", **more: Any) -> None:
    job = {"id": job_id, "role": "receipt_printer", "peripheral_id": "kitchen", "document": {"kind": kind}}
    spool.accept([{**job, **more}], 0, NOW)


def test_a_job_goes_to_the_stand_in_that_works(spool: Spool) -> None:
    shop = Shop(spool)
    order(spool)
    shop.works("bar")
    shop.fails(KITCHEN, BAR)
    assert (shop.job().peripheral_id, shop.job().redirected_from) == ("bar", "kitchen")
    assert shop.woken == ["bar"]


def test_nothing_goes_before_patience_ends_or_to_a_stand_in_that_is_dead_or_unseen(spool: Spool) -> None:
    order(spool)
    patient = Shop(spool, patience_s=60)
    patient.works("bar")
    patient.fails(KITCHEN, BAR)
    hasty = Shop(spool)
    hasty.fails(KITCHEN, BAR)
    hasty.health.note_reason("bar", Reason.COVER_OPEN)
    hasty.fails(KITCHEN, BAR)
    assert hasty.job().peripheral_id == "kitchen"
    assert patient.woken + hasty.woken == []


@pytest.mark.parametrize("kind", ["test", "drawer", "calibration", "probe"])
def test_what_tests_a_printer_or_opens_a_drawer_stays(spool: Spool, kind: str) -> None:
    shop = Shop(spool)
    order(spool, kind)
    shop.works("bar")
    shop.fails(KITCHEN, BAR)
    assert shop.job().peripheral_id == "kitchen"


def test_a_job_comes_home_once_and_never_leaves_again(spool: Spool) -> None:
    shop = Shop(spool)
    order(spool)
    shop.works("bar")
    shop.fails(KITCHEN, BAR)
    shop.fails(BAR, KITCHEN)
    assert shop.job().peripheral_id == "bar", "home is dead as well: it stays where it is"
    shop.works("kitchen")
    shop.fails(BAR, KITCHEN)
    assert (shop.job().peripheral_id, shop.job().redirected_from) == ("kitchen", None)
    shop.works("bar")
    shop.fails(KITCHEN, BAR)
    assert shop.job().peripheral_id == "kitchen"
    assert shop.woken == ["bar", "kitchen"]


def test_what_has_begun_is_never_moved(spool: Spool) -> None:
    shop = Shop(spool)
    order(spool)
    assert spool.claim("j", NOW)
    shop.works("bar")
    shop.fails(KITCHEN, BAR)
    assert not spool.redirect("j", "bar")
    assert shop.job().peripheral_id == "kitchen"


def test_a_crash_leaves_a_redirected_job_with_one_printer_only(folder: DataFolder, spool: Spool) -> None:
    order(spool)
    order(spool, job_id="begun")
    assert spool.redirect("j", "bar")
    assert spool.redirect("begun", "bar")
    assert spool.claim("begun", NOW)
    reborn = Spool(folder.spool)
    assert reborn.recover(NOW) == ["begun"]
    assert reborn.waiting("kitchen") == []
    assert [(job.id, job.redirected_from) for job in reborn.waiting("bar")] == [("j", "kitchen")]
    told = [report.body() for report in reborn.unreported()]
    assert [(each["id"], each["status"], each["printed_on"]) for each in told] == [
        ("begun", "sending", "bar"),
        ("begun", "uncertain", "bar"),
    ]
    reborn.close()


def test_a_drawer_goes_before_paper_that_came_first(spool: Spool) -> None:
    order(spool, job_id="paper")
    order(spool, "drawer", "pulse")
    drawer, paper = spool.next_drawer(["kitchen", "d1"]), spool.next_paper("kitchen")
    assert drawer is not None
    assert paper is not None
    assert (drawer.id, paper.id) == ("pulse", "paper")


def test_what_a_test_found_out_is_told_with_its_state(spool: Spool) -> None:
    order(spool, "probe")
    spool.claim("j", NOW)
    assert spool.move("j", JobState.PRINTED, None, NOW, {"weight": "0.485"})
    assert [report.body().get("result") for report in spool.unreported()] == [None, {"weight": "0.485"}]


OLDER_SPOOL = """
CREATE TABLE jobs (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    peripheral_id TEXT NOT NULL, role TEXT NOT NULL, document TEXT NOT NULL, copies INTEGER NOT NULL,
    state TEXT NOT NULL, reason TEXT, expires_at TEXT, received_at TEXT NOT NULL, changed_at TEXT NOT NULL);
CREATE TABLE reports (place INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL, status TEXT NOT NULL,
    reason TEXT, at TEXT NOT NULL);
INSERT INTO jobs (id, peripheral_id, role, document, copies, state, received_at, changed_at)
    VALUES ('j', 'kitchen', 'receipt_printer', '{"kind": "receipt"}', 1, 'blocked',
            '2026-11-20T09:30:00.000Z', '2026-11-20T09:30:00.000Z');
"""


def test_a_spool_of_an_older_version_is_read_on(tmp_path: Path) -> None:
    older = sqlite3.connect(tmp_path / "spool.db")
    older.executescript(OLDER_SPOOL)
    older.close()
    spool = Spool(tmp_path / "spool.db")
    assert [job.id for job in spool.waiting("kitchen")] == ["j"]
    assert spool.redirect("j", "bar")
    assert spool.claim("j", NOW)
    assert [report.body()["printed_on"] for report in spool.unreported()] == ["bar"]
    spool.close()
