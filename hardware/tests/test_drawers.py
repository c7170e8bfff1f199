"""Drawers: opened by the printer they hang on, or by a line of their own, now or never."""

import os
import pty
import select
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from comptoir_store_server.connections import Connection, Pulse, Way, read_connection, read_pulse
from comptoir_store_server.delivery.deliver import Confirm, Delivered, Target, Watch
from comptoir_store_server.delivery.drawer import (
    open_drawer,
    pull_by_wire,
    write_pulse,
    write_real_time_pulse,
)
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.profiles import knows_real_time_pulse
from comptoir_store_server.reasons import Reason
from comptoir_store_server.virtual_printer import VirtualPrinter
from comptoir_store_server.virtual_printer.events import Pulse as Kick
from fake_printer import FakePrinter

PATIENCE = Patience(connect=0.5, status=0.3, completion=0.6, ask_again=0.1, stall=1.0)
MakePrinter = Callable[..., FakePrinter]


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as printer:
        yield printer


def at(port: int, *, blind: bool = False) -> Target:
    return Target(Connection(host="127.0.0.1", port=port), None, blind)


def pull(target: Target, pulse: Pulse, *, knows_real_time: bool = True) -> Delivered:
    watch = Watch(lambda: None, lambda reason: None, lambda: False)
    return open_drawer(target, pulse, PATIENCE, watch, knows_real_time=knows_real_time)


def kicks(printer: VirtualPrinter) -> list[Kick]:
    return [kick for _, kick in printer.pulses]


@pytest.mark.parametrize(("pin", "ms"), [(2, 100), (5, 200), (2, 510)])
def test_a_drawer_is_pulled_by_its_pin_for_its_time(printer: VirtualPrinter, pin: int, ms: int) -> None:
    assert pull(at(printer.port), Pulse(pin, ms)) == Delivered(Confirm.PROCESS_ID)
    [kick] = kicks(printer)
    assert (kick.pin, kick.on_ms, kick.real_time) == (pin, ms, False)
    assert printer.papers == []
    assert printer.waiting_lines == []


def test_the_bytes_of_a_pulse() -> None:
    assert write_pulse(Pulse(2, 100)) == b"\x1bp\x00\x32\xfa"
    assert write_pulse(Pulse(5, 510)) == b"\x1bp\x01\xff\xff"
    assert write_real_time_pulse(Pulse(5, 100)) == b"\x10\x14\x01\x01\x01"
    assert write_real_time_pulse(Pulse(2, 20)) == b"\x10\x14\x01\x00\x01"


@pytest.mark.parametrize("trouble", [{"paper": "out"}, {"cover_open": True}])
def test_a_printer_without_paper_opens_the_drawer_at_once(
    printer: VirtualPrinter, trouble: dict[str, Any]
) -> None:
    printer.set_state(**trouble)
    assert pull(at(printer.port), Pulse(5, 200)) == Delivered(Confirm.STATUS_ONLY, is_lesson=False)
    [kick] = kicks(printer)
    assert (kick.pin, kick.on_ms, kick.real_time) == (5, 200, True)
    printer.set_state(paper="ok", cover_open=False)
    with pytest.raises(TimeoutError):
        printer.wait_for_paper(timeout=0.3)
    assert len(kicks(printer)) == 1, "the new roll opens nothing"


def test_a_model_without_real_time_pulse_never_opens_the_drawer_late(printer: VirtualPrinter) -> None:
    printer.set_state(paper="out")
    with pytest.raises(Unavailable) as refused:
        pull(at(printer.port), Pulse(), knows_real_time=False)
    assert refused.value.reason == Reason.PAPER_OUT
    printer.set_state(paper="ok")
    assert pull(at(printer.port), Pulse(), knows_real_time=False) == Delivered(Confirm.PROCESS_ID)
    assert len(kicks(printer)) == 1


def test_epson_and_unknown_models_pull_in_real_time() -> None:
    assert knows_real_time_pulse("TM-T20II")
    assert knows_real_time_pulse("default")
    assert not knows_real_time_pulse("Sunmi-V2")


def test_a_mute_printer_opens_its_drawer_where_the_shop_accepts_that(printer: VirtualPrinter) -> None:
    printer.set_state(mute=True)
    with pytest.raises(Unavailable) as refused:
        pull(at(printer.port), Pulse())
    assert refused.value.reason == Reason.NO_STATUS
    assert pull(at(printer.port, blind=True), Pulse()) == Delivered(Confirm.BLIND)


def test_a_drawer_on_a_line_of_its_own_gets_the_pulse_and_nothing_else() -> None:
    far, near = pty.openpty()
    tty.setraw(near)
    target = Target(Connection(Way.SERIAL, path=os.ttyname(near)), None, is_blind_allowed=True)
    started: list[bool] = []
    watch = Watch(lambda: started.append(True), lambda reason: None, lambda: False)
    assert pull_by_wire(target, Pulse(5, 120), PATIENCE, watch) == Delivered(Confirm.BLIND)
    assert os.read(far, 100) == b"\x1bp\x01\x3c\xfa"
    assert not select.select([far], [], [], 0.1)[0]
    assert started == [True]
    os.close(far)
    os.close(near)


def test_a_drawer_line_that_is_gone(tmp_path: Path) -> None:
    target = Target(Connection(Way.SERIAL, path=str(tmp_path / "ttyUSB7")), None, is_blind_allowed=True)
    with pytest.raises(Unavailable) as refused:
        pull_by_wire(target, Pulse(), PATIENCE, Watch(lambda: None, lambda reason: None, lambda: False))
    assert refused.value.reason == Reason.PATH_MISSING


def test_the_pulse_of_the_job_goes_before_that_of_the_drawer() -> None:
    drawer = Pulse(5, 200)
    assert read_pulse({"kind": "drawer"}, drawer) == drawer
    assert read_pulse({"kind": "drawer", "pin": 2}, drawer) == Pulse(2, 200)
    assert read_pulse({"kind": "drawer", "pin": 3, "pulse_ms": 9999}, drawer) == Pulse(5, 510)


def test_a_drawer_behind_a_printer_is_read_from_the_configuration() -> None:
    told = {"type": "printer", "printer_id": "p1", "pin": 5, "pulse_ms": 200}
    assert read_connection("cash_drawer", told) == Connection(
        Way.PRINTER, printer_id="p1", pulse=Pulse(5, 200)
    )
    assert read_connection("cash_drawer", {"type": "device", "device_id": "d1"}) is None
