"""Printing over a cable: a USB device file, a serial line, Bluetooth that looks like one."""

import errno
import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.delivery.condition import Condition, judge_port
from comptoir_store_server.delivery.deliver import (
    Confirm,
    Delivered,
    Delivery,
    Target,
    Watch,
    deliver,
    look_at,
)
from comptoir_store_server.delivery.failures import Unavailable, why_not_open
from comptoir_store_server.delivery.line import PrinterLine
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.delivery.wire import FileWire, open_wire
from comptoir_store_server.reasons import Reason
from comptoir_store_server.virtual_printer import VirtualPrinter

PATIENCE = Patience(connect=0.5, status=0.4, completion=1.0, ask_again=0.1, stall=1.0)
JOB = b"\x1b@" + b"".join(b"line %d\n" % number for number in range(20)) + b"\x1dVB\x00"
CABLES = [Way.USB, Way.SERIAL, Way.BLUETOOTH]


class Diary:
    """What a delivery told while it ran."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.paused = threading.Event()
        self.pauses: list[Reason | None] = []

    def watch(self) -> Watch:
        return Watch(self.started.set, self._pause, lambda: False)

    def _pause(self, reason: Reason | None) -> None:
        self.pauses.append(reason)
        self.paused.set()


@pytest.fixture
def lp0(tmp_path: Path) -> Path:
    return tmp_path / "lp0"


@pytest.fixture
def plugged(lp0: Path) -> Iterator[VirtualPrinter]:
    """A printer on a cable."""
    with VirtualPrinter(cable=lp0) as printer:
        yield printer


@contextmanager
def nobody() -> Iterator[None]:
    """Root may open everything: be somebody else for a moment."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)


def at(path: Path, way: Way = Way.USB, confirm: Confirm | None = None, *, blind: bool = False) -> Target:
    return Target(Connection(way, path=str(path)), confirm, blind)


def print_job(target: Target, diary: Diary | None = None) -> Delivered:
    return deliver(target, JOB, PATIENCE, (diary or Diary()).watch())


def refusal(target: Target) -> Reason:
    diary = Diary()
    with pytest.raises(Unavailable) as refused:
        print_job(target, diary)
    assert not diary.started.is_set(), "nothing may leave before the printer was found ready"
    return refused.value.reason


@pytest.mark.parametrize("way", CABLES)
def test_a_printer_on_a_cable_confirms_like_one_in_the_network(
    plugged: VirtualPrinter, lp0: Path, way: Way
) -> None:
    assert print_job(at(lp0, way)) == Delivered(Confirm.PROCESS_ID)
    assert print_job(at(lp0, way, Confirm.PROCESS_ID)) == Delivered(Confirm.PROCESS_ID)
    assert plugged.wait_for_paper(2).text.split("\n")[:2] == ["line 0", "line 1"]
    assert [paper.text.count("line") for paper in plugged.papers] == [20, 20]
    assert plugged.faults == []


def test_an_older_printer_on_a_cable_answers_in_its_turn(lp0: Path) -> None:
    with VirtualPrinter(cable=lp0, answers_process_id=False):
        assert print_job(at(lp0)) == Delivered(Confirm.GS_R)


def test_a_long_picture_passes_a_serial_line_whole(plugged: VirtualPrinter, lp0: Path) -> None:
    picture = b"\x1dv0\x00\x48\x00\x18\x00" + b"\xaa" * (72 * 24)
    data = b"\x1b@" + picture * 30 + b"\x1dVB\x00"
    target = Target(Connection(Way.SERIAL, path=str(lp0), baud=115200), None, is_blind_allowed=False)
    assert deliver(target, data, PATIENCE, Diary().watch()) == Delivered(Confirm.PROCESS_ID)
    assert plugged.wait_for_paper().cut != "torn"
    assert plugged.faults == []


@pytest.mark.parametrize("way", CABLES)
def test_nothing_plugged_in(lp0: Path, way: Way) -> None:
    assert refusal(at(lp0, way)) == Reason.PATH_MISSING


@pytest.mark.parametrize("way", CABLES)
def test_no_right_to_open(plugged: VirtualPrinter, lp0: Path, way: Way) -> None:
    device_file = lp0.resolve()
    device_file.chmod(0)
    with nobody():
        assert refusal(at(device_file, way)) == Reason.NO_PERMISSION


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, Reason.NO_PERMISSION),
        (errno.EBUSY, Reason.BUSY),
        (errno.ENXIO, Reason.PATH_MISSING),
        (errno.EHOSTDOWN, Reason.TIMEOUT),
        (errno.EMFILE, Reason.UNREACHABLE),
    ],
)
def test_what_the_kernel_says_is_told_in_the_words_of_the_shop(number: int, reason: Reason) -> None:
    assert why_not_open(OSError(number, os.strerror(number))).reason == reason


@pytest.mark.parametrize("way", CABLES)
def test_a_line_that_somebody_else_holds_is_busy(plugged: VirtualPrinter, lp0: Path, way: Way) -> None:
    held = open_wire(at(lp0, way).connection, 1)
    assert refusal(at(lp0, way)) == Reason.BUSY
    held.close()
    assert print_job(at(lp0, way)) == Delivered(Confirm.PROCESS_ID)


def test_a_serial_line_is_locked_against_other_programs(plugged: VirtualPrinter, lp0: Path) -> None:
    wire = open_wire(at(lp0, Way.SERIAL).connection, 1)
    with lp0.open("rb+", buffering=0) as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    wire.close()


