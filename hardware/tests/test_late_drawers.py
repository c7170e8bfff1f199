"""A drawer opens within ten seconds of being asked for or not at all, also beside paper, and never again."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.crew import Assignment, Drawer
from comptoir_store_server.drawer_desk import is_left_out
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.jobs import Job, JobState
from comptoir_store_server.spool import Spool
from comptoir_store_server.times import write_time
from comptoir_store_server.virtual_printer import VirtualPrinter
from fake_office import FakeOffice
from lan_shop import Box, Counter, code, new_id, receipt_printer

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SECONDS = timedelta(seconds=1)
PRINTER = Peripheral("bar", "Bar", "receipt_printer", Connection(host="192.0.2.7"))
DRAWER = Peripheral("drawer", "Szuflada", "cash_drawer", Connection(Way.PRINTER, printer_id="bar"))
BEHIND = Assignment(PRINTER, {}, threading.Lock(), drawers=(Drawer(DRAWER, frozenset({"d1"})),))
RECEIPT = {"kind": "receipt", "open_drawer": True}


@pytest.fixture
def spool(folder: DataFolder) -> Iterator[Spool]:
    spool = Spool(folder.spool)
    yield spool
    spool.close()


@pytest.fixture
def counter(folder: DataFolder) -> Iterator[Counter]:
    """Takes orders; nothing is printed."""
    counter = Counter(folder)
    yield counter
    counter.close()


def a_job(document: dict[str, Any], **more: Any) -> Job:
    facts: dict[str, Any] = {"role": "receipt_printer", "copies": 1, "reason": None, "expires_at": None}
    facts |= {"received_at": NOW, "device_id": "d1"} | more
    return Job("j1", "bar", document=document, state=JobState.QUEUED, **facts)


@pytest.mark.parametrize(
    ("document", "more", "after", "is_late"),
    [
        (RECEIPT, {}, 10 * SECONDS, False),
        (RECEIPT, {}, 11 * SECONDS, True),
        (RECEIPT, {"asked_at": NOW - 8 * SECONDS}, 2 * SECONDS, False),
        (RECEIPT, {"asked_at": NOW - 8 * SECONDS}, 3 * SECONDS, True),
        (RECEIPT, {"asked_at": NOW + 60 * SECONDS}, 11 * SECONDS, True),
        ({"kind": "receipt"}, {}, 60 * SECONDS, False),
        (RECEIPT | {"duplicate": True}, {}, 60 * SECONDS, False),
        (RECEIPT, {"device_id": "d9", "redirected_from": "kitchen"}, 60 * SECONDS, False),
        ({"kind": "drawer"}, {}, 60 * SECONDS, False),
    ],
)
def test_paper_that_comes_too_late_for_its_drawer(
    document: dict[str, Any], more: dict[str, Any], after: timedelta, is_late: bool
) -> None:
    assert is_left_out(BEHIND, a_job(document, **more), NOW + after) == is_late


def test_when_a_job_was_wanted_is_read_by_our_clock(spool: Spool) -> None:
    told = {"role": "receipt_printer", "peripheral_id": "bar", "document": RECEIPT}
    spool.accept([told | {"id": "old", "asked_at": write_time(NOW)}], 60.0, NOW)
    spool.accept([told | {"id": "plain"}], 60.0, NOW)
    old, plain = spool.find("old"), spool.find("plain")
    assert old is not None
    assert plain is not None
    assert (old.wanted_at, plain.wanted_at) == (NOW - 60 * SECONDS, NOW)


def test_a_drawer_that_may_have_opened_is_not_opened_once_more(counter: Counter) -> None:
    till, job_id = counter.till(), new_id()
    till.print(job_id, {"role": "receipt_printer", "document": {"kind": "drawer"}})
    counter.spool.move(job_id, JobState.UNCERTAIN, "connection_lost", datetime.now(UTC))
    assert code(till.decide(job_id, "reprint")) == (409, "drawer_not_again")
    assert not counter.spool.print_again(job_id, datetime.now(UTC)), "whoever asks"
    assert till.status(job_id) == "uncertain"
    assert till.decide(job_id, "discard").json()["status"] == "cancelled"


@pytest.fixture
def box(folder: DataFolder, office: FakeOffice) -> Iterator[Box]:
    """A store server that belongs to the office, switched off."""
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    box = Box(folder)
    yield box
    box.stop()


@pytest.fixture
def bar() -> Iterator[VirtualPrinter]:
    """A printer that is well."""
    with VirtualPrinter() as printer:
        yield printer


def test_what_was_wanted_while_the_box_was_off_opens_nothing(
    office: FakeOffice, box: Box, bar: VirtualPrinter, wait_for: Callable[..., None]
) -> None:
    behind = {"type": "printer", "printer_id": "p1", "pin": 2}
    drawer = {"id": "drawer", "name": "Szuflada", "kind": "cash_drawer", "connection": behind}
    office.hang([receipt_printer(bar.port), drawer])
    wanted = datetime.now(UTC) - 45 * SECONDS
    told = {"asked_at": write_time(wanted)}
    office.order("pull", {"kind": "drawer"}, "drawer", expires_at=write_time(wanted + 10 * SECONDS), **told)
    receipt = {"number": "1-17", "currency": "PLN", "lines": [], "total": 100}
    office.order("late", RECEIPT | {"receipt": receipt}, "p1", **told)
    box.start()
    wait_for(lambda: office.statuses("pull")[-1:] == ["expired"], "the drawer stays shut", 60)
    wait_for(lambda: office.statuses("late")[-1:] == ["printed"], "the paper comes", 60)
    assert office.last_result("late")["reason"] == "drawer_left_out"
    assert "1-17" in bar.wait_for_paper().text
    assert bar.pulses == []
