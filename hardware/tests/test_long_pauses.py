"""A receipt longer than the printer's buffer: why it pauses is known, and it is waited for all the while."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.delivery.condition import judge_automatic
from comptoir_store_server.delivery.deliver import BE_QUIET, SHORT, SPEAK_UP, speak_up
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.reasons import Reason
from comptoir_store_server.server import StoreServer
from comptoir_store_server.virtual_printer import VirtualPrinter
from fake_office import FakeOffice

HASTY = Patience(
    connect=0.5,
    status=0.3,
    completion=0.5,
    ask_again=0.1,
    stall=1.0,
    retry_longest=0.5,
    look=0.3,
    look_again=0.1,
)
WaitFor = Callable[..., None]
LINES = [f"position {number}" for number in range(900)]


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


def place_of(printer: VirtualPrinter, cable: Path | None) -> dict[str, Any]:
    if cable is not None:
        return {"type": "usb", "path": str(cable)}
    return {"type": "network", "host": "127.0.0.1", "port": printer.port}


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("copies", [1, 2])
@pytest.mark.parametrize("is_cable", [True, False])
def test_paper_that_is_out_for_long_is_named_and_waited_for(
    office: FakeOffice, tmp_path: Path, wait_for: WaitFor, is_cable: bool, copies: int
) -> None:
    cable = tmp_path / "lp0" if is_cable else None
    with VirtualPrinter(cable=cable, buffer_bytes=4096) as bar:
        facts = {"kind": "receipt_printer", "profile": "TM-T20II", "paper_width": 80}
        office.hang([{"id": "bar", "name": "Bar", "connection": place_of(bar, cable), **facts}])
        bar.set_state(lines_left=20 + (copies - 1) * len(LINES))
        office.order("long", {"kind": "text", "text": LINES}, "bar", copies=copies)
        wait_for(lambda: office.last_result("long").get("reason") == "paper_out", "its reason is told", 40)
        threading.Event().wait(4 * HASTY.stall)
        assert (office.statuses("long")[-1], office.last_result("long")["reason"]) == ("sending", "paper_out")
        bar.set_state(paper="ok")
        wait_for(lambda: office.statuses("long")[-1] == "printed", "it goes on by itself", 40)
        on_paper = "\n".join(paper.text for paper in bar.papers).splitlines()
    assert [line.strip() for line in on_paper if line.startswith("position")] == LINES * copies
    assert not bar.faults


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (None, None),
        (b"\x10\x00\x00\x00", None),
        (b"\x14\x00\x03\x00", None),
        (b"\x18\x00\x0f\x00", Reason.PAPER_OUT),
        (b"\x38\x00\x0f\x00", Reason.COVER_OPEN),
        (b"\x18\x08\x00\x00", Reason.PRINTER_ERROR),
        (b"\x18\x00\x00\x00", Reason.PRINTER_ERROR),
    ],
)
def test_what_a_printer_tells_by_itself(told: bytes | None, reason: Reason | None) -> None:
    assert judge_automatic(told) == reason


def test_only_a_long_paper_makes_the_printer_speak_up() -> None:
    pulse, long = b"\x1bp\x00\x32\xfa", b"\x1b@" + bytes(SHORT)
    assert speak_up(pulse + long, len(pulse)) == pulse + b"\x1b@" + SPEAK_UP + bytes(SHORT) + BE_QUIET
    assert speak_up(b"\x1b@short", 0) == b"\x1b@short"
    assert speak_up(bytes(2 * SHORT), 0) == bytes(2 * SHORT), "where it starts is not known"
