"""What the box fetches of the office: enough for each printer, and the office is heard out in between."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comptoir_store_server import sync
from comptoir_store_server.command import main
from comptoir_store_server.configuration import read_configuration
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.identity import find_identity
from comptoir_store_server.office import Office
from comptoir_store_server.spool import Spool
from comptoir_store_server.sync import LEASE, SyncThread
from fake_office import STORE, FakeOffice


@pytest.fixture
def spool(folder: DataFolder) -> Iterator[Spool]:
    spool = Spool(folder.spool)
    yield spool
    spool.close()


@pytest.fixture
def talk(folder: DataFolder, spool: Spool) -> SyncThread:
    """The box's end of the talk, not begun yet."""
    health, told = HealthBoard(lambda: None), read_configuration({"store": STORE, "peripherals": []})
    return SyncThread(folder, spool, health, told, lambda _told: None, lambda: None)


def wait_for(spool: Spool, **counts: int) -> None:
    """So many jobs wait for each printer."""
    document = {"kind": "text", "text": ["x"]}
    jobs = [
        {
            "id": f"{printer}-{number}",
            "role": "receipt_printer",
            "peripheral_id": printer,
            "document": document,
        }
        for printer, count in counts.items()
        for number in range(count)
    ]
    spool.accept(jobs, 0.0, datetime.now(UTC))


@pytest.mark.parametrize(
    ("counts", "full"),
    [
        ({}, []),
        ({"p1": 2}, []),
        ({"p1": 3}, ["p1"]),
        ({"p1": 3, "p2": 1}, ["p1"]),
        ({"p1": 4, "p2": 3, "p3": 1}, ["p1", "p2"]),
        ({"p1": 7, "p2": 1}, ["p1"]),
        ({"p1": 7, "p2": 1, "p3": 1}, ["p1", "p2", "p3"]),
    ],
)
def test_what_has_enough_here_is_named(
    talk: SyncThread,
    spool: Spool,
    monkeypatch: pytest.MonkeyPatch,
    counts: dict[str, int],
    full: list[str],
) -> None:
    monkeypatch.setattr(sync, "ENOUGH", 3)
    monkeypatch.setattr(sync, "FULL_HOUSE", 9)
    wait_for(spool, **counts)
    expected: dict[str, Any] = {"max": LEASE} | ({"full": full} if full else {})
    assert talk._lease_wish() == expected


def test_the_office_is_heard_out_between_many_lots(
    talk: SyncThread, spool: Spool, office: FakeOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paired = DataFolder(tmp_path / "paired")
    assert main(["--data", str(paired.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    monkeypatch.setattr(sync, "MOST_LOTS", 2)
    for number in range(25):
        office.order(f"j{number}", {"kind": "text", "text": ["x"]}, f"p{number}")
    identity = find_identity(paired)
    assert identity is not None
    line = Office(identity.office, identity.secret)
    try:
        for fetched, is_due in ((20, True), (25, False)):
            talk._wake.clear()
            talk._lease_jobs(line)
            assert sum(spool.lines().values()) == fetched
            assert ("jobs" in talk._due, talk._wake.is_set()) == (is_due, is_due)
    finally:
        line.close()
