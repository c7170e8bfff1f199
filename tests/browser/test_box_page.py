"""On a phone in the shop somebody looks at the store server's own page, with the code that the office shows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from comptoir_store_server.identity import Identity
from comptoir_store_server.virtual_printer import VirtualPrinter
from playwright.sync_api import Page, expect

from models import User
from tests.browser.axe import find_violations
from tests.browser.window import Window
from tests.contract.box import Box
from tests.office import RealOffice, free_port

PHONE = {"width": 390, "height": 844}
#: a roll of 80 mm, its margins, and the counter around it, in dots
AS_DRAWN = 576 + 2 * 32 + 2 * 24
#: language -> the journal, the drawers
WORDS = {
    "fr": ("Journal d’impression", "Ouvertures du tiroir"),
    "pl": ("Dziennik drukowania", "Otwarcia szuflady"),
    "ru": ("Журнал печати", "Открытия ящика"),
    "en": ("Print journal", "Drawer openings"),
}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class ListeningBox(Box):
    """A box whose page is looked at."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = free_port()
        self.url = f"https://127.0.0.1:{self.port}"

    def _environment(self) -> dict[str, str]:
        listening = {"COMPTOIR_STORE_LAN": "https", "COMPTOIR_STORE_LAN_ADDRESS": "127.0.0.1"}
        return super()._environment() | listening | {"COMPTOIR_STORE_LAN_PORT": str(self.port)}


@dataclass
class Shop:
    """A shop with one printer, and what its owner needs to know of it."""

    owner: User
    server_id: str
    box: ListeningBox
    printer: VirtualPrinter


@pytest.fixture
def shop(busy_office: RealOffice, tmp_path: Path) -> Iterator[Shop]:
    """It has printed one slip that a till asked for."""
    box = ListeningBox(tmp_path)
    with VirtualPrinter() as printer:
        with busy_office.make() as make:
            owner = make.owner()
            till = make.till(make.device("Kasa 1", make.store("Ring", owner)))
            server, token = make.store_server(till.device.store)
            connection = {"type": "network", "host": "127.0.0.1", "port": printer.port}
            make.assignment(till.device, make.printer(server, "Bar", connection=connection))
            told = Shop(owner, server.public_id, box, printer)
            box.folder.create()
            store = {"id": server.store.public_id, "name": "Ring"}
            Identity(busy_office.url, token, server.public_id, server.name, store).save(box.folder)
            headers = till.headers
        box.run()
        job = {"role": "receipt_printer", "document": {"kind": "text", "text": ["Dzień dobry"]}}
        address = f"{busy_office.url}/api/v1/print-jobs/{uuid4()}"
        assert httpx.put(address, json=job, headers=headers, trust_env=False).status_code == 201
        printer.wait_for_paper(1, timeout=60)
        yield told
        box.stop()


def test_the_journal_is_read_and_a_copy_printed_by_keyboard_on_a_phone(
    busy_office: RealOffice, shop: Shop, open_window: Callable[..., Window]
) -> None:
    code = _code_in_the_office(busy_office, shop, open_window("en"))
    page = open_window("en", viewport=PHONE, ignore_https_errors=True).page
    page.goto(f"{shop.box.url}/?language=en")
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    _check(page)
    _tab_to(page, "#code")
    page.keyboard.type(code.lower().replace("-", ""))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Print journal")).to_be_visible()
    _check(page)
    _tab_to(page, 'tbody th a:text-is("Text")')
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Print job: Text")).to_be_visible()
    paper = page.locator(".sent img")
    paper.scroll_into_view_if_needed()
    expect(paper).to_have_js_property("naturalWidth", AS_DRAWN, timeout=60_000)
    _check(page)
    _print_again(page)
    copy = shop.printer.wait_for_paper(2, timeout=60)
    assert "DUPLIKAT" in copy.text
    _look_around(page, shop.box.url)


def test_a_new_code_in_the_office_ends_what_the_old_one_opened(
    busy_office: RealOffice, shop: Shop, open_window: Callable[..., Window]
) -> None:
    office = open_window("en")
    old = _code_in_the_office(busy_office, shop, office)
    page = open_window("en", ignore_https_errors=True).page
    page.goto(f"{shop.box.url}/sign-in?language=en")
    page.locator("#code").fill(old)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Print journal")).to_be_visible()
    office.press("New code")
    expect(office.page.get_by_text("There is a new code.")).to_be_visible()
    assert office.page.locator("#page-code").inner_text() != old
    ended = page.get_by_role("heading", level=1, name="Sign in")
    for _ in range(120):
        page.goto(shop.box.url)
        if ended.is_visible():
            break
        page.wait_for_timeout(500)
    expect(ended).to_be_visible()


def _code_in_the_office(office: RealOffice, shop: Shop, window: Window) -> str:
    window.sign_in(office, shop.owner)
    window.page.goto(f"{office.url}/store-servers/{shop.server_id}")
    expect(window.page.get_by_text("Code for its own page")).to_be_visible()
    assert find_violations(window.page) == []
    return window.page.locator("#page-code").inner_text()


def _tab_to(page: Page, selector: str) -> None:
    """As somebody without a mouse."""
    wanted = page.locator(selector).first
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("(thing) => thing === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def _check(page: Page) -> None:
    """Everything is in sight, and axe has nothing to say."""
    assert page.evaluate(WIDER) == 0, page.url
    assert find_violations(page) == []


def _print_again(page: Page) -> None:
    _tab_to(page, "main .actions a.primary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Print it again on Bar?")).to_be_visible()
    _check(page)
    _tab_to(page, "main form button.primary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("marked as a duplicate")


def _look_around(page: Page, url: str) -> None:
    """Every page in every language."""
    job = page.url.split("?")[0]
    for language, headings in WORDS.items():
        for path, heading in (("/", headings[0]), ("/drawers", headings[1]), (job.removeprefix(url), None)):
            page.goto(f"{url}{path}?language={language}")
            if heading:
                expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
            expect(page.locator(f"html[lang={language}]")).to_have_count(1)
            _check(page)
