"""What the store server's tests share: a folder, an office, printers, and short waits."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "simulators"))
# several boxes run here at once, and there is one port: those who want it say so
os.environ.setdefault("COMPTOIR_STORE_LAN", "off")

from comptoir_store_server.folder import DataFolder
from fake_office import FakeOffice
from fake_printer import FakePrinter, Habits


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """An empty folder of a store server."""
    folder = DataFolder(tmp_path / "store")
    folder.create()
    return folder


@pytest.fixture
def office() -> Iterator[FakeOffice]:
    """An office that waits for its store server."""
    office = FakeOffice()
    yield office
    office.close()


@pytest.fixture
def printer() -> Iterator[Callable[..., FakePrinter]]:
    """Makes printers with the habits given."""
    made: list[FakePrinter] = []

    def make(port: int = 0, **habits: object) -> FakePrinter:
        made.append(FakePrinter(Habits(**habits), port))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def wait_for() -> Callable[..., None]:
    """Waits until something holds, and fails naming it if it never does."""

    def wait(condition: Callable[[], object], what: str, seconds: float = 15.0) -> None:
        until = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < until, f"never happened: {what}"
            time.sleep(0.01)

    return wait
