"""SIGKILL at the worst moments: nothing is lost, and nothing happens twice unseen."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from cli.simulated_till import OfficeUnreachable, SimulatedTill
from models import Receipt
from tests.contract.box import Box
from tests.contract.conftest import MakePrinter, Shop, open_shop
from tests.contract.wire import order_lines, wire_of
from tests.office import RealOffice, wait_until

GOODS = "Żurek z jajkiem"


@pytest.fixture
def own_office(tmp_path: Path) -> Iterator[RealOffice]:
    """An office whose plug may be pulled."""
    with RealOffice(tmp_path / "own") as office:
        yield office


@pytest.fixture
def own_shop(own_office: RealOffice) -> Shop:
    """A shop with one product in that office."""
    shop = open_shop(own_office)
    with own_office.make() as make:
        make.product(GOODS, 1850, owner=make.session.merge(shop.owner, load=False))
    return shop


@pytest.fixture
def own_till(own_shop: Shop, tmp_path: Path) -> Iterator[SimulatedTill]:
    """A till that sells there and gives up quickly."""
    with SimulatedTill(own_shop.office.url, tmp_path / "own-till", patience_s=0) as till:
        till.activate(own_shop.office.code_for(own_shop.device))
        till.synchronize()
        yield till


def receipts_of(shop: Shop) -> list[tuple[str, int]]:
    """Number and total of what stands in the list of receipts."""
    with shop.office.session() as session:
        query = select(Receipt.number, Receipt.total).where(Receipt.account_id == shop.owner.account_id)
        return [(number, total) for number, total in session.execute(query.order_by(Receipt.id))]


def test_the_office_dies_right_after_it_said_stored(own_shop: Shop, own_till: SimulatedTill) -> None:
    sold = [own_till.sell([(GOODS, count)]) for count in (1, 2, 3)]
    assert own_till.upload().stored == 3
    own_shop.office.kill()
    own_shop.office.start()
    assert receipts_of(own_shop) == [(receipt.number, receipt.total) for receipt in sold]
    with own_shop.office.sign_in(own_shop.owner) as back_office:
        page = back_office.get("/receipts").text
    assert all(receipt.number in page for receipt in sold)
    entries = [entry.to_wire() for entry in own_till.journal()]
    with wire_of(own_shop.office, own_till) as wire:
        again = wire.post("/sync/transactions", json={"entries": entries}).json()
    assert [result["status"] for result in again["results"]] == ["duplicate"] * 3
    assert (again["ack_through"], again["missing"]) == (3, [])
    assert len(receipts_of(own_shop)) == 3


def test_the_office_dies_before_the_till_heard_that_it_stored(
    own_shop: Shop, own_till: SimulatedTill
) -> None:
    receipt = own_till.sell([(GOODS, 1)])
    own_till.lose_next_answer()
    with pytest.raises(OfficeUnreachable):
        own_till.upload()
    own_shop.office.kill()
    with pytest.raises(OfficeUnreachable):
        own_till.upload()
    later = own_till.sell([(GOODS, 2)])
    own_shop.office.start()
    deposit = own_till.upload()
    assert (deposit.duplicate, deposit.stored, deposit.ack_through) == (1, 1, 2)
    assert [number for number, _total in receipts_of(own_shop)] == [receipt.number, later.number]
    with own_shop.office.session() as session:
        assert session.scalar(select(func.count()).select_from(Receipt)) == 2


def test_the_office_dies_while_jobs_wait_and_the_box_prints_each_once(
    own_shop: Shop, own_till: SimulatedTill, box: Box, printer: MakePrinter
) -> None:
    paper = printer()
    own_shop.add_printer(paper.port, "Przy ladzie")
    assert box.pair(own_shop.office, own_shop.office.code_for(own_shop.server)).returncode == 0
    with wire_of(own_shop.office, own_till) as wire:
        jobs = [order_lines(wire, [f"zlecenie {number}"]) for number in range(3)]
    own_shop.office.kill()
    own_shop.office.start()
    box.run()
    paper.wait_for_paper(3, timeout=30)
    with wire_of(own_shop.office, own_till) as wire:
        wait_until(lambda: statuses(wire, jobs) == ["printed"] * 3, "all are printed")
    assert [piece.text for piece in paper.papers] == [f"zlecenie {number}" for number in range(3)]


def test_the_box_dies_in_mid_print(
    shop: Shop, paired_box: Box, printer: MakePrinter, wire: httpx.Client
) -> None:
    slow = printer(lines_per_second=25)
    ours = shop.add_printer(slow.port, "Wolna drukarka")
    jobs = [order_lines(wire, [f"zlecenie {job} wiersz {line}" for line in range(30)]) for job in range(3)]
    paired_box.run()
    wait_until(lambda: "zlecenie 0 wiersz 5" in slow.waiting_lines, "the first is half on paper")
    assert statuses(wire, jobs)[0] in ("leased", "sending")
    paired_box.kill()
    paired_box.run()
    wait_until(
        lambda: statuses(wire, jobs) == ["uncertain", "printed", "printed"], "all are told", seconds=40
    )
    state = wire.get(f"/print-jobs/{jobs[0]}").json()
    assert state["reason"] == "interrupted"
    texts = "\n".join(piece.text for piece in slow.papers)
    for job in range(3):
        assert texts.count(f"zlecenie {job} wiersz 0\n") == 1, "begun once"
        assert texts.count(f"zlecenie {job} wiersz 29") <= 1
    for job in (1, 2):
        assert texts.count(f"zlecenie {job} wiersz 29") == 1, "whole"
    with shop.office.sign_in(shop.owner) as back_office:
        page = back_office.get(f"/peripherals/{ours.public_id}").text
    assert "Perhaps printed" in page
    assert "The store server stopped while printing. Look at the paper before you print again." in page


def statuses(wire: httpx.Client, jobs: list[str]) -> list[str]:
    """What the office tells the till of each job."""
    return [wire.get(f"/print-jobs/{job}").json()["status"] for job in jobs]
