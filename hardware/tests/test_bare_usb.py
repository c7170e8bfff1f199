"""A USB printer without the kernel's driver prints, answers and breaks off like one with it."""

import errno
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import usb.backend.libusb1

from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.delivery.deliver import Confirm, Delivered, Target, Watch, deliver, look_at
from comptoir_store_server.delivery.failures import LineLost, Unavailable
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.delivery.wire import open_wire
from comptoir_store_server.reasons import Reason
from comptoir_store_server.virtual_printer import VirtualPrinter
from fake_usb import IN, KEYBOARD, NO_PAPER, OUT, FakeBus

PATIENCE = Patience(connect=0.5, status=2.0, completion=5.0, ask_again=0.1, stall=5.0)
JOB = b"\x1b@" + b"".join(b"line %d\n" % number for number in range(400)) + b"\x1dVB\x00"


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[VirtualPrinter]:
    """A virtual printer on a cable."""
    with VirtualPrinter(cable=tmp_path / "cable") as printer:
        yield printer


@pytest.fixture
def bus(tmp_path: Path, printer: VirtualPrinter, monkeypatch: pytest.MonkeyPatch) -> FakeBus:
    """The bus on which it is."""
    bus = FakeBus(tmp_path / "cable")
    monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda *_args, **_more: bus)
    return bus


@pytest.fixture
def target(tmp_path: Path) -> Target:
    """The printer by the lasting name that the udev rule gives it."""
    name = tmp_path / "usb-X7"
    name.symlink_to("/dev/bus/usb/001/004")
    return Target(Connection(Way.USB, path=str(name)), None, False)


def print_job(target: Target) -> Delivered:
    return deliver(target, JOB, PATIENCE, Watch(lambda: None, lambda _reason: None, lambda: False))


def test_it_prints_and_confirms(printer: VirtualPrinter, bus: FakeBus, target: Target) -> None:
    assert print_job(target) == Delivered(Confirm.PROCESS_ID)
    assert print_job(target) == Delivered(Confirm.PROCESS_ID)
    assert [paper.text.count("line") for paper in printer.papers] == [400, 400]
    assert printer.faults == []
    assert bus.claims == 0
    assert bus.deeds == []


def test_a_driver_of_the_kernel_steps_aside_and_comes_back(bus: FakeBus, target: Target) -> None:
    bus.has_driver = True
    print_job(target)
    assert bus.deeds == ["detached", "attached"]
    assert bus.has_driver


def test_one_that_nobody_configured_is_configured(bus: FakeBus, target: Target) -> None:
    bus.configuration = 0
    print_job(target)
    assert bus.deeds == ["configured"]


def test_its_lines_tell_how_it_is_where_it_does_not_answer(bus: FakeBus, target: Target) -> None:
    bus.endpoints = [OUT]
    bus.port_status = NO_PAPER
    wire = open_wire(target.connection, 1)
    try:
        assert wire.port_status() == NO_PAPER
        assert wire.read() == b""
    finally:
        wire.close()
    with pytest.raises(Unavailable) as refused:
        look_at(target, PATIENCE)
    assert refused.value.reason == Reason.PAPER_OUT


@pytest.mark.parametrize(
    ("refuses", "reason"),
    [
        (errno.EACCES, Reason.NO_PERMISSION),
        (errno.ENODEV, Reason.PATH_MISSING),
        (errno.EIO, Reason.UNREACHABLE),
    ],
)
def test_why_it_cannot_be_opened(bus: FakeBus, target: Target, refuses: int, reason: Reason) -> None:
    bus.refuses = refuses
    with pytest.raises(Unavailable) as refused:
        print_job(target)
    assert refused.value.reason == reason


def test_nothing_is_there(bus: FakeBus, printer: VirtualPrinter, target: Target) -> None:
    bus.address = 5
    with pytest.raises(Unavailable) as refused:
        print_job(target)
    assert refused.value.reason == Reason.PATH_MISSING


@pytest.mark.parametrize("wrong", ["a keyboard", "no way out"])
def test_what_is_no_printer_gets_nothing(bus: FakeBus, target: Target, wrong: str) -> None:
    bus.interface = KEYBOARD if wrong == "a keyboard" else bus.interface
    bus.endpoints = [IN] if wrong == "no way out" else bus.endpoints
    with pytest.raises(Unavailable) as refused:
        print_job(target)
    assert refused.value.reason == Reason.NOT_A_PRINTER
    assert bus.claims == 0


def test_whoever_holds_it_holds_it_alone(bus: FakeBus, target: Target) -> None:
    wire = open_wire(target.connection, 1)
    with pytest.raises(Unavailable) as refused:
        print_job(target)
    assert refused.value.reason == Reason.BUSY
    wire.close()
    print_job(target)


def test_a_box_without_the_library_says_so_in_its_log(
    target: Target, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for backend in ("libusb1", "libusb0", "openusb"):
        monkeypatch.setattr(f"usb.backend.{backend}.get_backend", lambda *_args, **_more: None)
    with pytest.raises(Unavailable) as refused:
        print_job(target)
    assert refused.value.reason == Reason.UNREACHABLE
    assert "libusb-1.0-0" in caplog.text


def test_a_cable_that_is_pulled_out_is_noticed_both_ways(
    bus: FakeBus, printer: VirtualPrinter, target: Target
) -> None:
    wire = open_wire(target.connection, 1)
    printer.set_state(power=False)
    pulled = threading.Event()

    def write_on() -> None:
        try:
            while True:
                wire.write(b"x")
        except LineLost:
            pulled.set()

    threading.Thread(target=write_on, daemon=True).start()
    assert pulled.wait(10)
    with pytest.raises(LineLost):
        wire.drain(10)
    with pytest.raises(LineLost):
        wire.read()
    wire.close()


def test_paper_that_ends_in_the_middle_is_waited_for(
    bus: FakeBus, printer: VirtualPrinter, target: Target
) -> None:
    printer.set_state(lines_left=150)
    paused, done = threading.Event(), threading.Event()
    ended: list[Delivered] = []

    def carry_on() -> None:
        watch = Watch(lambda: None, lambda reason: paused.set() if reason else None, lambda: False)
        ended.append(deliver(target, JOB, PATIENCE, watch))
        done.set()

    threading.Thread(target=carry_on, daemon=True).start()
    assert paused.wait(20)
    printer.set_state(lines_left=None, paper="ok")
    assert done.wait(30)
    assert ended[0].confirm == Confirm.PROCESS_ID
    assert [paper.text.count("line") for paper in printer.papers] == [400]
