"""A technician at the box asks for a test print and is told what became of it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.configuration import load_configuration
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.trial_print import Unclear, choose_printer, find_printers
from fake_office import FakeOffice
from fake_printer import FakePrinter

MakePrinter = Callable[..., FakePrinter]
WaitFor = Callable[..., None]


@pytest.fixture
def paired(folder: DataFolder, office: FakeOffice) -> DataFolder:
    """A box that belongs to the store."""
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    return folder


@pytest.fixture
def start(paired: DataFolder, wait_for: WaitFor) -> Iterator[Callable[[int], None]]:
    """Starts the service and waits until it knows so many peripherals."""
    started: list[subprocess.Popen[bytes]] = []

    def start(count: int) -> None:
        words = [sys.executable, "-m", "comptoir_store_server", "run"]
        environment = {**os.environ, "COMPTOIR_STORE_DATA": str(paired.root)}
        started.append(subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL))
        wait_for(lambda: len(load_configuration(paired).peripherals) == count, "configured", 30)

    yield start
    for process in started:
        process.kill()
        process.wait(10)


def a_printer(name: str, port: int, **more: Any) -> dict[str, Any]:
    connection = {"type": "network", "host": "127.0.0.1", "port": port}
    facts = {"kind": "receipt_printer", "profile": "TM-T20II", "paper_width": 80}
    return {"id": f"id-{name}", "name": name, "connection": connection, **facts, **more}


def type_in(folder: DataFolder, *words: str) -> int:
    return main(["--data", str(folder.root), "test-print", *words])


def test_a_test_print_comes_out_through_the_running_service(
    paired: DataFolder,
    office: FakeOffice,
    printer: MakePrinter,
    start: Callable[[int], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    paper = printer()
    office.hang([a_printer("Bar", paper.port)])
    start(1)
    capsys.readouterr()
    assert type_in(paired) == 0
    told = capsys.readouterr().out
    assert f"Test print on Bar at 127.0.0.1:{paper.port}." in told
    assert told.endswith("Printed.\nThe printer itself said that it is on paper.\n")
    assert "Борщ".encode("cp866") in paper.paper
    assert paper.cuts == 1


def test_it_says_why_nothing_comes_out_and_nothing_comes_out_later(
    paired: DataFolder,
    office: FakeOffice,
    printer: MakePrinter,
    start: Callable[[int], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    empty = printer(lines_left=0)
    office.hang([a_printer("Bar", empty.port), a_printer("Kitchen", printer().port)])
    start(2)
    capsys.readouterr()
    assert type_in(paired, "bar", "--seconds", "2") == 1
    told = capsys.readouterr().out
    assert "Waiting: No paper. Put in a new roll" in told
    assert "Not printed in time; it will not come out later." in told
    empty.refill()
    assert type_in(paired, "Bar") == 0
    assert empty.cuts == 1


def test_without_a_running_service_it_says_so(paired: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert type_in(paired) == 3
    assert "No store server runs" in capsys.readouterr().err


def test_without_a_pairing_it_says_so(folder: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert type_in(folder) == 2
    assert "not paired" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wish", "answer", "chosen"),
    [
        ("BAR", None, "Bar"),
        ("3", None, "3"),
        ("1", None, "11"),
        ("id-Bar", None, "Bar"),
        (None, "bar ", "Bar"),
    ],
)
def test_a_printer_is_named_or_numbered(
    folder: DataFolder, wish: str | None, answer: str | None, chosen: str
) -> None:
    ask = (lambda text: answer) if answer is not None else None
    assert choose_printer(three_printers(folder), wish, ask).name == chosen


@pytest.mark.parametrize(
    ("wish", "said"), [(None, "Which printer?"), ("9", "No printer has"), ("²", "No prin")]
)
def test_an_unclear_wish_lists_what_there_is(folder: DataFolder, wish: str | None, said: str) -> None:
    with pytest.raises(Unclear) as refused:
        choose_printer(three_printers(folder), wish, None)
    assert said in str(refused.value)
    assert "  3  Bar at 127.0.0.1:9101" in str(refused.value)


def test_with_no_printer_it_says_where_to_add_one() -> None:
    with pytest.raises(Unclear, match="No printer is set up"):
        choose_printer([], None, None)


def three_printers(folder: DataFolder) -> list[Any]:
    printers = [a_printer("Bar", 9101), a_printer("3", 9102), a_printer("11", 9103)]
    scale = {
        "id": "s",
        "name": "Scale",
        "kind": "scale",
        "connection": {"type": "serial", "path": "/dev/ttyS9"},
    }
    body = {"revision": 1, "store": {}, "peripherals": [*printers, scale]}
    folder.write_json(folder.configuration, {"etag": "e", "body": body})
    return list(find_printers(folder))
