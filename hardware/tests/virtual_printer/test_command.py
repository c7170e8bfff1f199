"""The printer runs as a command and stops when told."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from comptoir_store_server.virtual_printer import VirtualPrinter

HARDWARE = Path(__file__).parents[2]


def start(*options: str) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "comptoir_store_server.virtual_printer", *options]
    return subprocess.Popen(command, cwd=HARDWARE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_into_its_folder_until_it_is_stopped(tmp_path: Path, how: signal.Signals) -> None:
    process = start("--port", "0", "--web-port", "0", "--folder", str(tmp_path), "--paper-width", "58")
    with process:
        assert process.stdout is not None
        port = int(re.findall(r"printer 127\.0\.0\.1:(\d+)", process.stdout.readline())[0])
        assert re.match(r"paper   http://127\.0\.0\.1:\d+/", process.stdout.readline())
        with socket.create_connection(("127.0.0.1", port), timeout=5) as till:
            till.sendall(b"Total\n\x1dVB\x00\x1d(H\x06\x000012AB")
            assert till.recv(7).startswith(b"\x37\x22")
        process.send_signal(how)
        assert process.wait(10) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"paper-000001.json", "paper-000001.png"}


def test_a_port_in_use_is_said_in_words() -> None:
    with VirtualPrinter() as printer:
        process = start("--port", str(printer.port), "--web-port", "0")
        _, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert said.startswith("cannot listen on 127.0.0.1: ")
