"""A printer is missed three looks in a row before it is unreachable, however often a job tries meanwhile."""

import threading
from collections.abc import Callable

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.reasons import Reason
from comptoir_store_server.server import StoreServer
from fake_office import FakeOffice
from fake_printer import FakePrinter

WaitFor = Callable[..., None]


class Clock:
    """Seconds that pass when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("reason", [Reason.REFUSED, Reason.TIMEOUT, Reason.UNREACHABLE])
def test_tries_within_one_look_are_one_miss(reason: Reason) -> None:
    clock = Clock()
    board = HealthBoard(lambda: None, between_looks=2, ticks=clock)
    board.note_condition("bar", Condition(None))
    for look in range(2):
        for _ in range(20):
            board.note_reason("bar", reason)
            clock.now += 0.05
        assert (board.misses("bar"), board.report()[0]["state"]) == (look + 1, "online")
        clock.now += 1
    board.note_reason("bar", reason)
    assert board.report()[0]["state"] == "unreachable"


def test_whoever_is_met_in_between_is_missed_anew() -> None:
    clock = Clock()
    board = HealthBoard(lambda: None, between_looks=2, ticks=clock)
    for _ in range(4):
        board.note_condition("bar", Condition(None))
        for _ in range(2):
            board.note_reason("bar", Reason.REFUSED)
            clock.now += 2
    assert board.report()[0]["state"] == "online"


def test_a_job_that_tries_again_and_again_raises_no_alarm(
    folder: DataFolder, office: FakeOffice, printer: Callable[..., FakePrinter], wait_for: WaitFor
) -> None:
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    server = StoreServer(folder, Patience(connect=0.5, retry_longest=0.2, look=0.2, look_again=3600))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        there = printer()
        connection = {"type": "network", "host": "127.0.0.1", "port": there.port}
        office.hang([{"id": "bar", "name": "Bar", "kind": "receipt_printer", "connection": connection}])
        wait_for(lambda: server._health.is_online("bar"), "it is seen")
        there.close()
        office.order("job", {"kind": "text", "text": ["job"]}, "bar")
        wait_for(lambda: office.last_result("job").get("reason") == "refused", "the job waits")
        wait_for(lambda: server._workers["bar"].backoff.misses > 5, "it was tried again and again")
        assert server._health.report()[0]["state"] == "online"
        assert server._health.misses("bar") == 1
    finally:
        server.stop()
        thread.join(20)