def test_an_ordinary_file_is_no_printer_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "notes"
    file.write_text("keep")
    assert refusal(at(file)) == Reason.NOT_A_PRINTER
    assert refusal(at(file, Way.SERIAL)) == Reason.UNREACHABLE
    assert file.read_text() == "keep"


@pytest.mark.parametrize("way", CABLES)
def test_a_cable_pulled_in_mid_job_is_uncertain_and_nothing_is_sent_again(lp0: Path, way: Way) -> None:
    with VirtualPrinter(cable=lp0, lines_per_second=30) as slow:
        done: list[Delivered] = []
        thread = threading.Thread(target=lambda: done.append(print_job(at(lp0, way))))
        thread.start()
        until = time.monotonic() + 5
        while len(slow.waiting_lines) < 4 and time.monotonic() < until:
            time.sleep(0.01)
        slow.set_state(power=False)
        thread.join(5)
        assert done == [Delivered(None, Reason.CONNECTION_LOST)]
        assert not lp0.is_symlink(), "unplugged"
        slow.set_state(power=True)
        assert look_at(at(lp0, way), PATIENCE) == Condition(None)
        assert 4 <= sum(paper.text.count("line") for paper in slow.papers) + len(slow.waiting_lines) < 20


@pytest.mark.parametrize("way", CABLES)
def test_paper_that_ends_in_mid_job_is_waited_for(plugged: VirtualPrinter, lp0: Path, way: Way) -> None:
    plugged.set_state(lines_left=9)
    diary, done = Diary(), []
    thread = threading.Thread(target=lambda: done.append(print_job(at(lp0, way), diary)))
    thread.start()
    assert diary.paused.wait(5)
    assert diary.pauses == [Reason.PAPER_OUT]
    plugged.set_state(paper="ok")
    thread.join(5)
    assert done == [Delivered(Confirm.PROCESS_ID)]
    assert plugged.wait_for_paper().text.count("line") == 20


class Choking(FileWire):
    """A cable to a printer with little memory: it takes no more bytes until somebody helps it."""

    def __init__(self, path: Path, port_status: int | None) -> None:
        super().__init__(os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY))
        self._port_status = port_status
        self._room = 100
        self.helped = threading.Event()

    def write(self, data: bytes) -> int:
        if not self.helped.is_set():
            data = data[: self._room]
            self._room -= len(data)
        if not data:
            time.sleep(0.01)
            return 0
        return super().write(data)

    def port_status(self) -> int | None:
        return self._port_status


@pytest.mark.parametrize(("port_status", "reason"), [(None, "printer_error"), (0x38, "paper_out")])
def test_a_small_printer_that_takes_no_more_is_told_and_waited_for(
    plugged: VirtualPrinter, lp0: Path, port_status: int | None, reason: str
) -> None:
    wire, diary = Choking(lp0, port_status), Diary()
    done: list[Delivered] = []
    patience = replace(PATIENCE, completion=0.4, stall=10.0)
    delivery = Delivery(PrinterLine(wire), at(lp0), patience, diary.watch())
    thread = threading.Thread(target=lambda: done.append(delivery.run(JOB, is_mute=False)))
    thread.start()
    assert diary.paused.wait(5)
    assert diary.pauses == [reason]
    wire.helped.set()
    thread.join(10)
    wire.close()
    assert done == [Delivered(Confirm.PROCESS_ID)]
    assert diary.pauses == [reason, None]
    assert plugged.wait_for_paper().text.count("line") == 20


def test_a_printer_that_never_takes_the_rest_is_uncertain(plugged: VirtualPrinter, lp0: Path) -> None:
    wire = Choking(lp0, None)
    patience = replace(PATIENCE, completion=0.1, stall=0.3)
    delivery = Delivery(PrinterLine(wire), at(lp0), patience, Diary().watch())
    assert delivery.run(JOB, is_mute=False) == Delivered(None, Reason.TIMEOUT)
    wire.close()


def test_no_paper_and_an_open_cover_send_nothing(plugged: VirtualPrinter, lp0: Path) -> None:
    plugged.set_state(paper="out")
    assert refusal(at(lp0)) == Reason.PAPER_OUT
    plugged.set_state(paper="ok", cover_open=True)
    assert refusal(at(lp0)) == Reason.COVER_OPEN
    assert plugged.waiting_lines == []


@pytest.mark.parametrize("way", CABLES)
def test_a_printer_switched_off_behind_its_cable(plugged: VirtualPrinter, lp0: Path, way: Way) -> None:
    plugged.set_state(mute=True)
    assert refusal(at(lp0, way)) == Reason.NO_STATUS
    assert refusal(at(lp0, way, Confirm.PROCESS_ID)) == Reason.TIMEOUT
    assert print_job(at(lp0, way, blind=True)) == Delivered(Confirm.BLIND)
    assert plugged.wait_for_paper().text.count("line") == 20
    assert plugged.faults == [], "a mute printer on a cable is asked for its status only"


@pytest.mark.parametrize(
    ("status", "reason"),
    [(None, None), (0x18, None), (0x38, Reason.PAPER_OUT), (0x30, Reason.PAPER_OUT), (0x00, None)],
)
def test_the_lines_of_a_usb_port_tell_that_paper_is_out(status: int | None, reason: Reason | None) -> None:
    assert judge_port(status) == reason
