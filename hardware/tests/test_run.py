"""The running store server, as a real process between a real office and a real printer port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.identity import find_identity
from comptoir_store_server.sync import ENOUGH, LEASE
from fake_office import FakeOffice
from fake_printer import FakePrinter

MakePrinter = Callable[..., FakePrinter]
WaitFor = Callable[..., None]
Process = subprocess.Popen[str]


@pytest.fixture
def start(folder: DataFolder, office: FakeOffice) -> Iterator[Callable[[], Process]]:
    """Pairs the box once, then starts it as often as asked."""
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    started: list[Process] = []

    def start() -> Process:
        words = [sys.executable, "-m", "comptoir_store_server", "run"]
        environment = {**os.environ, "COMPTOIR_STORE_DATA": str(folder.root)}
        log = (folder.root.parent / f"log{len(started)}").open("w")
        with log:
            started.append(subprocess.Popen(words, env=environment, stderr=log, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(10)


def a_peripheral(port: int, peripheral_id: str = "p1", **more: Any) -> dict[str, Any]:
    connection = {"type": "network", "host": "127.0.0.1", "port": port}
    facts = {"name": "Bar", "kind": "receipt_printer", "profile": "TM-T20II", "paper_width": 80}
    return {"id": peripheral_id, "connection": connection, **facts, **more}


def lines(name: str, count: int = 1) -> dict[str, Any]:
    return {"kind": "text", "text": [f"{name} {number}" for number in range(count)]}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        return int(reserved.getsockname()[1])


def last_health(office: FakeOffice) -> dict[str, Any]:
    told = [entry for report in office.books.health[-1:] for entry in report["peripherals"]]
    return told[0] if told else {}


def test_a_test_print_comes_out_at_once_and_is_reported(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    paper = printer()
    office.hang([a_peripheral(paper.port)])
    start()
    wait_for(lambda: last_health(office).get("state") == "online", "the printer is seen")
    began = time.monotonic()
    office.order("j1", {"kind": "test", "language": "ru"})
    wait_for(lambda: office.statuses("j1") == ["sending", "printed"], "reported as printed")
    assert time.monotonic() - began < 3
    assert "Борщ".encode("cp866") in paper.paper
    wait_for(lambda: office.books.polls[-1] == 304, "quiet polls")
    assert "config_revision" in office.books.health[-1]


def test_a_new_configuration_counts_without_a_restart(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    start()
    office.order("early", lines("early"))
    wait_for(lambda: office.last_result("early").get("reason") == "unknown_peripheral", "said so")
    paper = printer()
    office.hang([a_peripheral(paper.port)])
    wait_for(lambda: office.statuses("early")[-1] == "printed", "printed once the printer is known")


def test_a_broken_configuration_leaves_the_good_one_in_place(
    office: FakeOffice,
    printer: MakePrinter,
    start: Callable[[], Process],
    wait_for: WaitFor,
    folder: DataFolder,
) -> None:
    paper = printer()
    office.hang([a_peripheral(paper.port)])
    start()
    wait_for(lambda: last_health(office).get("state") == "online", "the printer is seen")
    office.hang([a_peripheral(99_999)])
    office.order("j1", lines("still"))
    wait_for(lambda: office.statuses("j1") == ["sending", "printed"], "printed with the old configuration")
    kept = folder.read_json(folder.configuration)
    assert kept is not None
    assert kept["body"]["peripherals"][0]["connection"]["port"] == paper.port


def test_a_report_that_a_misled_proxy_swallowed_is_sent_again(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    paper = printer()
    office.hang([a_peripheral(paper.port)])
    office.books.misled = 4
    start()
    office.order("j1", lines("once"))
    wait_for(lambda: office.statuses("j1")[-1:] == ["printed"], "reported in the end", 60)
    assert paper.paper.count(b"once") == 1


def test_a_printer_that_is_off_blocks_its_jobs_until_it_is_back(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    port = free_port()
    office.hang([a_peripheral(port)])
    start()
    office.order("j1", lines("first"))
    office.order("j2", lines("second"))
    wait_for(lambda: office.last_result("j1") != {}, "reported")
    assert (office.last_result("j1")["status"], office.last_result("j1")["reason"]) == ("blocked", "refused")
    wait_for(lambda: last_health(office).get("state") == "unreachable", "unreachable after three misses")
    paper = printer(port=port)
    wait_for(lambda: office.statuses("j2")[-1:] == ["printed"], "printed when it is back", 40)
    assert paper.paper.index(b"first") < paper.paper.index(b"second")
    assert office.statuses("j1") == ["blocked", "sending", "printed"]
    wait_for(lambda: last_health(office).get("state") == "online", "online again")


def test_a_jam_at_one_printer_does_not_hold_the_other(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    empty, good = printer(lines_left=0), printer()
    office.hang([a_peripheral(empty.port, "p1"), a_peripheral(good.port, "p2")])
    start()
    office.order("stuck", lines("stuck"), "p1")
    office.order("free", lines("free"), "p2")
    wait_for(lambda: office.statuses("free")[-1:] == ["printed"], "the other prints")
    assert office.last_result("stuck")["reason"] == "paper_out"
    empty.refill()
    wait_for(lambda: office.statuses("stuck")[-1:] == ["printed"], "goes on after the refill", 40)


def test_a_printer_that_is_off_keeps_no_job_for_another_in_the_office(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    good = printer()
    office.hang([a_peripheral(free_port(), "p1"), a_peripheral(good.port, "p2")])
    for number in range(ENOUGH + 15):
        office.order(f"stuck{number}", lines("stuck"), "p1")
    office.order("free", lines("free"), "p2")
    start()
    wait_for(lambda: office.statuses("free")[-1:] == ["printed"], "the other prints", 60)
    left = [job["peripheral_id"] for job in office.books.queue]
    assert set(left) == {"p1"}, "what has no chance here stays where it may be taken back"
    assert 15 - LEASE < len(left) <= 15


def test_a_job_whose_time_is_over_is_not_printed(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    paper = printer(lines_left=0)
    office.hang([a_peripheral(paper.port)])
    start()
    office.order("j1", lines("late"), expires_at="2020-01-01T00:00:00.000Z")
    wait_for(lambda: office.statuses("j1") == ["expired"], "expired")
    assert b"late" not in paper.paper


def test_kill_in_mid_print_loses_nothing_and_repeats_nothing_silently(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    slow = printer(seconds_per_line=0.05)
    office.hang([a_peripheral(slow.port)])
    process = start()
    for number in range(3):
        office.order(f"j{number}", lines(f"job{number} line", 20))
    wait_for(lambda: b"job0 line 3\n" in slow.paper, "the first is printing")
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    slow.habits.seconds_per_line = 0
    start()
    wait_for(lambda: office.statuses("j2")[-1:] == ["printed"], "the others come out")
    assert office.statuses("j0")[-1] == "uncertain"
    assert office.last_result("j0")["reason"] == "interrupted"
    for number in range(3):
        assert slow.paper.count(f"job{number} line 0\n".encode()) == 1
    for number in (1, 2):
        assert slow.paper.count(f"job{number} line 19\n".encode()) == 1


def test_kill_with_jobs_waiting_keeps_them(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    paper = printer(lines_left=0)
    office.hang([a_peripheral(paper.port)])
    process = start()
    for number in range(15):
        office.order(f"j{number:02}", lines(f"kept{number:02}"))
    wait_for(lambda: len(office.books.leased) == 15, "all leased")
    wait_for(lambda: office.statuses("j00") == ["blocked"], "blocked")
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    paper.refill()
    start()
    wait_for(lambda: office.statuses("j14")[-1:] == ["printed"], "all printed")
    places = [paper.paper.index(f"kept{number:02}".encode()) for number in range(15)]
    assert places == sorted(places)
    assert paper.cuts == 15


def test_reports_wait_for_an_office_that_is_busy_or_loses_answers(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    paper = printer()
    office.hang([a_peripheral(paper.port)])
    start()
    wait_for(lambda: last_health(office).get("state") == "online", "the printer is seen")
    office.order("j1", lines("once"))
    wait_for(lambda: office.books.leased, "leased")
    office.books.busy = 2
    wait_for(lambda: office.statuses("j1")[-1:] == ["printed"], "told in the end", 30)
    assert paper.paper.count(b"once 0") == 1


def test_printing_goes_on_while_the_office_is_away(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    slow = printer(seconds_per_line=0.1)
    office.hang([a_peripheral(slow.port)])
    start()
    office.order("j1", lines("first", 10))
    office.order("j2", lines("second", 2))
    wait_for(lambda: b"first 1\n" in slow.paper, "printing")
    office.books.lose_next_answers = 1000
    wait_for(lambda: slow.cuts == 2, "both on paper without the office")
    office.books.lose_next_answers = 0
    wait_for(lambda: office.statuses("j2")[-1:] == ["printed"], "told later", 40)


def test_a_job_leased_again_after_a_lost_lease_is_not_printed_again(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    paper = printer()
    office.hang([a_peripheral(paper.port)])
    start()
    office.order("j1", lines("once"))
    wait_for(lambda: office.statuses("j1")[-1:] == ["printed"], "printed")
    office.order("j1", lines("once"))
    wait_for(lambda: office.statuses("j1") == ["sending", "printed", "printed"], "told again")
    assert paper.paper.count(b"once 0") == 1


def test_an_ended_pairing_stops_the_talk_but_keeps_the_spool(
    office: FakeOffice,
    printer: MakePrinter,
    start: Callable[[], Process],
    wait_for: WaitFor,
    folder: DataFolder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    paper = printer(lines_left=0)
    office.hang([a_peripheral(paper.port)])
    process = start()
    office.order("j1", lines("kept"))
    wait_for(lambda: office.statuses("j1") == ["blocked"], "blocked")
    office.books.revoked = True
    wait_for(lambda: (folder.read_json(folder.state) or {}).get("contact") == "unpaired", "noticed")
    asked = len(office.books.requests)
    paper.refill()
    wait_for(lambda: paper.cuts == 1, "what was here is printed", 40)
    assert len(office.books.requests) == asked
    capsys.readouterr()
    main(["--data", str(folder.root), "status"])
    assert "does not know this box any more" in capsys.readouterr().out
    assert process.poll() is None


def test_a_polite_stop_ends_cleanly_and_logs_no_secret(
    office: FakeOffice,
    printer: MakePrinter,
    start: Callable[[], Process],
    wait_for: WaitFor,
    folder: DataFolder,
) -> None:
    paper = printer()
    office.hang([a_peripheral(paper.port)])
    process = start()
    office.order("j1", lines("x"))
    wait_for(lambda: office.statuses("j1")[-1:] == ["printed"], "printed")
    process.terminate()
    assert process.wait(15) == 0
    log = (folder.root.parent / "log0").read_text()
    assert "event=stopped" in log
    identity = find_identity(folder)
    assert identity is not None
    written = log + json.dumps(office.books.requests)
    assert identity.secret not in written


def test_two_servers_never_share_a_folder(
    office: FakeOffice,
    start: Callable[[], Process],
    wait_for: WaitFor,
    folder: DataFolder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    start()
    wait_for(lambda: office.books.polls, "running")
    assert main(["--data", str(folder.root), "run"]) == 3
    assert "already runs" in capsys.readouterr().err


def test_a_drawer_pulse_interrupted_by_a_crash_is_never_repeated(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    # A printer that takes the pulse but confirms late: the crash falls between.
    drawer = printer(knows_process_id=False, knows_sensor=False)
    office.hang([a_peripheral(drawer.port)])
    process = start()
    office.order("d1", {"kind": "drawer"})
    wait_for(lambda: b"\x1bp" in drawer.paper, "the pulse is out")
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    start()
    wait_for(lambda: office.statuses("d1")[-1:] == ["uncertain"], "uncertain")
    assert drawer.paper.count(b"\x1bp") == 1


def test_one_unreadable_job_does_not_hold_the_others(
    office: FakeOffice, printer: MakePrinter, start: Callable[[], Process], wait_for: WaitFor
) -> None:
    paper = printer()
    office.hang([a_peripheral(paper.port)])
    start()
    office.order("bad", lines("bad"), copies="many")
    office.order("good", lines("good"), copies=2)
    wait_for(lambda: office.statuses("good")[-1:] == ["printed"], "the good one is printed")
    assert paper.cuts == 2
    assert b"bad" not in paper.paper
    told = office.last_result("bad")
    assert (told["status"], told["reason"]) == ("failed", "unreadable_job"), "so that it does not come again"
