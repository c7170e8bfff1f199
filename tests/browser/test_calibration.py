"""From unreadable letters to readable ones: the sheet, its number, and a receipt; real office, real box, real port."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from comptoir_store_server.virtual_printer import Paper, VirtualPrinter
from comptoir_store_server.virtual_printer.events import FaultCode
from playwright.sync_api import expect

from cli.simulated_till import SimulatedTill
from models import Device, Peripheral, User
from tests.browser.axe import find_violations
from tests.browser.window import Window, squeeze
from tests.contract.box import Box
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
#: the page asks every two seconds; a busy machine is slower
BY_ITSELF = 15_000
#: what a sheet does on purpose: it asks for tables that the printer has not, and for letters that a table has not
OF_A_SHEET = {FaultCode.UNDEFINED_BYTE, FaultCode.BAD_ARGUMENT, FaultCode.UNSUPPORTED}


@dataclass(frozen=True)
class Script:
    """A shop whose printer has not the letters of its language, and the words on its sheet."""

    language: str
    country: str
    profile: str
    printer: str
    goods: str
    sample: str
    #: words of the test print in this language
    tried: str
    #: code page and table of the readable lines: some tables are twice in the printer
    readable: tuple[tuple[str, int], ...]


POLISH = Script(
    language="pl",
    country="PL",
    profile="TM-T88III",
    printer="Drukarka przy oknie",
    goods="Żurek z jajkiem",
    sample="Zażółć gęślą jaźń",
    tried="Polski: Żurek z jajkiem, łódź, ąćęńóśź, 12,50 zł",
    readable=(("CP852", 18), ("CP1250", 45)),
)
RUSSIAN = Script(
    language="ru",
    country="RU",
    profile="T-1",
    printer="Принтер у входа",
    goods="Щи со щавелем",
    sample="Съешь ещё этих мягких булок",
    tried="Русский: Борщ с пампушками, щёки, 12,50 руб.",
    readable=(("CP866", 17), ("CP866", 44), ("CP1251", 46), ("CP1251", 53)),
)


@dataclass
class Counter:
    """The printer on the counter, its till, and the owner's window."""

    office: RealOffice
    paper: VirtualPrinter
    owner: User
    printer: Peripheral
    device: Device

    def table_of(self, page: str) -> int | None:
        """What the office keeps of this code page."""
        with self.office.session() as session:
            return (session.get_one(Peripheral, self.printer.id).code_pages or {}).get(page)


@pytest.fixture
def set_up(busy_office: RealOffice, tmp_path: Path) -> Iterator[Callable[[Script], Counter]]:
    """Puts a printer and a box that drives it into a shop."""
    box, paper = Box(tmp_path / "box"), VirtualPrinter()

    def set_up(script: Script) -> Counter:
        paper.start()
        busy_office.forget_tries()
        with busy_office.make() as make:
            owner = make.owner(language=script.language, country=script.country)
            store = make.store(owner=owner, language=script.language)
            server, _token = make.store_server(store)
            server.status, server.token_sha256 = "not_paired", None
            place = {"type": "network", "host": "127.0.0.1", "port": paper.port}
            printer = make.printer(server, script.printer, connection=place, profile=script.profile)
            device = make.device(store=store)
            make.assignment(device, printer)
            make.product(script.goods, 1850, owner=owner)
            make.employee(store, "Zofia")
            make.session.commit()
        done = box.pair(busy_office, busy_office.code_for(server))
        assert done.returncode == 0, done.stderr
        box.run()
        return Counter(busy_office, paper, owner, printer, device)

    yield set_up
    box.stop()
    paper.stop()


