"""Every opening of a drawer is in the box's log: which, for whom, with what, and what its contact says."""

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comptoir_store_server import server
from comptoir_store_server.configuration import Peripheral, keep_configuration
from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.crew import Assignment, Bench, Drawer
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.deliver import Confirm
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.drawer_desk import DrawerDesk
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.jobs import Job, JobState
from comptoir_store_server.server import StoreServer
from comptoir_store_server.spool import Spool
from comptoir_store_server.virtual_printer import VirtualPrinter

PRINTER = Peripheral("bar", "Bar", "receipt_printer", Connection(host="192.0.2.7"))
DRAWER = Peripheral("drawer", "Szuflada", "cash_drawer", Connection(Way.PRINTER, printer_id="bar"))
BEHIND = Assignment(PRINTER, {}, threading.Lock(), drawers=(Drawer(DRAWER, frozenset({"d1"})),))
Pull = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def pull(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Pull:
    """A job went to the printer; what the log says of drawers."""
    caplog.set_level(logging.INFO)

    def pull(
        document: dict[str, Any], confirm: Confirm | None = Confirm.PROCESS_ID, *, level: bool | None = None,
        peripheral: str = "bar", **more: Any,
    ) -> list[dict[str, Any]]:  # fmt: skip
        health = HealthBoard(lambda: None)
        health.note_condition("drawer", Condition(None, drawer_contact=level))
        spool = Spool(tmp_path / "spool.db")
        bench = Bench(spool, health, Patience(), lambda: None, lambda _id: None)
        now = datetime.now(UTC)
        facts: dict[str, Any] = {
            "role": "receipt_printer",
            "copies": 1,
            "reason": None,
            "expires_at": None,
        } | more
        job = Job("j1", peripheral, document=document, state=JobState.SENDING, received_at=now, **facts)
        DrawerDesk(bench).note_opened(BEHIND, job, confirm)
        spool.close()
        names = ("drawer", "till", "role", "with", "job", "contact")
        return [
            {"event": each.message} | {name: each.__dict__[name] for name in names}
            for each in caplog.records
            if "drawer" in each.message
        ]

    return pull


def test_a_drawer_alone(pull: Pull) -> None:
    [line] = pull({"kind": "drawer"}, level=True, peripheral="drawer", role="cash_drawer", device_id="d1")
    assert line == {
        "event": "drawer_opened",
        "drawer": "drawer",
        "till": "d1",
        "role": "cash_drawer",
        "with": "drawer",
        "job": "j1",
        "contact": "high",
    }


def test_with_a_receipt_of_its_till(pull: Pull) -> None:
    [line] = pull({"kind": "receipt", "open_drawer": True}, device_id="d1", level=False)
    assert (line["drawer"], line["with"], line["contact"]) == ("drawer", "receipt", "low")


def test_a_contact_that_nobody_reads_is_said(pull: Pull) -> None:
    [line] = pull({"kind": "drawer"}, Confirm.BLIND)
    assert (line["till"], line["contact"]) == ("office", "unreadable")


def test_a_drawer_that_may_have_opened(pull: Pull) -> None:
    [line] = pull({"kind": "drawer"}, None)
    assert line["event"] == "drawer_perhaps_opened"


@pytest.mark.parametrize(
    ("document", "more"),
    [
        ({"kind": "receipt"}, {}),
        ({"kind": "receipt", "open_drawer": True, "duplicate": True}, {}),
        ({"kind": "receipt", "open_drawer": True}, {"device_id": "d9", "redirected_from": "kitchen"}),
    ],
)
def test_paper_that_opens_nothing(pull: Pull, document: dict[str, Any], more: dict[str, Any]) -> None:
    assert pull(document, **more) == []


HANGING = {"type": "printer", "printer_id": "bar", "pin": 2, "pulse_ms": 60}
RECEIPT = {"kind": "receipt", "receipt": {"number": "1-7", "currency": "PLN", "lines": [], "total": 100}}


def configure(port: int) -> dict[str, Any]:
    line = {"type": "network", "host": "127.0.0.1", "port": port}
    facts = {"name": "Bar", "kind": "receipt_printer", "profile": "TM-T20II", "paper_width": 80}
    drawer = {"id": "drawer", "name": "Szuflada", "kind": "cash_drawer", "connection": HANGING}
    routes = [{"device_id": "d1", "role": "cash_drawer", "peripheral_id": "drawer"}]
    return {
        "store": {},
        "peripherals": [{"id": "bar", "connection": line, **facts}, drawer],
        "routes": routes,
    }


def reason_of(spool: Spool, job_id: str) -> str | None:
    job = spool.find(job_id)
    return job.reason if job is not None else None


def perhaps_opened(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    told = [each for each in caplog.records if each.message == "drawer_perhaps_opened"]
    return [(each.__dict__["job"], each.__dict__["drawer"]) for each in told]


def test_after_a_crash_each_drawer_that_may_have_opened_is_named(
    folder: DataFolder, caplog: pytest.LogCaptureFixture, wait_for: Callable[..., None]
) -> None:
    caplog.set_level(logging.INFO)
    now = datetime.now(UTC)
    on_its_way = {
        "with-drawer": ("bar", RECEIPT | {"open_drawer": True}),
        "alone": ("drawer", {"kind": "drawer"}),
        "a-copy": ("bar", RECEIPT | {"open_drawer": True, "duplicate": True}),
        "without": ("bar", RECEIPT),
    }
    jobs = [
        {"id": job_id, "peripheral_id": where, "role": "receipt_printer", "document": document}
        for job_id, (where, document) in on_its_way.items()
    ]
    keep_configuration(folder, configure(9), None)
    with closing(Spool(folder.spool)) as spool:
        spool.accept([{**job, "device_id": "d1"} for job in jobs], 0, now)
        assert all(spool.claim(job_id, now) for job_id in on_its_way)
    box = StoreServer(folder)
    thread = threading.Thread(target=box.run)
    thread.start()
    wait_for(lambda: "started" in caplog.messages, "the box is up again", 60)
    box.stop()
    thread.join(60)
    assert perhaps_opened(caplog) == [("with-drawer", "drawer"), ("alone", "drawer")]


def test_a_box_that_is_stopped_in_mid_receipt_names_the_drawer(
    folder: DataFolder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    wait_for: Callable[..., None],
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(server, "GRACE", 0.2)
    with VirtualPrinter() as bar:
        bar.set_state(lines_left=3)
        keep_configuration(folder, configure(bar.port), None)
        box = StoreServer(folder)
        thread = threading.Thread(target=box.run)
        thread.start()
        with closing(Spool(folder.spool)) as spool:
            job = {"id": "j1", "peripheral_id": "bar", "role": "receipt_printer"}
            told = {**job, "document": RECEIPT | {"open_drawer": True}, "device_id": "d1"}
            spool.accept([told], 0, datetime.now(UTC))
            wait_for(lambda: reason_of(spool, "j1") == "paper_out", "half of it is out", 60)
            box.stop()
            thread.join(60)
            job_now = spool.find("j1")
            assert job_now is not None
            assert (job_now.state, job_now.reason) == (JobState.UNCERTAIN, "interrupted")
        assert len(bar.pulses) == 1
    assert perhaps_opened(caplog) == [("j1", "drawer")]
