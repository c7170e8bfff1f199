"""The switches of assembly slips, from the office's word to what it is told of each job."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.server import StoreServer
from comptoir_store_server.virtual_printer import VirtualPrinter
from fake_office import STORE, FakeOffice

WaitFor = Callable[..., None]
ON, OFF = {"made_to_order": True}, {"made_to_order": False}


@pytest.fixture
def kitchen(folder: DataFolder, office: FakeOffice) -> Iterator[VirtualPrinter]:
    """The printer of the kitchen, with a store server that runs."""
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    server = StoreServer(folder)
    thread = threading.Thread(target=server.run)
    thread.start()
    with VirtualPrinter() as printer:
        yield printer
        server.stop()
        thread.join(20)
    assert not thread.is_alive()


def hang(office: FakeOffice, printer: VirtualPrinter, *tills: tuple[str, dict[str, Any]]) -> None:
    connection = {"type": "network", "host": "127.0.0.1", "port": printer.port}
    peripheral = {"id": "k", "name": "Kuchnia", "kind": "receipt_printer", "connection": connection}
    with office.lock:
        office.books.configuration = {
            "store": STORE,
            "peripherals": [peripheral],
            "routes": [
                {"device_id": till, "role": "assembly_printer", "peripheral_id": "k", "options": options}
                for till, options in tills
            ],
        }
        office.books.revision += 1


def order(office: FakeOffice, job_id: str, *lines: dict[str, Any], **more: Any) -> None:
    document = {"kind": "assembly", "language": "pl", "receipt": {"lines": list(lines)}}
    office.order(job_id, document, "k", role="assembly_printer", **more)


def test_each_till_s_switches_count_for_its_own_slips(
    office: FakeOffice, kitchen: VirtualPrinter, wait_for: WaitFor
) -> None:
    silent = {"print_assembly_slips": False, "only_made_to_order": True}
    generous = {"print_assembly_slips": True, "only_made_to_order": False}
    hang(office, kitchen, ("bar", {}), ("terrace", silent), ("hall", generous))
    goods = ({"name": "Szarlotka", **OFF}, {"name": "Żurek", **ON})
    order(office, "nothing", {"name": "Szarlotka", **OFF}, device_id="bar")
    order(office, "off", *goods, device_id="terrace")
    order(office, "made", *goods, device_id="bar")
    order(office, "all", *goods, device_id="hall")
    wait_for(lambda: office.statuses("all")[-1:] == ["printed"], "the last slip is printed")
    told = [office.last_result(job_id) for job_id in ("nothing", "off")]
    assert [result["status"] for result in told] == ["cancelled", "cancelled"]
    assert [result["reason"] for result in told] == ["nothing_made_to_order", "assembly_slips_off"]
    assert office.statuses("nothing") == ["cancelled"], "not one byte was sent"
    wait_for(lambda: len(kitchen.papers) == 2, "two slips, and no third")
    made, everything = (paper.text for paper in kitchen.papers)
    assert "Żurek" in made
    assert "Szarlotka" not in made
    assert "Szarlotka" in everything


def test_an_order_of_the_office_goes_by_the_only_till_that_prints_here(
    office: FakeOffice, kitchen: VirtualPrinter, wait_for: WaitFor
) -> None:
    hang(office, kitchen, ("bar", {"print_assembly_slips": True, "only_made_to_order": True}))
    order(office, "web", {"name": "Szarlotka", **OFF})
    wait_for(lambda: office.statuses("web") == ["cancelled"], "nothing to make")
    assert not kitchen.papers
