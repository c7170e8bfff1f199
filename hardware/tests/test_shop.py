"""A shop with more than one thing in it: stand-ins, drawers, cables, and what nobody can drive."""

import os
import pty
import select
import socket
import threading
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.server import StoreServer
from comptoir_store_server.virtual_printer import VirtualPrinter
from fake_office import FakeOffice

#: As in a shop, only faster.
HASTY = Patience(
    connect=0.4,
    status=0.3,
    completion=1.0,
    ask_again=0.1,
    retry_longest=1.0,
    stand_in=0.8,
    look=0.3,
    look_again=0.1,
)
WaitFor = Callable[..., None]
MakePrinter = Callable[..., VirtualPrinter]


@pytest.fixture
def shop(folder: DataFolder, office: FakeOffice) -> Iterator[None]:
    """A store server that runs, paired with the office."""
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    server = StoreServer(folder, HASTY)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield
    server.stop()
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def make_printer() -> Iterator[MakePrinter]:
    """Switches on printers that are switched off at the end."""
    made: list[VirtualPrinter] = []

    def make(**facts: Any) -> VirtualPrinter:
        made.append(VirtualPrinter(**facts).start())
        return made[-1]

    yield make
    for each in made:
        each.stop()


def over_network(port: int) -> dict[str, Any]:
    return {"type": "network", "host": "127.0.0.1", "port": port}


def a_printer(peripheral_id: str, name: str, connection: dict[str, Any], **more: Any) -> dict[str, Any]:
    facts = {"kind": "receipt_printer", "profile": "TM-T20II", "paper_width": 80}
    return {"id": peripheral_id, "name": name, "connection": connection, **facts, **more}


def a_drawer(peripheral_id: str, connection: dict[str, Any]) -> dict[str, Any]:
    return {"id": peripheral_id, "name": "Szuflada", "kind": "cash_drawer", "connection": connection}


def a_receipt(number: str, **more: Any) -> dict[str, Any]:
    receipt = {"number": number, "currency": "PLN", "lines": [], "total": 100}
    return {"kind": "receipt", "language": "pl", "receipt": receipt, **more}


def health_of(office: FakeOffice, peripheral_id: str) -> dict[str, Any]:
    reports = [report["peripherals"] for report in office.books.health[-1:]]
    return next((each for told in reports for each in told if each["id"] == peripheral_id), {})


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        return int(reserved.getsockname()[1])


