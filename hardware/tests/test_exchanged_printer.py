"""Another printer at the old address: what was learned of the first one is no trap for the second."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.discovery.plugs import Tree
from comptoir_store_server.discovery.who import read_who
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.server import StoreServer
from comptoir_store_server.times import utc_now
from fake_office import FakeOffice
from fake_printer import FakePrinter, Habits

HASTY = Patience(
    connect=0.4, status=0.3, completion=1.0, ask_again=0.1, retry_longest=1.0, look=0.3, look_again=0.1
)
WaitFor = Callable[..., None]
MakePrinter = Callable[..., FakePrinter]
MUTE = {"answers_status": False, "knows_process_id": False, "knows_sensor": False}


@pytest.fixture
def server(folder: DataFolder, office: FakeOffice) -> Iterator[StoreServer]:
    """A store server that runs, paired with the office."""
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    server = StoreServer(folder, HASTY)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server
    server.stop()
    thread.join(20)
    assert not thread.is_alive()


def hang(office: FakeOffice, port: int, **more: Any) -> None:
    connection = {"type": "network", "host": "127.0.0.1", "port": port}
    facts = {"kind": "receipt_printer", "profile": "TM-T20II", "paper_width": 80}
    office.hang([{"id": "bar", "name": "Bar", "connection": connection, **facts, **more}])


def told_of(office: FakeOffice) -> dict[str, Any]:
    told = [each for report in office.books.health[-1:] for each in report["peripherals"]]
    return told[0] if told else {}


def learned(server: StoreServer, there: FakePrinter) -> str | None:
    return server._spool.known_printer(f"127.0.0.1:{there.port}").confirm


@pytest.fixture
def print_one(office: FakeOffice, wait_for: WaitFor) -> Callable[[str], tuple[str, str | None]]:
    """Prints, and tells how that ended and why."""

    def print_one(job_id: str) -> tuple[str, str | None]:
        office.order(job_id, {"kind": "text", "text": [job_id]}, "bar")
        ended = (["printed"], ["uncertain"])
        wait_for(lambda: office.statuses(job_id)[-1:] in ended, f"{job_id} ended", 40)
        return office.statuses(job_id)[-1], office.last_result(job_id).get("reason")

    return print_one


class TestExchange:
    def test_an_older_model_is_learned_at_its_first_receipt(
        self, server: StoreServer, office: FakeOffice, printer: MakePrinter, print_one: Any
    ) -> None:
        there = printer()
        hang(office, there.port)
        assert print_one("first") == ("printed", None)
        there.habits.knows_process_id = False
        assert print_one("second") == ("printed", None)
        assert learned(server, there) == "gs_r"
        assert there.cuts == 2

    def test_one_that_only_tells_how_it_is_leaves_one_receipt_in_doubt(
        self, server: StoreServer, office: FakeOffice, printer: MakePrinter, print_one: Any
    ) -> None:
        there = printer()
        hang(office, there.port)
        assert print_one("first") == ("printed", None)
        there.habits.knows_process_id = there.habits.knows_sensor = False
        assert print_one("second") == ("uncertain", "no_confirmation")
        assert print_one("third") == ("printed", None)
        assert learned(server, there) == "status_only"
        assert there.cuts == 3

    def test_one_that_answers_again_is_asked_again(
        self, server: StoreServer, office: FakeOffice, printer: MakePrinter, print_one: Any
    ) -> None:
        there = printer(**MUTE)
        hang(office, there.port, confirm="blind")
        assert print_one("first") == ("printed", "sent_unseen")
        there.habits = Habits()
        assert print_one("second") == ("printed", None)
        assert learned(server, there) == "process_id"

    def test_one_that_falls_silent_is_mute_in_the_end_and_prints_where_that_is_accepted(
        self,
        server: StoreServer,
        office: FakeOffice,
        printer: MakePrinter,
        print_one: Any,
        wait_for: WaitFor,
    ) -> None:
        there = printer()
        hang(office, there.port)
        assert print_one("first") == ("printed", None)
        there.habits = Habits(**MUTE)
        office.order("second", {"kind": "text", "text": ["second"]}, "bar")
        wait_for(lambda: told_of(office).get("state") == "mute", "it is mute")
        wait_for(lambda: office.last_result("second").get("reason") == "no_status", "and the job says so")
        hang(office, there.port, confirm="blind")
        wait_for(lambda: office.statuses("second")[-1] == "printed", "printed all the same", 40)
        assert there.cuts == 2


def test_another_hardware_address_is_another_printer(
    folder: DataFolder,
    office: FakeOffice,
    printer: MakePrinter,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    wait_for: WaitFor,
) -> None:
    there, neighbours = printer(), tmp_path / "arp"
    monkeypatch.setattr(
        "comptoir_store_server.worker.read_who", lambda place: read_who(place, neighbours=neighbours)
    )
    write_neighbour(neighbours, "00:26:ab:00:00:01")
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    server = StoreServer(folder, HASTY)
    spool, address = server._spool, f"127.0.0.1:{there.port}"
    spool.learn_printer(address, "status_only", utc_now(), "00:26:ab:00:00:02")
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        hang(office, there.port)
        office.order("job", {"kind": "text", "text": ["job"]}, "bar")
        wait_for(lambda: office.statuses("job")[-1:] == ["printed"], "printed")
        known = spool.known_printer(address)
        assert (known.confirm, known.seen_as) == ("process_id", "00:26:ab:00:00:01")
    finally:
        server.stop()
        thread.join(20)


def write_neighbour(file: Path, mac: str) -> None:
    head = "IP address       HW type     Flags       HW address            Mask     Device\n"
    file.write_text(f"{head}127.0.0.1        0x1         0x2         {mac}     *        eth0\n")


def test_who_hangs_on_a_usb_cable_is_told_by_its_make_and_number(tmp_path: Path) -> None:
    device = tmp_path / "devices" / "usb1" / "1-1"
    interface = device / "1-1:1.0"
    interface.mkdir(parents=True)
    for name, text in {"idVendor": "04b8", "idProduct": "0e15", "serial": "J5FF012345"}.items():
        (device / name).write_text(text + "\n")
    (interface / "ieee1284_id").write_text("MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;")
    node = tmp_path / "class" / "usbmisc" / "lp0"
    node.mkdir(parents=True)
    (node / "device").symlink_to(interface)
    tree = Tree(system=tmp_path)
    at = Connection(Way.USB, path="/dev/usb/lp0")
    assert read_who(at, tree) == "04b8:0e15 EPSON TM-T20II J5FF012345"
    (device / "serial").write_text("J5FF099999\n")
    assert read_who(at, tree) == "04b8:0e15 EPSON TM-T20II J5FF099999"
    assert read_who(Connection(Way.USB, path="/dev/usb/lp7"), tree) is None
    assert read_who(Connection(Way.SERIAL, path="/dev/ttyUSB0"), tree) is None
