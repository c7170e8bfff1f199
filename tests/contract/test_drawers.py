"""A drawer behind a printer: its contact travels from the printer to words in the back office."""

import httpx
from comptoir_store_server.virtual_printer import VirtualPrinter

from models import Peripheral
from tests.contract.box import Box
from tests.contract.conftest import MakePrinter, Shop
from tests.office import csrf_of, wait_until


def hang_drawer(shop: Shop, printer: Peripheral) -> Peripheral:
    with shop.office.make() as make:
        return make.drawer(make.session.merge(printer, load=False))


def says(back_office: httpx.Client, drawer: Peripheral, words: str) -> None:
    """The drawer's card comes to say so."""
    address = f"/peripherals/{drawer.public_id}/contact"
    wait_until(
        lambda: words in back_office.get(address).text, f"the card says {words}", seconds=60, every=0.3
    )


def move(paper: VirtualPrinter, *, is_open: bool) -> None:
    paper.set_state(drawer_open=is_open)


def test_somebody_looks_at_the_drawer_once_and_from_then_on_it_tells_by_itself(
    shop: Shop, paired_box: Box, printer: MakePrinter
) -> None:
    paper = printer()
    drawer = hang_drawer(shop, shop.add_printer(paper.port, "Epson"))
    paired_box.run()
    with shop.office.sign_in(shop.owner) as back_office:
        says(back_office, drawer, "has not moved so far")
        move(paper, is_open=True)
        says(back_office, drawer, "is it closed now?")
        page = back_office.get(f"/peripherals/{drawer.public_id}").text
        seen = "high" if 'value="high"' in page else "low"
        fields = {"csrf_token": csrf_of(page), "seen": seen, "state": "open"}
        done = back_office.post(f"/peripherals/{drawer.public_id}/contact", data=fields)
        assert done.status_code == 200
        says(back_office, drawer, "The drawer is open")
        move(paper, is_open=False)
        says(back_office, drawer, "The drawer is closed")
        move(paper, is_open=True)
        says(back_office, drawer, "The drawer is open")
