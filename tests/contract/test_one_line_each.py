"""A printer is off with hundreds of papers waiting, the box away for a while: every other line goes on."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from comptoir_store_server.sync import ENOUGH
from sqlalchemy import select

from domain.names import PeripheralKind, Role
from models import PrintJob
from tests.contract.box import Box
from tests.contract.conftest import MakePrinter, Shop
from tests.contract.wire import order_lines
from tests.office import free_port, wait_until

DRAWER = {"role": "cash_drawer", "document": {"kind": "drawer"}}


def order(wire: httpx.Client, body: dict[str, Any]) -> str:
    """A job that the office takes."""
    uuid = str(uuid4())
    assert wire.put(f"/print-jobs/{uuid}", json=body).status_code == 201
    return uuid


def status_of(wire: httpx.Client, uuid: str) -> str:
    return str(wire.get(f"/print-jobs/{uuid}").json()["status"])


def ends(wire: httpx.Client, uuid: str, status: str) -> None:
    """It comes to stand so."""
    wait_until(lambda: status_of(wire, uuid) == status, f"{uuid} is {status}", seconds=90, every=0.2)


def opens(wire: httpx.Client) -> bool:
    """Whether a wish for the open drawer comes true in time."""
    uuid = order(wire, DRAWER)
    over = ("printed", "expired")
    wait_until(lambda: status_of(wire, uuid) in over, "now or never", seconds=60, every=0.2)
    return status_of(wire, uuid) == "printed"


def hang_drawer(shop: Shop, printer_id: str) -> None:
    """The till's own, behind this printer."""
    with shop.office.make() as make:
        server = make.session.merge(shop.server, load=False)
        behind = {"type": "printer", "printer_id": printer_id, "pin": 2}
        drawer = make.printer(server, "Szuflada", kind=PeripheralKind.CASH_DRAWER, connection=behind)
        make.assignment(make.session.merge(shop.device, load=False), drawer, Role.CASH_DRAWER)


def test_a_dead_printer_holds_up_neither_paper_nor_drawer(
    shop: Shop, paired_box: Box, printer: MakePrinter, wire: httpx.Client
) -> None:
    paper = printer()
    bar = shop.add_printer(paper.port, "Bar")
    hang_drawer(shop, bar.public_id)
    shop.add_printer(free_port(), "Kuchnia", Role.ASSEMBLY_PRINTER)
    for number in range(ENOUGH + 5):
        order_lines(wire, [f"bigos {number}"], role="assembly_printer")
    early = order(wire, DRAWER)
    moment = timedelta(seconds=45)
    with shop.office.session() as session:
        job = session.scalars(select(PrintJob).where(PrintJob.uuid == early)).one()
        assert job.expires_at == job.created_at + timedelta(seconds=10), (
            "told by nobody, and set all the same"
        )
        job.created_at, job.expires_at = job.created_at - moment, job.expires_at - moment
        session.commit()
    paired_box.run()
    receipt = order_lines(wire, ["kawa"])
    ends(wire, early, "expired")
    ends(wire, receipt, "printed")
    assert paper.pulses == [], "wished for while the box was away"
    assert any(opens(wire) for _wish in range(6)), "a slow machine may need more than one wish"
    assert len(paper.pulses) == 1
    assert "kawa" in paper.wait_for_paper().text
