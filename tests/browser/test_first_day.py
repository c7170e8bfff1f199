"""The first day of a shop, from the first page to the paper: real office, real box, real printer port."""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from comptoir_store_server.virtual_printer import Paper, VirtualPrinter
from playwright.sync_api import expect

from cli.simulated_till import Receipt, SimulatedTill
from tests.browser.shops import SHOPS, Shop
from tests.browser.window import Window, squeeze
from tests.contract.box import Box
from tests.office import RealOffice, wait_until

OpenWindow = Callable[..., Window]
PASSWORD = "żółta łódź podwodna"
MOMENT = re.compile(r"\d\d[./]\d\d[./]\d{4} \d\d:\d\d")
#: the page asks every two seconds; a busy machine is slower
BY_ITSELF = 15_000


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    """A printer on the counter."""
    with VirtualPrinter() as printer:
        yield printer


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    """The computer in the back room."""
    box = Box(tmp_path / "box")
    yield box
    box.stop()


@pytest.fixture
def till(office: RealOffice, tmp_path: Path) -> Iterator[SimulatedTill]:
    """A tablet that knows the office's address."""
    with SimulatedTill(office.url, tmp_path / "till") as till:
        yield till


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.language)
def test_the_first_day(
    shop: Shop,
    office: RealOffice,
    open_window: OpenWindow,
    printer: VirtualPrinter,
    box: Box,
    till: SimulatedTill,
    tmp_path: Path,
) -> None:
    window = open_window(shop.language)
    window.page.goto(office.url)
    sign_up(window, shop)
    create_store(window, shop)
    create_pos(window, shop)
    activate_while_the_page_waits(window, till, shop)
    add_store_server(window, shop)
    pair_while_the_page_waits(window, box)
    add_printer(window, shop, printer)
    assign_printer(window, shop)
    print_test_page(window, shop, printer)
    import_products(window, shop, tmp_path)
    receipt = sell(till, shop)
    job = till.print_receipt(receipt)
    read_paper(printer.wait_for_paper(2), receipt, shop)
    wait_until(lambda: till.job_status(job)["status"] == "printed", "the till hears of the paper")
    find_receipt(window, receipt, shop)


def sign_up(window: Window, shop: Shop) -> None:
    """The first page is in the reader's language and proposes what their country has."""
    expect(window.heading("Welcome")).to_be_visible()
    expect(window.field("Country")).to_have_value(shop.country)
    window.field("Country").select_option("CH")
    expect(window.field("Currency")).to_have_value("CHF")
    window.field("Country").select_option(shop.country)
    expect(window.field("Currency")).to_have_value(shop.currency)
    expect(window.field("Time zone")).to_have_value(shop.timezone)
    window.fill("Name of your business", shop.business)
    window.fill("Your name", shop.owner)
    window.fill("E-mail", f"owner@{shop.language}.example.com")
    window.fill("Password", PASSWORD)
    window.press("Next: your store")


def create_store(window: Window, shop: Shop) -> None:
    """Name, time zone, language of the paper; the last two are proposed."""
    expect(window.heading("Create your first store")).to_be_visible()
    expect(window.field("Time zone")).to_have_value(shop.timezone)
    expect(window.field("Language of the paper")).to_have_value(shop.language)
    window.fill("Name of the store", shop.store)
    window.press("Next: your POS")


def create_pos(window: Window, shop: Shop) -> None:
    """Three steps end at the code."""
    expect(window.heading("Create your first POS")).to_be_visible()
    window.fill("Name of the POS", shop.till)
    window.press("Create and show the code")
    expect(window.heading("Activate %(name)s", name=shop.till)).to_be_visible()


def activate_while_the_page_waits(window: Window, till: SimulatedTill, shop: Shop) -> None:
    """Nobody touches the page: it says by itself that the till is there."""
    till.activate(window.code("Activation code"))
    expect(window.status("Connection established")).to_be_visible(timeout=BY_ITSELF)
    sentence = window.words("The till is now %(name)s and can sell.", name=shop.till)
    expect(window.page.get_by_text(sentence)).to_be_visible()


def add_store_server(window: Window, shop: Shop) -> None:
    """Through the room of store servers, up to its code."""
    window.go("Store servers")
    window.follow("Add store server")
    window.fill("Name", shop.box)
    window.press("Add")
    window.press("Show pairing code")
    expect(window.page.get_by_label(window.words("Pairing code"), exact=True)).to_be_visible()


