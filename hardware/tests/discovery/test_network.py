"""Printers that announce themselves: one thing each, at the best of their ways, with their MAC."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from zeroconf import ServiceInfo, Zeroconf

from comptoir_store_server.discovery.board import DiscoveryBoard
from comptoir_store_server.discovery.command import describe_found, look_around
from comptoir_store_server.discovery.finder import Finder
from comptoir_store_server.discovery.found import Found
from comptoir_store_server.discovery.network import (
    IPP,
    LPD,
    RAW,
    Announcement,
    find_announced,
    mac_in,
    read_neighbours,
)
from comptoir_store_server.discovery.plugs import Tree

HP = {
    "ty": "HP LaserJet Pro M404",
    "usb_MFG": "HP",
    "usb_MDL": "LaserJet Pro M404",
    "rp": "ipp/print",
    "UUID": "1c852a4d-b800-1f08-abcd-3ca82a112233",
}
EPSON = {"ty": "EPSON TM-m30III", "usb_MFG": "EPSON", "usb_MDL": "TM-m30III", "usb_SER": "X9AB000123"}
MAC = "64:eb:8c:aa:bb:cc"


def announced(
    sort: str, port: int, told: dict[str, str], host: str = "192.0.2.9", name: str = "it"
) -> Announcement:
    return Announcement(sort, f"{name}.{sort}", host, port, told)


def test_a_page_printer() -> None:
    (found,) = find_announced(
        [announced(IPP, 631, HP), announced(RAW, 9100, HP), announced(LPD, 515, HP)], {}
    )
    assert found.body() == {
        "key": "mdns:1c852a4d-b800-1f08-abcd-3ca82a112233",
        "kind_guess": "page_printer",
        "connection": {"type": "network", "host": "192.0.2.9", "port": 631, "queue": "ipp/print"},
        "make": "HP",
        "model": "LaserJet Pro M404",
        "mac": "3c:a8:2a:11:22:33",
    }


@pytest.mark.parametrize("also_ipp", [False, True])
def test_a_receipt_printer_is_reached_raw(also_ipp: bool) -> None:
    services = [announced(RAW, 9100, EPSON), *([announced(IPP, 631, EPSON)] if also_ipp else [])]
    (found,) = find_announced(services, {"192.0.2.9": MAC})
    assert found.body() == {
        "key": "mdns:it",
        "kind_guess": "receipt_printer",
        "connection": {"type": "network", "host": "192.0.2.9", "port": 9100},
        "make": "EPSON",
        "model": "TM-m30III",
        "serial": "X9AB000123",
        "mac": MAC,
    }


def test_the_key_stays_when_the_address_changes() -> None:
    before = find_announced([announced(IPP, 631, HP)], {})
    after = find_announced([announced(IPP, 631, HP, host="192.0.2.77")], {"192.0.2.77": MAC})
    assert before[0].key == after[0].key
    assert after[0].mac == MAC


def test_a_printer_that_knows_only_lpd_is_told_without_a_guess() -> None:
    (found,) = find_announced([announced(LPD, 515, {})], {})
    assert (found.kind_guess, found.model) == ("unknown", "it")


@pytest.mark.parametrize(
    ("own_id", "mac"),
    [
        ("cfe92100-67c4-11d4-a45f-64eb8caabbcc", "64:eb:8c:aa:bb:cc"),
        ("1c852a4d-b800-1f08-abcd-3ca82a112233", "3c:a8:2a:11:22:33"),
        ("123e4567-e89b-42d3-a456-426614174000", ""),
        ("cfe92100-67c4-11d4-a45f-65eb8caabbcc", ""),
        ("not-a-uuid", ""),
        ("", ""),
    ],
)
def test_only_some_uuids_end_in_a_hardware_address(own_id: str, mac: str) -> None:
    assert mac_in(own_id) == mac


def test_neighbours(tmp_path: Path) -> None:
    file = tmp_path / "arp"
    file.write_text(
        "IP address       HW type     Flags       HW address            Mask     Device\n"
        "192.0.2.9        0x1         0x2         64:EB:8C:AA:BB:CC     *        eth0\n"
        "192.0.2.10       0x1         0x0         00:00:00:00:00:00     *        eth0\n"
    )
    assert read_neighbours(file) == {"192.0.2.9": MAC}
    assert read_neighbours(tmp_path / "none") == {}


class Printer:
    """An office printer on loopback that announces itself as in a shop; no other test run has one like it."""

    def __init__(self) -> None:
        own = uuid4().hex[:8]
        self.told = HP | {"UUID": f"{own}-b800-1f08-abcd-3ca82a112233"}
        self.key = f"mdns:{self.told['UUID']}"
        # with a thread of its own, also where a browser test has left an event loop running in ours
        self._mouth = Zeroconf(interfaces=["127.0.0.1"], use_asyncio=False)
        self._service = ServiceInfo(
            IPP,
            f"HP LaserJet {own}.{IPP}",
            addresses=[socket.inet_aton("127.0.0.1")],
            port=8631,
            properties=self.told,
            server=f"comptoir-{own}.local.",
        )

    def speak(self) -> None:
        """Its name is its own, so nobody is asked whether he has it."""
        self._mouth.register_service(self._service, cooperating_responders=True)

    def hush(self) -> None:
        """It says goodbye."""
        self._mouth.unregister_service(self._service)

    def close(self) -> None:
        """It is pulled out."""
        self._mouth.close()


@pytest.fixture
def printer() -> Iterator[Printer]:
    """Already announced."""
    try:
        printer = Printer()
    except OSError as error:
        pytest.skip(f"this machine does not let us announce anything on loopback: {error}")
    printer.speak()
    yield printer
    printer.close()


def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "never heard"
        time.sleep(0.05)


def test_a_printer_is_heard_and_missed(printer: Printer, tree: Tree, tmp_path: Path) -> None:
    news: list[int] = []
    board = DiscoveryBoard()
    board.on_change = lambda: news.append(1)
    finder = Finder(board, tree, tmp_path / "arp", ["127.0.0.1"], period=0.3)
    (tmp_path / "arp").write_text("")
    finder.start()
    until(lambda: printer.key in keys_on(board))
    assert news
    body = board.take_due()
    assert body is not None
    (told,) = (each for each in body["found"] if each["key"] == printer.key)
    assert told["connection"] == {"type": "network", "host": "127.0.0.1", "port": 8631, "queue": "ipp/print"}
    assert told["mac"] == "3c:a8:2a:11:22:33"
    printer.hush()
    until(lambda: printer.key not in keys_on(board))
    finder.stop()
    finder.join(10)


def keys_on(board: DiscoveryBoard) -> set[str]:
    return {each.key for each in board._found or ()}


def look_for(printer: Printer, tree: Tree, folder: Path, seconds: float = 30.0) -> list[Found]:
    """What the command finds, without what other people announce on this machine meanwhile.

    It is asked again until it has heard the printer: all who listen here share one port, and the answer to a
    first question may go to another of them.
    """
    end = time.monotonic() + seconds
    found: list[Found] = []
    while printer.key not in {each.key for each in found} and time.monotonic() < end:
        finder = Finder(DiscoveryBoard(), tree, folder / "arp", ["127.0.0.1"])
        found = look_around(2.0, finder)
    return [each for each in found if each.key == printer.key or not each.key.startswith("mdns:")]


def test_the_command_lists_plugs_and_network(
    printer: Printer, tree: Tree, plug: Callable[..., None], tmp_path: Path
) -> None:
    plug("lp0", "usbmisc", "usb/lp0", manufacturer="EPSON", product="TM-T20III", serial="X7")
    assert describe_found(look_for(printer, tree, tmp_path)) == (
        "page printer: HP LaserJet Pro M404\n"
        "  at 127.0.0.1:8631, queue ipp/print, MAC 3c:a8:2a:11:22:33\n"
        "receipt printer: EPSON TM-T20III\n"
        "  at /dev/usb/lp0, serial number X7"
    )


def test_it_also_listens_where_an_event_loop_runs(printer: Printer, tree: Tree, tmp_path: Path) -> None:
    async def look() -> list[Found]:
        return look_for(printer, tree, tmp_path)

    with ThreadPoolExecutor(1) as elsewhere:  # in this thread a browser test may have left one
        found = elsewhere.submit(asyncio.run, look()).result(60)
    assert [each.key for each in found] == [printer.key]


def test_nothing_found_says_what_to_do() -> None:
    assert "add those in the office by their address" in describe_found([])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # zeroconf drops its socket
def test_a_network_that_cannot_be_listened_to_leaves_the_plugs(tree: Tree, plug: Callable[..., None]) -> None:
    plug("lp0", "usbmisc", "usb/lp0", serial="X7")
    finder = Finder(DiscoveryBoard(), tree, interfaces=["203.0.113.1"])
    assert [each.key for each in finder.look()] == ["usb:04b8:0e28:X7"]
    finder.close()
