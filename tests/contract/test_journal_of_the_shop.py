"""What a till prints in the shop's network stands in the office's journal, with its document and its very paper."""

from uuid import uuid4

import httpx
from comptoir_store_server.virtual_printer import VirtualPrinter
from sqlalchemy import select

from blueprints.peripherals.paper_picture import draw_paper
from domain.names import Role
from models import PrintJob, SentPaper
from models.scope import EVERY_ACCOUNT, enter_account
from tests.contract.conftest import Shop
from tests.contract.test_shop_network import listening_box, near, status
from tests.office import wait_until

__all__ = ["listening_box"]
SLIP = {"kind": "text", "text": ["Zażółć gęślą jaźń"]}


def test_a_slip_of_the_shop_reaches_the_journal_with_its_paper(
    shop: Shop, listening_box: object, active_till: object, wire: httpx.Client
) -> None:
    uuid = str(uuid4())
    with VirtualPrinter() as paper:
        shop.add_printer(paper.port, "Bar", Role.RECEIPT_PRINTER)
        wait_until(lambda: near(wire)["urls"] != [], "the till is told where the box listens", seconds=60)
        url, key = near(wire)["urls"][0], near(wire)["key"]
        wait_until(lambda: status(url, key) == 200, "the box knows the till's key", seconds=60)
        job = {"role": "receipt_printer", "document": SLIP}
        headers = {"Authorization": f"Bearer {key}"}

        def print_it() -> bool:
            answer = httpx.put(f"{url}/jobs/{uuid}", json=job, headers=headers, trust_env=False, timeout=20)
            return answer.status_code in (200, 201)

        wait_until(print_it, "the box knows the till's printer", seconds=60)
        wait_until(lambda: _row(shop, uuid)[0] == "printed", "the office was told", seconds=60)
    state, text, words = _row(shop, uuid)
    assert (state, "Zażółć gęślą jaźń" in text) == ("printed", True)
    assert words == ["Zażółć gęślą jaźń"]
    with shop.office.sign_in(shop.owner) as back_office:
        page = back_office.get(f"/peripherals/journal/{uuid}").text
        assert "Exactly what left the store server" in page


def _row(shop: Shop, uuid: str) -> tuple[str, str, list[str]]:
    """Where the job stands in the office, its document, and the words on its paper."""
    with shop.office.session() as session:
        enter_account(session, EVERY_ACCOUNT)
        job = session.scalars(select(PrintJob).where(PrintJob.uuid == uuid)).first()
        if job is None:
            return "", "", []
        kept = session.get(SentPaper, job.id)
        drawing = draw_paper(kept) if kept else None
        return job.status, job.document, [word.text for word in drawing.words] if drawing else []
