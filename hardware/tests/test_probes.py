"""The tests that the office offers, from its order to its answer: weigh, scan, reach."""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cable import SerialEnd
from comptoir_store_server.command import main
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.probes import LONGEST_WAIT, USUAL_WAIT, Probe, read_probe
from comptoir_store_server.server import StoreServer
from fake_office import FakeOffice
from fake_scale import FakeScale, Plate

WaitFor = Callable[..., None]
PATIENCE = Patience(connect=0.5, status=0.3, look=0.3, look_again=0.1)


@pytest.fixture
def running(office: FakeOffice, folder: DataFolder) -> Iterator[StoreServer]:
    """A paired store server at work."""
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    server = StoreServer(folder, PATIENCE)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server
    server.stop()
    thread.join(15)
    assert not thread.is_alive()


def hang(office: FakeOffice, kind: str, connection: dict[str, Any], **more: Any) -> None:
    office.hang([{"id": "p1", "name": "Thing", "kind": kind, "connection": connection, **more}])


def ask(office: FakeOffice, wait_for: WaitFor, probe: str, **more: Any) -> dict[str, Any]:
    """Order a test and wait for its end."""
    office.order("j1", {"kind": "probe", "probe": probe, **more})
    wait_for(lambda: office.last_result("j1").get("status") in ("printed", "failed"), "an answer")
    assert office.statuses("j1") in (["sending", "printed"], ["sending", "failed"], ["failed"])
    return office.last_result("j1")


def health(office: FakeOffice) -> dict[str, Any]:
    with office.lock:
        told = office.books.health[-1]["peripherals"] if office.books.health else []
    return dict(told[0]) if told else {}


def test_weigh(running: StoreServer, office: FakeOffice, wait_for: WaitFor) -> None:
    scale = FakeScale("toledo_8217")
    hang(office, "scale", scale.connection("toledo_8217"))
    answer = ask(office, wait_for, "weigh")
    assert answer["status"] == "printed"
    assert answer["result"] == {"weight": "0.485", "unit": "kg", "stable": True, "certified": False}
    wait_for(lambda: health(office).get("state") == "online", "the scale is online")
    scale.close()
    wait_for(lambda: health(office).get("state") in ("offline", "unreachable"), "the scale is missed")


def test_an_overloaded_scale_is_online_and_has_no_weight(
    running: StoreServer, office: FakeOffice, wait_for: WaitFor
) -> None:
    scale = FakeScale("cas", Plate(overloaded=True), tcp=True)
    hang(office, "scale", scale.connection("cas"))
    answer = ask(office, wait_for, "weigh")
    assert (answer["status"], answer["reason"]) == ("failed", "overloaded")
    wait_for(lambda: health(office).get("state") == "online", "the scale is online")
    scale.close()


def test_a_scale_that_is_not_there(running: StoreServer, office: FakeOffice, wait_for: WaitFor) -> None:
    hang(office, "scale", {"type": "serial", "path": "/dev/ttyNOWHERE"})
    answer = ask(office, wait_for, "weigh")
    assert (answer["status"], answer["reason"]) == ("failed", "path_missing")


def test_scan(running: StoreServer, office: FakeOffice, wait_for: WaitFor) -> None:
    end = SerialEnd()
    hang(office, "barcode_scanner", {"type": "usb", "path": end.path}, keyboard_layout="fr")
    office.order("j1", {"kind": "probe", "probe": "scan", "wait_s": 10})
    wait_for(lambda: office.statuses("j1") == ["sending"], "it waits for a scan")
    end.say(b"5901234123457\r\n")
    wait_for(lambda: office.last_result("j1").get("status") == "printed", "the scan")
    assert office.last_result("j1")["result"] == {"scanned": "5901234123457"}
    end.close()


def test_nobody_scans(running: StoreServer, office: FakeOffice, wait_for: WaitFor) -> None:
    end = SerialEnd()
    hang(office, "barcode_scanner", {"type": "serial", "path": end.path})
    answer = ask(office, wait_for, "scan", wait_s=0.3)
    assert (answer["status"], answer["reason"]) == ("failed", "timeout")
    wait_for(lambda: health(office).get("state") == "online", "the scanner is there all the same")
    end.close()


def test_reach(running: StoreServer, office: FakeOffice, wait_for: WaitFor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as terminal:
        port = terminal.getsockname()[1]
        hang(office, "payment_terminal", {"type": "network", "host": "127.0.0.1", "port": port})
        answer = ask(office, wait_for, "reach")
    assert answer["status"] == "printed"
    assert answer["result"]["reachable"] is True
    assert 0 <= answer["result"]["ms"] < 1000


def test_a_terminal_that_is_off(running: StoreServer, office: FakeOffice, wait_for: WaitFor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as terminal:
        port = terminal.getsockname()[1]
    hang(office, "payment_terminal", {"type": "network", "host": "127.0.0.1", "port": port})
    answer = ask(office, wait_for, "reach")
    assert (answer["status"], answer["reason"]) == ("failed", "refused")


@pytest.mark.parametrize("document", [{"kind": "receipt"}, {"kind": "probe", "probe": "scan"}])
def test_a_scale_neither_prints_nor_scans(
    running: StoreServer, office: FakeOffice, wait_for: WaitFor, document: dict[str, Any]
) -> None:
    scale = FakeScale("toledo_8217")
    hang(office, "scale", scale.connection("toledo_8217"))
    office.order("j1", document)
    wait_for(lambda: office.statuses("j1") == ["failed"], "the refusal")
    assert office.last_result("j1")["reason"] == "unsupported_document"
    scale.close()


def test_a_box_that_is_stopped_does_not_wait_for_a_scan(
    running: StoreServer, office: FakeOffice, wait_for: WaitFor
) -> None:
    end = SerialEnd()
    hang(office, "barcode_scanner", {"type": "serial", "path": end.path})
    office.order("j1", {"kind": "probe", "probe": "scan", "wait_s": 60})
    wait_for(lambda: office.statuses("j1") == ["sending"], "it waits for a scan")
    running.stop()
    wait_for(lambda: office.last_result("j1").get("status") == "failed", "it gave up")
    assert office.last_result("j1")["reason"] == "interrupted"
    end.close()


@pytest.mark.parametrize(
    ("document", "probe"),
    [
        ({"kind": "probe", "probe": "scan", "wait_s": 5}, Probe("scan", 5.0)),
        ({"kind": "probe", "probe": "scan"}, Probe("scan", USUAL_WAIT)),
        ({"kind": "probe", "probe": "scan", "wait_s": 10**9}, Probe("scan", LONGEST_WAIT)),
        ({"kind": "probe", "probe": "scan", "wait_s": -1}, Probe("scan", 0.0)),
        ({"kind": "probe", "probe": "scan", "wait_s": "long"}, Probe("scan", USUAL_WAIT)),
        ({"kind": "test"}, None),
    ],
)
def test_how_long_a_test_waits(document: dict[str, Any], probe: Probe | None) -> None:
    assert read_probe(document) == probe