@pytest.mark.usefixtures("shop")
class TestStandIn:
    def test_a_dead_printers_receipt_comes_out_at_its_stand_in_and_says_so(
        self, office: FakeOffice, make_printer: MakePrinter, wait_for: WaitFor
    ) -> None:
        bar, kitchen_port = make_printer(), free_port()
        office.hang(
            [
                a_printer("kitchen", "Kuchnia", over_network(kitchen_port), stand_ins=["bar"]),
                a_printer("bar", "Bar", over_network(bar.port)),
            ]
        )
        wait_for(lambda: health_of(office, "bar").get("state") == "online", "the bar is seen")
        office.order("r1", a_receipt("1-7"), "kitchen")
        wait_for(lambda: office.statuses("r1")[-1:] == ["printed"], "printed elsewhere")
        assert office.last_result("r1")["printed_on"] == "bar"
        assert office.statuses("r1") == ["blocked", "sending", "printed"]
        first, *rest = bar.wait_for_paper().text.strip().splitlines()
        assert first.strip() == "PRZEKIEROWANO z: Kuchnia"
        assert any("1-7" in line for line in rest)

        kitchen = make_printer(port=kitchen_port)
        wait_for(lambda: health_of(office, "kitchen").get("state") == "online", "the kitchen is back")
        office.order("r2", a_receipt("1-8"), "kitchen")
        wait_for(lambda: office.statuses("r2")[-1:] == ["printed"], "printed at home")
        assert "printed_on" not in office.last_result("r2")
        assert "PRZEKIEROWANO" not in kitchen.wait_for_paper().text
        assert len(bar.papers) == 1

    def test_no_paper_counts_as_dead_and_the_test_print_waits_for_it(
        self, office: FakeOffice, make_printer: MakePrinter, wait_for: WaitFor
    ) -> None:
        bar, kitchen = make_printer(), make_printer()
        kitchen.set_state(paper="out")
        office.hang(
            [
                a_printer("kitchen", "Cuisine", over_network(kitchen.port), stand_ins=["bar"]),
                a_printer("bar", "Bar", over_network(bar.port)),
            ]
        )
        office.order("t1", {"kind": "test", "language": "fr"}, "kitchen")
        office.order("s1", {"kind": "assembly", "language": "fr", "receipt": {}}, "kitchen")
        wait_for(lambda: office.statuses("s1")[-1:] == ["printed"], "the slip is printed at the bar")
        assert bar.wait_for_paper().text.strip().splitlines()[0].strip() == "REDIRIGÉ de Cuisine"
        assert office.last_result("t1")["status"] == "blocked"
        kitchen.set_state(paper="ok")
        wait_for(lambda: office.statuses("t1")[-1:] == ["printed"], "the test print is printed at home")
        assert "IMPRESSION DE TEST" in kitchen.wait_for_paper().text
        assert len(bar.papers) == 1

    def test_what_waits_behind_a_job_that_ran_out_of_paper_is_not_held_by_it(
        self, office: FakeOffice, make_printer: MakePrinter, wait_for: WaitFor
    ) -> None:
        bar, kitchen = make_printer(), make_printer()
        kitchen.set_state(lines_left=3)
        office.hang(
            [
                a_printer("kitchen", "Кухня", over_network(kitchen.port), stand_ins=["bar"]),
                a_printer("bar", "Бар", over_network(bar.port)),
            ]
        )
        office.order("long", {"kind": "text", "text": [f"line {n}" for n in range(9)]}, "kitchen")
        wait_for(lambda: office.last_result("long").get("reason") == "paper_out", "out of paper in mid-job")
        office.order("next", {"kind": "text", "language": "ru", "text": ["next"]}, "kitchen")
        wait_for(lambda: office.statuses("next")[-1:] == ["printed"], "the next is printed at the bar")
        assert bar.wait_for_paper().text.split("\n")[0].strip() == "ПЕРЕНАПРАВЛЕНО с: Кухня"
        assert office.statuses("long")[-1] == "sending", "what has begun stays where it is"
        kitchen.set_state(paper="ok")
        wait_for(lambda: office.statuses("long")[-1] == "printed", "and ends there")
        assert kitchen.wait_for_paper().text.count("line") == 9
        assert "line" not in bar.papers[0].text

    def test_two_dead_printers_do_not_play_ping_pong(
        self, office: FakeOffice, make_printer: MakePrinter, wait_for: WaitFor
    ) -> None:
        ports = {"a": make_printer(), "b": make_printer()}
        office.hang(
            [
                a_printer("a", "A", over_network(ports["a"].port), stand_ins=["b"]),
                a_printer("b", "B", over_network(ports["b"].port), stand_ins=["a"]),
            ]
        )
        ports["a"].set_state(paper="out")
        wait_for(lambda: health_of(office, "b").get("state") == "online", "b is seen")
        ports["b"].set_state(cover_open=True)
        wait_for(lambda: health_of(office, "b").get("state") == "cover_open", "b is open")
        office.order("x", {"kind": "text", "text": ["x"]}, "a")
        wait_for(lambda: office.last_result("x").get("reason") == "paper_out", "waits at a")
        ports["a"].set_state(paper="ok")
        wait_for(lambda: office.statuses("x")[-1:] == ["printed"], "printed at home after all")
        assert "printed_on" not in office.last_result("x")
        assert [len(each.papers) for each in ports.values()] == [1, 0]

    def test_a_receipt_printed_elsewhere_opens_no_strangers_drawer(
        self, office: FakeOffice, make_printer: MakePrinter, wait_for: WaitFor
    ) -> None:
        bar = make_printer()
        office.hang(
            [
                a_printer("kitchen", "Kuchnia", over_network(free_port()), stand_ins=["bar"]),
                a_printer("bar", "Bar", over_network(bar.port)),
            ]
        )
        office.order("r1", a_receipt("1-7", open_drawer=True), "kitchen")
        office.order("d1", {"kind": "drawer"}, "kitchen")
        wait_for(lambda: office.statuses("r1")[-1:] == ["printed"], "printed elsewhere")
        wait_for(lambda: office.statuses("d1")[-1:] == ["expired"], "a drawer opens now or never", 25)
        assert bar.pulses == []


