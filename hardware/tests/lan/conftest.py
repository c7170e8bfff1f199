"""What the tests of the shop's own network share: a counter without a printer, and a whole box."""

from collections.abc import Iterator

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from fake_office import FakeOffice
from lan_shop import Box, Counter


@pytest.fixture
def counter(folder: DataFolder) -> Iterator[Counter]:
    """Takes orders; nothing is printed."""
    counter = Counter(folder)
    yield counter
    counter.close()


@pytest.fixture
def box(folder: DataFolder, office: FakeOffice) -> Iterator[Box]:
    """A store server that belongs to the office, switched off."""
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    box = Box(folder)
    yield box
    box.stop()
