"""What the dry run says of a sale is what comes out when a till sells it: the same printers, the same lines."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from comptoir_store_server.virtual_printer import VirtualPrinter

from cli.simulated_till import SimulatedTill
from domain.names import Role
from models import Product
from tests.contract.box import Box
from tests.contract.conftest import MakePrinter, Shop
from tests.office import wait_until

SOUP, CAKE = "Żurek z jajkiem", "Szarlotka"


@pytest.fixture
def back_office(shop: Shop) -> Iterator[httpx.Client]:
    """The owner at the back office."""
    with shop.office.sign_in(shop.owner) as back_office:
        yield back_office


@pytest.fixture
def goods(shop: Shop) -> list[Product]:
    """A soup that is made to order, and a cake."""
    with shop.office.make() as make:
        owner = make.session.merge(shop.owner, load=False)
        soup, cake = (make.product(name, 1850, owner=owner) for name in (SOUP, CAKE))
        soup.made_to_order = True
        make.session.commit()
        return [soup, cake]


def test_receipt_and_assembly_slip_come_out_where_the_dry_run_says(
    shop: Shop,
    paired_box: Box,
    printer: MakePrinter,
    goods: list[Product],
    active_till: SimulatedTill,
    back_office: httpx.Client,
) -> None:
    papers = {"Przy ladzie": printer(), "Bar": printer(), "Kuchnia": printer()}
    papers["Przy ladzie"].set_state(paper="out")
    hang(shop, papers)
    paired_box.run()
    address = f"/devices/{shop.device.public_id}/usage-mode/try"

    def said() -> dict[str, tuple[str, set[str]]]:
        page = back_office.get(address).text
        return {key: told(page, key) for key in ("receipt", "assembly")}

    wanted = {"receipt": ("Bar", {f"2 × {SOUP}", f"1 × {CAKE}"}), "assembly": ("Kuchnia", {f"2 × {SOUP}"})}
    lines = "&".join(f"product={one.public_id}&quantity={n}" for one, n in zip(goods, (2, 1), strict=True))
    address += f"?chosen=1&paid=1&{lines}"
    wait_until(lambda: said() == wanted, "the box has told how the printers are", seconds=60, every=0.5)
    active_till.synchronize()
    receipt = active_till.sell([(SOUP, 2), (CAKE, 1)])
    active_till.print_receipt(receipt)
    active_till.print_assembly_slip(receipt)
    for key, (place, on_it) in said().items():
        paper = papers[place].wait_for_paper(1, timeout=60).text
        names = {line.partition(" × ")[2] for line in on_it}
        assert {name for name in (SOUP, CAKE) if name in paper} == names, key
    assert papers["Przy ladzie"].papers == []
    assert [len(papers[name].papers) for name in ("Bar", "Kuchnia")] == [1, 1]


def hang(shop: Shop, papers: dict[str, VirtualPrinter]) -> None:
    """The counter's printer with the bar's as its stand-in, and the one of the kitchen."""
    counter = shop.add_printer(papers["Przy ladzie"].port, "Przy ladzie")
    shop.add_printer(papers["Kuchnia"].port, "Kuchnia", Role.ASSEMBLY_PRINTER)
    with shop.office.make() as make:
        connection = {"type": "network", "host": "127.0.0.1", "port": papers["Bar"].port}
        bar = make.printer(make.session.merge(shop.server, load=False), "Bar", connection=connection)
        make.session.merge(counter, load=False).stand_in_id = bar.id
        make.session.commit()


def told(page: str, key: str) -> tuple[str, set[str]]:
    """Where the page says that a paper comes out, if it does now, and what stands on it."""
    part = page.partition(f'id="paper-{key}"')[2].partition('class="slot sample-paper"')[0]
    place = re.search(r'class="slot-value"><a[^>]*>([^<]*)</a>', part)
    does = "Prints" in part
    assert place is not None
    return unescape(place[1]) if does else "", {
        unescape(one) for one in re.findall(r"<li>([^<]*)</li>", part)
    }