@pytest.mark.usefixtures("shop")
class TestDrawers:
    def test_a_drawer_behind_a_printer_opens_while_a_receipt_waits_for_paper(
        self, office: FakeOffice, make_printer: MakePrinter, wait_for: WaitFor
    ) -> None:
        bar = make_printer()
        behind = {"type": "printer", "printer_id": "bar", "pin": 5, "pulse_ms": 200}
        office.hang([a_printer("bar", "Bar", over_network(bar.port)), a_drawer("drawer", behind)])
        wait_for(lambda: health_of(office, "drawer").get("state") == "online", "the drawer is seen")
        bar.set_state(lines_left=3)
        office.order("long", {"kind": "text", "text": [f"line {n}" for n in range(9)]}, "bar")
        wait_for(lambda: office.last_result("long").get("reason") == "paper_out", "out of paper in mid-job")
        office.order("d1", {"kind": "drawer"}, "drawer")
        wait_for(lambda: office.statuses("d1") == ["sending", "printed"], "the drawer opens in mid-job")
        office.order("d2", {"kind": "drawer", "pin": 2, "pulse_ms": 100}, "drawer")
        wait_for(lambda: office.statuses("d2") == ["sending", "printed"], "and as the test says")
        assert [(kick.pin, kick.on_ms) for _, kick in bar.pulses] == [(5, 200), (2, 100)]
        bar.set_state(paper="ok")
        wait_for(lambda: office.statuses("long")[-1] == "printed", "the paper goes on")
        assert bar.wait_for_paper().text.count("line") == 9
        assert len(bar.pulses) == 2
        wait_for(lambda: health_of(office, "drawer").get("contact") == "high", "its contact is told")

    def test_a_drawer_opens_before_paper_that_is_blocked(
        self, office: FakeOffice, make_printer: MakePrinter, wait_for: WaitFor
    ) -> None:
        bar = make_printer()
        bar.set_state(paper="out")
        behind = {"type": "printer", "printer_id": "bar", "pin": 2, "pulse_ms": 100}
        office.hang([a_printer("bar", "Bar", over_network(bar.port)), a_drawer("drawer", behind)])
        office.order("r1", a_receipt("1-7"), "bar")
        wait_for(lambda: office.last_result("r1").get("reason") == "paper_out", "blocked")
        office.order("d1", {"kind": "drawer"}, "drawer")
        wait_for(lambda: office.statuses("d1")[-1:] == ["printed"], "open")
        assert [kick.real_time for _, kick in bar.pulses] == [True]
        wait_for(lambda: health_of(office, "drawer").get("state") == "online", "the drawer works")
        assert health_of(office, "bar")["state"] == "paper_out"

    def test_a_receipt_opens_the_drawer_of_its_till(
        self, office: FakeOffice, make_printer: MakePrinter, wait_for: WaitFor
    ) -> None:
        bar = make_printer()
        one = {"type": "printer", "printer_id": "bar", "pin": 2, "pulse_ms": 60}
        two = {"type": "printer", "printer_id": "bar", "pin": 5, "pulse_ms": 200}
        office.hang(
            [a_printer("bar", "Bar", over_network(bar.port)), a_drawer("d-1", one), a_drawer("d-2", two)]
        )
        routes = [
            {"device_id": f"till-{n}", "role": "cash_drawer", "peripheral_id": f"d-{n}"} for n in (1, 2)
        ]
        with office.lock:
            office.books.configuration["routes"] = routes
            office.books.revision += 1
        wait_for(lambda: health_of(office, "d-2").get("state") == "online", "configured")
        office.order("r2", a_receipt("2-1", open_drawer=True), "bar", device_id="till-2")
        office.order("r1", a_receipt("1-1", open_drawer=True), "bar", device_id="till-1")
        office.order("r0", a_receipt("0-1", open_drawer=True), "bar", device_id="another")
        wait_for(lambda: office.statuses("r0")[-1:] == ["printed"], "printed")
        assert [(kick.pin, kick.on_ms) for _, kick in bar.pulses] == [(5, 200), (2, 60), (2, 100)]

    def test_several_copies_open_the_drawer_once(
        self, office: FakeOffice, make_printer: MakePrinter, wait_for: WaitFor
    ) -> None:
        bar = make_printer()
        behind = {"type": "printer", "printer_id": "bar", "pin": 2, "pulse_ms": 60}
        office.hang([a_printer("bar", "Bar", over_network(bar.port)), a_drawer("drawer", behind)])
        office.order("r1", a_receipt("1-3", open_drawer=True), "bar", copies=3)
        wait_for(lambda: office.statuses("r1")[-1:] == ["printed"], "printed")
        wait_for(lambda: len(bar.papers) == 3, "three papers")
        assert all("1-3" in paper.text for paper in bar.papers)
        assert [(kick.pin, kick.on_ms) for _, kick in bar.pulses] == [(2, 60)]

    def test_a_drawer_on_a_serial_line(self, office: FakeOffice, wait_for: WaitFor) -> None:
        far, near = pty.openpty()
        tty.setraw(near)
        line = {"type": "serial", "path": os.ttyname(near), "baud": 9600, "pin": 2, "pulse_ms": 100}
        office.hang([a_drawer("drawer", line)])
        wait_for(lambda: health_of(office, "drawer").get("state") == "online", "the line is there")
        assert not select.select([far], [], [], 0)[0], "looking sends no byte"
        office.order("d1", {"kind": "drawer"}, "drawer")
        office.order("t1", {"kind": "text", "text": ["x"]}, "drawer")
        wait_for(lambda: office.statuses("d1") == ["sending", "printed"], "open")
        assert os.read(far, 100) == b"\x1bp\x00\x32\xfa"
        wait_for(lambda: office.last_result("t1").get("reason") == "unsupported_document", "no paper there")
        os.close(far)
        os.close(near)


