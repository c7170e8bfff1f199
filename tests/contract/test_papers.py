"""Papers of the shop, from the till's own words through office and box: its money, and what the kitchen makes."""

from io import BytesIO
from pathlib import Path

import pytest
from comptoir_store_server.printing.words import WORDS
from PIL import Image

from cli.simulated_till import SimulatedTill
from domain.names import Role
from tests.contract.box import Box
from tests.contract.conftest import MakePrinter, Shop, open_shop
from tests.office import RealOffice, wait_until

ROUBLES = {"timezone": "Europe/Moscow", "language": "ru"}
EUROS = {"timezone": "Europe/Paris", "language": "fr"}


def put_on_sale(shop: Shop, name: str, price: int, *, made_to_order: bool = False) -> None:
    with shop.office.make() as make:
        product = make.product(name, price, owner=make.session.merge(shop.owner, load=False))
        product.made_to_order = made_to_order
        make.session.commit()


def run_box(shop: Shop, box: Box) -> None:
    done = box.pair(shop.office, shop.office.code_for(shop.server))
    assert done.returncode == 0, done.stderr
    box.run()


@pytest.mark.parametrize(
    ("country", "fields", "written"),
    [("PL", {}, "37,00 zł"), ("RU", ROUBLES, "37,00 руб."), ("FR", EUROS, "37,00 €")],
)
def test_a_day_report_is_in_the_money_of_the_shop(
    office: RealOffice,
    box: Box,
    tmp_path: Path,
    printer: MakePrinter,
    country: str,
    fields: dict[str, str],
    written: str,
) -> None:
    shop, paper = open_shop(office, country, **fields), printer()
    shop.add_printer(paper.port, "Epson")
    put_on_sale(shop, "Żurek", 1850)
    run_box(shop, box)
    with SimulatedTill(office.url, tmp_path / "till", patience_s=5) as till:
        till.activate(office.code_for(shop.device))
        till.synchronize()
        till.sell([("Żurek", 2)])
        report = till.day_report()
        assert "currency" not in report.body
        till.print_day_report(report)
        page = paper.wait_for_paper(1, timeout=30)
    assert written in page.text
    assert not page.faults


def test_the_kitchen_gets_only_what_is_made_to_order_as_long_as_the_switch_is_on(
    shop: Shop, paired_box: Box, printer: MakePrinter, active_till: SimulatedTill
) -> None:
    paper = printer()
    shop.add_printer(paper.port, "Kuchnia", Role.ASSEMBLY_PRINTER, language="fr")
    put_on_sale(shop, "Żurek z jajkiem", 1850, made_to_order=True)
    put_on_sale(shop, "Szarlotka", 900)
    paired_box.run()
    active_till.pull("configuration")
    active_till.pull("products")
    assert active_till.has_assembly_printer()
    active_till.print_assembly_slip(active_till.sell([("Żurek z jajkiem", 1), ("Szarlotka", 2)]))
    slip = paper.wait_for_paper(1, timeout=30).text
    assert "Żurek z jajkiem" in slip
    assert "Szarlotka" not in slip
    assert WORDS["fr"]["assembly"] in slip
    assert WORDS["pl"]["assembly"] not in slip, "the kitchen's printer speaks the kitchen's language"
    job = active_till.print_assembly_slip(active_till.sell([("Szarlotka", 1)]))
    wait_until(
        lambda: active_till.job_status(job).get("reason") == "nothing_made_to_order",
        "the office hears that nothing was to be made",
        seconds=40,
    )
    assert len(paper.papers) == 1


def test_the_logo_that_the_owner_uploaded_heads_the_receipt(
    shop: Shop, paired_box: Box, printer: MakePrinter, active_till: SimulatedTill
) -> None:
    paper = printer()
    shop.add_printer(paper.port, "Epson")
    put_on_sale(shop, "Żurek", 1850)
    with shop.office.make() as make:
        wide = make.logo(make.session.merge(shop.store, load=False)).wide
    expected = Image.open(BytesIO(wide))
    paired_box.run()
    wait_until(lambda: list(paired_box.folder.logos.glob("*.png")), "the box has it", seconds=40)
    active_till.pull("products")
    active_till.print_receipt(active_till.sell([("Żurek", 1)]))
    page = paper.wait_for_paper(1, timeout=30)
    heights = [each.picture.height for each in page.pictures]
    assert max(each.picture.width for each in page.pictures) >= expected.width
    assert expected.height <= sum(heights) <= expected.height + 24
    assert "Żurek" in page.text
