"""The printer behind a device file, as on USB or a serial line."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from comptoir_store_server.virtual_printer import VirtualPrinter

HARDWARE = Path(__file__).parents[2]


def ask(descriptor: int, question: bytes, length: int) -> bytes:
    """Send, and read so many bytes of an answer."""
    os.write(descriptor, question)
    heard = b""
    while len(heard) < length and select.select([descriptor], [], [], 5)[0]:
        heard += os.read(descriptor, length - len(heard))
    return heard


def test_it_prints_and_answers_every_byte_over_the_cable(tmp_path: Path) -> None:
    with VirtualPrinter(cable=tmp_path / "lp0", paper_width=58) as printer:
        line = os.open(tmp_path / "lp0", os.O_RDWR | os.O_NOCTTY)
        assert ask(line, b"\x10\x04\x01", 1) == b"\x12"
        assert ask(line, b"\x1bt\x12\xb9\xa2w\xff\x04\n\x1dVB\x00\x1d(H\x06\x0000\x0d\x0a\x11\x13", 7) == (
            b"\x37\x22\x0d\x0a\x11\x13\x00"
        ), "control bytes pass unchanged"
        assert "w" in printer.wait_for_paper().text
        os.close(line)
    assert not (tmp_path / "lp0").is_symlink()


def test_without_power_the_device_file_goes_away_and_comes_back(tmp_path: Path) -> None:
    link = tmp_path / "lp0"
    with VirtualPrinter(cable=link) as printer:
        line = os.open(link, os.O_RDWR | os.O_NOCTTY)
        printer.set_state(power=False)
        assert not link.exists()
        with pytest.raises(OSError, match="Input/output"):
            os.write(line, b"x")
        os.close(line)
        printer.set_state(power=True)
        line = os.open(link, os.O_RDWR | os.O_NOCTTY)
        assert ask(line, b"\x10\x04\x04", 1) == b"\x12"
        os.close(line)


def test_the_command_hangs_a_printer_on_a_link_until_it_is_stopped(tmp_path: Path) -> None:
    link = tmp_path / "lp0"
    words = [sys.executable, "-m", "comptoir_store_server.virtual_printer", "--pty", str(link)]
    with subprocess.Popen(
        [*words, "--web-port", "0"], cwd=HARDWARE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"printer {link}\n"
        line = os.open(link, os.O_RDWR | os.O_NOCTTY)
        assert ask(line, b"\x10\x04\x01", 1) == b"\x12"
        os.close(line)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert not link.is_symlink()
