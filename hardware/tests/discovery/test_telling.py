"""The office hears what was found: news soon, everything again later, never at the cost of printing."""

import threading
from collections.abc import Callable, Iterator

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.discovery.board import PERIOD, SHORTEST, DiscoveryBoard
from comptoir_store_server.discovery.found import Found, connection_of
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.server import StoreServer
from fake_office import FakeOffice
from fake_printer import FakePrinter

WaitFor = Callable[..., None]
PRINTER = Found("usb:1", "receipt_printer", connection_of(type="usb", path="/dev/usb/lp0"), make="EPSON")
SCALE = Found("serial:2", "scale", connection_of(type="serial", path="/dev/serial/by-id/x", baud=9600))


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_news_is_told_once_and_everything_again_after_a_while() -> None:
    clock = Clock()
    board = DiscoveryBoard(clock)
    assert board.take_due() is None
    board.update([PRINTER])
    assert board.take_due() == {"found": [PRINTER.body()]}
    assert board.take_due() is None
    clock.now += PERIOD - 1
    assert board.take_due() is None
    clock.now += 1
    assert board.take_due() == {"found": [PRINTER.body()]}


def test_an_empty_shop_is_told_too() -> None:
    board = DiscoveryBoard(Clock())
    board.update([])
    assert board.take_due() == {"found": []}


def test_a_loose_plug_does_not_flood_the_office() -> None:
    clock = Clock()
    board = DiscoveryBoard(clock)
    board.update([PRINTER])
    board.take_due()
    for number in range(10):
        board.update([PRINTER, SCALE] if number % 2 else [PRINTER])
        assert board.take_due() is None
    clock.now += SHORTEST
    assert board.take_due() == {"found": [SCALE.body(), PRINTER.body()]}


def test_what_the_office_did_not_hear_is_told_again() -> None:
    clock = Clock()
    board = DiscoveryBoard(clock)
    board.update([PRINTER])
    board.take_due()
    board.forget_told()
    assert board.take_due() is None
    clock.now += SHORTEST
    assert board.take_due() is not None


def test_only_news_wakes_the_talk_with_the_office() -> None:
    board, woken = DiscoveryBoard(Clock()), list[int]()
    board.on_change = lambda: woken.append(1)
    for found in ([PRINTER], [PRINTER], [], [SCALE]):
        board.update(found)
    assert len(woken) == 3


@pytest.fixture
def running(office: FakeOffice, folder: DataFolder) -> Iterator[StoreServer]:
    """A paired store server at work."""
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    server = StoreServer(folder, Patience(look=0.3))
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server
    server.stop()
    thread.join(15)
    assert not thread.is_alive()


def test_a_running_box_tells_the_office(running: StoreServer, office: FakeOffice, wait_for: WaitFor) -> None:
    wait_for(lambda: office.books.discoveries, "the office hears what is there")
    assert all({"key", "kind_guess", "connection"} <= each.keys() for each in office.books.discoveries[0])


@pytest.mark.parametrize("status", [404, 422, 503])
def test_an_office_that_does_not_want_to_hear_it_gets_its_jobs_printed(
    office: FakeOffice,
    folder: DataFolder,
    wait_for: WaitFor,
    printer: Callable[..., FakePrinter],
    status: int,
    request: pytest.FixtureRequest,
) -> None:
    office.books.refuses_discoveries = status
    request.getfixturevalue("running")
    wait_for(lambda: office.books.discoveries, "the office refuses")
    connection = {"type": "network", "host": "127.0.0.1", "port": printer().port}
    office.hang([{"id": "p1", "name": "Bar", "kind": "receipt_printer", "connection": connection}])
    office.order("j1", {"kind": "text", "text": ["Dzień dobry"]})
    wait_for(lambda: office.last_result("j1").get("status") == "printed", "it is printed")
    assert len(office.books.discoveries) == 1
