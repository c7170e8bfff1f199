"""What the tests of the box's own page share: a counter with a code, a whole box, and browsers."""

from collections.abc import Callable, Iterator

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.configuration import read_configuration
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.virtual_printer import VirtualPrinter
from fake_office import FakeOffice
from journal_shop import Browser, shop
from lan_shop import Box, Counter


@pytest.fixture
def counter(folder: DataFolder) -> Iterator[Counter]:
    """Takes orders and shows its page; nothing is printed."""
    counter = Counter(folder)
    counter.told = read_configuration(shop(9))
    yield counter
    counter.close()


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    """The printer of the shop."""
    with VirtualPrinter() as printer:
        yield printer


@pytest.fixture
def box(folder: DataFolder, office: FakeOffice) -> Iterator[Box]:
    """A store server that belongs to the office, switched off."""
    pairing = ["--office", office.url, "--code", "7K4M-Q2XD", "--name", "Zaplecze"]
    assert main(["--data", str(folder.root), "pair", *pairing]) == 0
    box = Box(folder)
    yield box
    box.stop()


@pytest.fixture
def open_browser() -> Iterator[Callable[..., Browser]]:
    """Opens browsers; they are closed afterwards."""
    browsers: list[Browser] = []

    def make(base: str, language: str = "en", **more: object) -> Browser:
        browsers.append(Browser(base, language, **more))
        return browsers[-1]

    yield make
    for browser in browsers:
        browser.close()


@pytest.fixture
def reader(counter: Counter, open_browser: Callable[..., Browser]) -> Browser:
    """Somebody in front of the counter who knows the code."""
    browser = open_browser(counter.base)
    assert browser.sign_in().title == "Print journal"
    return browser
