"""Whether a payment terminal is there, without a word said to it."""

import socket
from collections.abc import Iterator

import pytest

from cable import SerialEnd
from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.delivery.wire import Unavailable
from comptoir_store_server.reasons import Reason
from comptoir_store_server.terminals.reach import reach


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