@pytest.mark.usefixtures("shop")
class TestCables:
    def test_a_usb_printer_is_unplugged_and_plugged_in_again(
        self, office: FakeOffice, make_printer: MakePrinter, wait_for: WaitFor, tmp_path: Path
    ) -> None:
        usb, lan = make_printer(cable=tmp_path / "lp0"), make_printer()
        office.hang(
            [
                a_printer("usb", "USB", {"type": "usb", "path": str(tmp_path / "lp0")}),
                a_printer("lan", "LAN", over_network(lan.port)),
            ]
        )
        wait_for(lambda: health_of(office, "usb").get("state") == "online", "plugged in")
        usb.set_state(power=False)
        wait_for(lambda: health_of(office, "usb").get("reason") == "path_missing", "unplugged")
        office.order("j1", {"kind": "text", "text": ["first"]}, "usb")
        office.order("j2", {"kind": "text", "text": ["second"]}, "lan")
        wait_for(lambda: office.statuses("j2")[-1:] == ["printed"], "the other prints")
        assert office.last_result("j1")["reason"] == "path_missing"
        usb.set_state(power=True)
        wait_for(lambda: office.statuses("j1")[-1:] == ["printed"], "prints when plugged in again")
        assert usb.wait_for_paper().text.strip() == "first"
        assert health_of(office, "usb").get("confirm") in (None, "process_id")

    def test_a_cable_pulled_in_mid_job_leaves_it_uncertain_for_good(
        self, office: FakeOffice, make_printer: MakePrinter, wait_for: WaitFor, tmp_path: Path
    ) -> None:
        usb, bar = make_printer(cable=tmp_path / "lp0", lines_per_second=20), make_printer()
        office.hang(
            [
                a_printer("usb", "USB", {"type": "usb", "path": str(tmp_path / "lp0")}, stand_ins=["bar"]),
                a_printer("bar", "Bar", over_network(bar.port)),
            ]
        )
        office.order("j1", {"kind": "text", "text": [f"line {n}" for n in range(40)]}, "usb")
        wait_for(lambda: len(usb.waiting_lines) > 3, "printing")
        usb.set_state(power=False)
        wait_for(lambda: office.statuses("j1")[-1:] == ["uncertain"], "uncertain")
        assert office.last_result("j1")["reason"] == "connection_lost"
        usb.set_state(power=True)
        office.order("j2", {"kind": "text", "text": ["after"]}, "usb")
        wait_for(lambda: office.statuses("j2")[-1:] == ["printed"], "the next job prints")
        printed = usb.waiting_lines + [line for paper in usb.papers for line in paper.text.splitlines()]
        assert len([line for line in printed if "line" in line]) < 40
        assert bar.papers == [], "what may be on paper is printed nowhere else"

    def test_what_nobody_drives_is_refused_and_harms_nobody(
        self, office: FakeOffice, make_printer: MakePrinter, wait_for: WaitFor
    ) -> None:
        lan = make_printer()
        other = {"id": "odd", "name": "Odd", "kind": "hologram", "connection": over_network(1)}
        on_till = {"id": "till", "name": "T", "kind": "cash_drawer"}
        on_till["connection"] = {"type": "device", "device_id": "d1"}  # type: ignore[assignment]
        lonely = a_drawer("lonely", {"type": "printer", "printer_id": "gone", "pin": 2, "pulse_ms": 100})
        future = a_printer("future", "Future", {"type": "telepathy", "mind": 7})
        office.hang([other, on_till, lonely, future, a_printer("lan", "LAN", over_network(lan.port))])
        for peripheral_id in ("odd", "till", "future"):
            office.order(f"x-{peripheral_id}", {"kind": "text", "text": ["x"]}, peripheral_id)
        office.order("x-lonely", {"kind": "drawer"}, "lonely")
        office.order("good", {"kind": "text", "text": ["good"]}, "lan")
        wait_for(lambda: office.statuses("good")[-1:] == ["printed"], "printed")
        for peripheral_id in ("odd", "till", "future"):
            wait_for(lambda each=peripheral_id: office.last_result(f"x-{each}") != {}, "answered")
            told = office.last_result(f"x-{peripheral_id}")
            assert (told["status"], told["reason"]) == ("failed", "unsupported_document")
        assert office.statuses("x-lonely")[:1] == ["blocked"]
