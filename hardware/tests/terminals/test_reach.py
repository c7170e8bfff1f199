"""Whether a payment terminal is there, without a word said to it."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cable import SerialEnd
from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.crew import Assignment, Bench
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.probes import Probe
from comptoir_store_server.reasons import Reason
from comptoir_store_server.spool import Spool
from comptoir_store_server.terminals.payments.turn import hold_line
from comptoir_store_server.terminals.reach import reach
from comptoir_store_server.terminals.worker import TerminalWorker


@pytest.fixture
def terminal() -> Iterator[socket.socket]:
    """A terminal that waits for a call."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)
        yield listener


def at(listener: socket.socket) -> Connection:
    return Connection(host="127.0.0.1", port=listener.getsockname()[1])


def refusal(connection: Connection) -> Reason:
    with pytest.raises(Unavailable) as refused:
        reach(connection, 0.3)
    return refused.value.reason


def test_a_terminal_in_the_network_is_called_and_told_nothing(terminal: socket.socket) -> None:
    ms = reach(at(terminal), 1.0)
    assert 0 <= ms < 1000
    caller, _ = terminal.accept()
    with caller:
        caller.settimeout(5)
        assert caller.recv(10) == b""


def test_a_terminal_on_a_serial_line() -> None:
    end = SerialEnd()
    assert 0 <= reach(Connection(Way.SERIAL, path=end.path), 1.0) < 1000
    assert end.hear(0.1) == b""
    end.close()


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        connection = at(closed)
    assert refusal(connection) == Reason.REFUSED


def test_a_name_that_nobody_has() -> None:
    assert refusal(Connection(host="terminal.invalid", port=20007)) == Reason.UNREACHABLE


def test_an_address_that_swallows_calls() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        assert refusal(at(full)) == Reason.TIMEOUT
        for each in waiting:
            each.close()


def test_no_such_device_file() -> None:
    assert refusal(Connection(Way.SERIAL, path="/dev/ttyNOWHERE")) == Reason.PATH_MISSING


def test_a_look_keeps_off_a_terminal_that_is_spoken_to(terminal: socket.socket, tmp_path: Path) -> None:
    connection = at(terminal)
    peripheral = Peripheral("t1", "Card terminal", "payment_terminal", connection)
    assignment = Assignment(peripheral, {}, threading.Lock())
    spool = Spool(tmp_path / "spool.db")
    bench = Bench(spool, HealthBoard(lambda: None), Patience(), lambda: None, lambda _: None)
    worker = TerminalWorker(assignment, bench)
    worker.serve(peripheral)
    terminal.settimeout(0.2)
    with hold_line(connection.address):
        assert worker.look() > 0
        with pytest.raises(Unavailable) as refused:
            worker.try_out(Probe("reach", 1.0))
        assert refused.value.reason == Reason.BUSY
        with pytest.raises(TimeoutError):
            terminal.accept()
    assert worker.try_out(Probe("reach", 1.0))["reachable"] is True
    terminal.accept()[0].close()
    spool.close()
