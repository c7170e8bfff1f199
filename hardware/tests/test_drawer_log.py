"""Every opening of a drawer is in the box's log: which, for whom, with what, and what its contact says."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.crew import Assignment, Bench, Drawer
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.deliver import Confirm
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.drawer_desk import DrawerDesk
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.jobs import Job, JobState
from comptoir_store_server.spool import Spool

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
