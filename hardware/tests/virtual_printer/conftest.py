"""Printers for the tests of the virtual printer, and a till that sends them jobs."""

import socket
from collections.abc import Callable, Iterator

import pytest

from comptoir_store_server.virtual_printer import VirtualPrinter


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    """A printer with a web page on free ports."""
    with VirtualPrinter(web_port=0) as printer:
        yield printer


@pytest.fixture
def cut_after() -> Callable[[VirtualPrinter, bytes], None]:
    """Sends a job on a connection of its own and cuts the paper."""

    def send(printer: VirtualPrinter, job: bytes) -> None:
        with socket.create_connection(("127.0.0.1", printer.port), timeout=5) as connection:
            connection.sendall(job + b"\x1dVB\x00")

    return send