def pair_while_the_page_waits(window: Window, box: Box) -> None:
    """The very command that the page shows, typed at the box."""
    shown = window.page.get_by_role("code").filter(has_text=" pair ").inner_text()
    program, *words = shlex.split(shown)
    assert program == "comptoir-store-server"
    assert window.code("Pairing code") in words
    done = box.type(*words)
    assert done.returncode == 0, done.stderr
    expect(window.status("Connection established")).to_be_visible(timeout=BY_ITSELF)
    box.run()


def add_printer(window: Window, shop: Shop, printer: VirtualPrinter) -> None:
    """By its address; the only store server is proposed."""
    window.go("Peripherals")
    window.follow("Add peripheral")
    window.page.get_by_role("main").get_by_role("link", name=window.words("Receipt printer")).click()
    window.fill("Name", shop.printer)
    window.fill("Network address", "127.0.0.1")
    window.fill("Port", str(printer.port))
    window.press("Add")
    added = window.status("%(name)s was added. Try a test print.", name=shop.printer)
    expect(added).to_be_visible()


def assign_printer(window: Window, shop: Shop) -> None:
    """In the usage mode of the till, through the picker dialog."""
    window.go("POS devices")
    window.follow_name(shop.till)
    window.follow("Usage mode")
    window.slot("Receipt printer").get_by_role("link", name=window.words("Select"), exact=True).click()
    dialog = window.page.get_by_role(
        "dialog", name=window.words("Select %(role)s", role=window.words("Receipt printer"))
    )
    dialog.get_by_role("button", name=shop.printer).click()
    expect(window.status("%(name)s is used now.", name=shop.printer)).to_be_visible()
    expect(window.slot("Receipt printer").get_by_text(shop.printer, exact=True)).to_be_visible()


def print_test_page(window: Window, shop: Shop, printer: VirtualPrinter) -> None:
    """From the printer's page; every letter comes out, and the page tells when it is on paper."""
    window.go("Peripherals")
    window.follow_name(shop.printer)
    window.press("Test print")
    paper = printer.wait_for_paper(1, timeout=20)
    assert not paper.faults
    lines = [squeeze(line) for line in paper.lines]
    for expected in (*shop.test_print, shop.printer):
        assert expected in lines
    expect(
        window.row(window.words("Test print")).get_by_text(window.words("Printed"), exact=True)
    ).to_be_visible(timeout=BY_ITSELF)


def import_products(window: Window, shop: Shop, folder: Path) -> None:
    """The preview shows every letter and the line that cannot be used; then it is imported."""
    file = folder / "products.csv"
    file.write_bytes(shop.product_file.encode(shop.encoding))
    window.go("Catalogue")
    window.follow("Import a file")
    window.field("CSV or Excel file").set_input_files(file)
    window.press("Show preview")
    expect(window.heading("Preview of %(file)s", file="products.csv")).to_be_visible()
    for goods in shop.goods:
        assert goods.price in squeeze(window.row(goods.name).inner_text())
    expect(window.row(window.words("Why")).get_by_role("columnheader")).to_have_count(4)
    window.page.get_by_role(
        "button", name=window.words.count("Import %(num)s product", "Import %(num)s products", 2)
    ).click()
    done = window.words.count("%(num)s product imported.", "%(num)s products imported.", 2)
    expect(window.page.get_by_role("status").get_by_text(done, exact=True)).to_be_visible()
    for goods in shop.goods:
        assert goods.price in squeeze(window.row(goods.name).inner_text())


def sell(till: SimulatedTill, shop: Shop) -> Receipt:
    """The till pulls what it has not got, and sells both."""
    till.synchronize()
    assert {(product.name, product.price) for product in till.products()} == {
        (goods.name, goods.minor) for goods in shop.goods
    }
    receipt = till.sell([(goods.name, 1) for goods in shop.goods])
    assert till.upload().stored == 1
    return receipt


def read_paper(paper: Paper, receipt: Receipt, shop: Shop) -> None:
    """Letter by letter, nothing more and nothing less."""
    assert not paper.faults
    assert not paper.pictures, "printed as a picture, not in the printer's letters"
    lines = [squeeze(line) for line in paper.lines]
    written = [line for line in lines if line.strip("-─ ")]
    moments = MOMENT.findall(paper.text)
    assert len(moments) == 1
    assert written == [line.format(number=receipt.number, moment=moments[0]) for line in shop.paper]


def find_receipt(window: Window, receipt: Receipt, shop: Shop) -> None:
    """In the list and on its own page, as the reader writes money."""
    window.go("Receipts")
    row = window.row(receipt.number)
    expect(row).to_contain_text(shop.till)
    assert shop.total in squeeze(row.inner_text())
    window.follow_name(receipt.number)
    expect(window.heading("Receipt %(number)s", number=receipt.number)).to_be_visible()
    for goods in shop.goods:
        assert goods.price in squeeze(window.row(goods.name).inner_text())