@pytest.mark.parametrize("script", [POLISH, RUSSIAN], ids=lambda script: script.language)
def test_a_printer_learns_its_letters(
    script: Script, set_up: Callable[[Script], Counter], open_window: OpenWindow, tmp_path: Path
) -> None:
    counter = set_up(script)
    window = open_window(script.language)
    window.sign_in(counter.office, counter.owner)
    window.go("Peripherals")
    window.follow_name(script.printer)
    window.press("Test print")
    before = counter.paper.wait_for_paper(1, timeout=30)
    assert before.pictures
    assert script.tried not in written(before)
    window.follow("Calibrate letters")
    expect(window.heading("Calibrate the letters of %(name)s", name=script.printer)).to_be_visible()
    expect(window.page.get_by_text(script.sample, exact=True)).to_be_visible()
    assert not find_violations(window.page)
    expect(window.button("Print the next sheet")).to_have_count(0)
    window.press("Print the lines")
    sheet = counter.paper.wait_for_paper(2, timeout=30)
    expect(window.button("Print the next sheet")).to_be_visible(timeout=BY_ITSELF)
    assert not find_violations(window.page)
    (page, table), number = read_sheet(sheet, script)
    refuse(window, counter, page)
    window.fill("Number of the readable line", str(number))
    window.press("Keep this line")
    expect(window.status("Kept. Now check it with a test print.")).to_be_visible()
    assert counter.table_of(page) == table
    window.press("Test print")
    assert script.tried in written(counter.paper.wait_for_paper(3, timeout=30))
    receipt = sell(counter, script, tmp_path)
    assert not receipt.pictures, "printed as a picture"
    assert script.goods in written(receipt)


def read_sheet(sheet: Paper, script: Script) -> tuple[tuple[str, int], int]:
    """A person looks for the line that reads right, and reads the number in front of it: the first one."""
    assert {fault.code for fault in sheet.faults} <= OF_A_SHEET
    readable = [line.split(maxsplit=1) for line in sheet.lines if line.rstrip().endswith(script.sample)]
    numbers = [int(number) for number, text in readable if text.rstrip() == script.sample]
    assert len(numbers) == len(script.readable)
    return script.readable[0], numbers[0]


def refuse(window: Window, counter: Counter, page: str) -> None:
    """What is on no sheet is said at the field, and nothing is kept."""
    field = window.field("Number of the readable line")
    says = window.words(
        "No line has this number. Type the number in front of the readable line, from 1 to %(last)s.",
        last=512,
    )
    for typed in ("-1", "0", "513", "99999", "siedem", "٣٧", "1; DROP"):
        field.fill(typed)
        window.press("Keep this line")
        expect(window.page.locator("main").get_by_text(says)).to_be_visible()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_value(typed)
    assert counter.table_of(page) is None
    # a browser complains of every 422; here that was the right answer
    window.complaints = [line for line in window.complaints if "status of 422" not in line]


def sell(counter: Counter, script: Script, folder: Path) -> Paper:
    """The till sells something; its receipt comes out of the printer."""
    before = len(counter.paper.papers)
    with SimulatedTill(counter.office.url, folder / "till") as till:
        till.activate(counter.office.code_for(counter.device))
        till.synchronize()
        receipt = till.sell([(script.goods, 1)])
        till.upload()
        till.print_receipt(receipt)
        return counter.paper.wait_for_paper(before + 1, timeout=30)


def written(paper: Paper) -> str:
    """What stands there in the printer's own letters, wherever its lines end."""
    assert not paper.faults
    return squeeze(paper.text)


def test_without_scripts_the_page_is_looked_at_again(
    set_up: Callable[[Script], Counter], open_window: OpenWindow
) -> None:
    counter = set_up(POLISH)
    window = open_window("pl", java_script_enabled=False)
    window.sign_in(counter.office, counter.owner)
    window.page.goto(f"{counter.office.url}/peripherals/{counter.printer.public_id}/calibration")
    window.press("Print the lines")
    sheet = counter.paper.wait_for_paper(1, timeout=30)
    again = window.button("Print the next sheet")
    for _look in range(20):
        if again.count():
            break
        window.page.wait_for_timeout(500)
        window.follow("Check now")
    expect(again).to_be_visible()
    (page, table), number = read_sheet(sheet, POLISH)
    window.fill("Number of the readable line", str(number))
    window.press("Keep this line")
    assert counter.table_of(page) == table
    window.press("Test print")
    assert POLISH.tried in written(counter.paper.wait_for_paper(2, timeout=30))
