"""Scanning with somebody in front of it, with nobody, and with the cable pulled."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cable import SerialEnd
from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.probes import NoResult
from comptoir_store_server.reasons import Reason
from comptoir_store_server.scanners.scan import wait_for_scan
from comptoir_store_server.scanners.sources import SYN_DROPPED, KeySource, check_file, grab_keys, open_source
from fake_keys import EV_KEY, EV_SYN, LEFT_SHIFT, event, typed

EAN = "5901234123457"


def never() -> bool:
    return False


def later(deed: object, *arguments: object) -> None:
    threading.Timer(0.1, deed, arguments).start()  # type: ignore[arg-type]


@pytest.fixture
def far() -> Iterator[SerialEnd]:
    """The scanner's end of a serial line."""
    end = SerialEnd()
    yield end
    end.close()


def serial_at(path: str) -> Connection:
    return Connection(Way.SERIAL, path=path)


@pytest.mark.parametrize("said", [b"5901234123457\r\n", b"\x025901234123457\x03\r", b"5901234123457"])
def test_a_serial_scanner(far: SerialEnd, said: bytes) -> None:
    source = open_source(serial_at(far.path), None, 1)
    later(far.say, said)
    assert wait_for_scan(source, 5, never) == EAN
    source.close()


def test_a_code_that_comes_in_pieces(far: SerialEnd) -> None:
    source = open_source(serial_at(far.path), None, 1)
    for number, piece in enumerate((b"590", b"1234", b"123457\r")):
        threading.Timer(0.05 * (number + 1), far.say, (piece,)).start()
    assert wait_for_scan(source, 5, never) == EAN
    source.close()


def test_what_was_scanned_before_does_not_count(far: SerialEnd) -> None:
    far.say(b"0000000000000\r")
    time.sleep(0.05)
    source = open_source(serial_at(far.path), None, 1)
    later(far.say, b"5901234123457\r")
    assert wait_for_scan(source, 5, never) == EAN
    source.close()


def test_nobody_scans(far: SerialEnd) -> None:
    source = open_source(serial_at(far.path), None, 1)
    began = time.monotonic()
    with pytest.raises(NoResult) as nothing:
        wait_for_scan(source, 0.3, never)
    assert nothing.value.reason == Reason.TIMEOUT
    assert 0.3 <= time.monotonic() - began < 1
    source.close()


def test_the_box_is_stopped_while_it_waits(far: SerialEnd) -> None:
    source = open_source(serial_at(far.path), None, 1)
    stop = threading.Event()
    later(stop.set)
    with pytest.raises(NoResult) as stopped:
        wait_for_scan(source, 30, stop.is_set)
    assert stopped.value.reason == Reason.INTERRUPTED
    source.close()


def test_the_cable_is_pulled(far: SerialEnd) -> None:
    source = open_source(serial_at(far.path), None, 1)
    later(far.pull)
    with pytest.raises(Unavailable) as pulled:
        wait_for_scan(source, 5, never)
    assert pulled.value.reason == Reason.PATH_MISSING
    source.close()


@pytest.mark.parametrize(
    ("layout", "pressed", "code"),
    [(None, EAN, EAN), ("us", "Comode-12", "Comode-12"), ("fr", "qaz", "aqw"), ("de", "z/", "y-")],
)
def test_a_scanner_that_types(layout: str | None, pressed: str, code: str) -> None:
    ours, kernels = os.pipe()
    os.set_blocking(ours, False)
    source = KeySource(ours, layout)
    keys = typed(pressed)
    later(os.write, kernels, keys[:100])
    threading.Timer(0.15, os.write, (kernels, keys[100:])).start()
    assert wait_for_scan(source, 5, never) == code
    os.close(kernels)
    with pytest.raises(Unavailable):
        wait_for_scan(source, 5, never)
    source.close()


def test_keys_that_the_kernel_had_no_room_for_spoil_their_code_and_no_other() -> None:
    ours, kernels = os.pipe()
    os.set_blocking(ours, False)
    source = KeySource(ours, None)
    begun = event(EV_KEY, LEFT_SHIFT, 1) + typed("59", enter=False)
    os.write(kernels, begun + event(EV_SYN, SYN_DROPPED, 0) + typed("457") + typed(EAN))
    assert wait_for_scan(source, 5, never) == EAN
    os.close(kernels)
    source.close()


def test_a_scanner_that_types_without_a_suffix() -> None:
    ours, kernels = os.pipe()
    os.write(kernels, typed(EAN, enter=False))
    source = KeySource(ours, None)
    assert wait_for_scan(source, 5, never) == EAN
    os.close(kernels)
    source.close()


def refusal(path: str) -> Reason:
    with pytest.raises(Unavailable) as refused:
        grab_keys(path)
    return refused.value.reason


def test_no_such_device_file() -> None:
    assert refusal("/dev/input/by-id/usb-nobody-event-kbd") == Reason.PATH_MISSING


def test_a_file_at_which_nothing_types(far: SerialEnd) -> None:
    assert refusal(far.path) == Reason.NOT_A_SCANNER


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, which opens everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_device_file_that_we_may_not_open() -> None:
    path = Path("/dev/shm") / f"comptoir-scanner-{os.getpid()}"
    path.touch(mode=0o000)
    try:
        with as_nobody():
            assert refusal(str(path)) == Reason.NO_PERMISSION
    finally:
        path.unlink()


def test_a_look_at_the_device_file(far: SerialEnd) -> None:
    check_file(far.path)
    with pytest.raises(Unavailable) as missing:
        check_file("/dev/ttyNOWHERE")
    assert missing.value.reason == Reason.PATH_MISSING


@pytest.mark.skipif(not Path("/dev/uinput").exists(), reason="this kernel has no /dev/uinput to plug keys in")
def test_the_kernel_gives_us_the_keys_alone() -> None:
    evdev = pytest.importorskip("evdev", reason="python-evdev is needed to plug a keyboard into the kernel")
    with evdev.UInput(name="comptoir test scanner") as keyboard:
        time.sleep(0.5)
        held = grab_keys(keyboard.device.path)
        assert refusal(keyboard.device.path) == Reason.BUSY
        source = KeySource(held, None)
        for key in (6, 10, 11, 28):
            keyboard.write(1, key, 1)
            keyboard.write(1, key, 0)
            keyboard.syn()
        assert wait_for_scan(source, 5, never) == "590"
        source.close()
