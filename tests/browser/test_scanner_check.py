"""From a scanner that types rubbish to one that is read right: one scan; real office, real box, a real line."""

import os
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from domain.names import PeripheralKind
from models import Peripheral, User
from tests.browser.test_every_page import look_at
from tests.browser.window import Window
from tests.contract.box import Box
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
#: the page asks every two seconds and the box every few; a busy machine is slower
BY_ITSELF = 60_000
#: the known code, as a French scanner's keys are read
FRENCH = b"QwAzY;3>6!@#$%^&*()\r"


@dataclass
class Counter:
    """A scanner in the owner's hand, and the owner's window."""

    office: RealOffice
    owner: User
    scanner: Peripheral
    line: int

    def scan(self, said: bytes) -> None:
        """Pull the trigger."""
        os.write(self.line, said)

    def keyboard(self) -> str | None:
        """What the office keeps."""
        with self.office.session() as session:
            return session.get_one(Peripheral, self.scanner.id).keyboard_layout


@pytest.fixture
def counter(busy_office: RealOffice, tmp_path: Path) -> Iterator[Counter]:
    """A shop whose scanner hangs on a box."""
    box, (far, near) = Box(tmp_path / "box"), os.openpty()
    tty.setraw(near)
    busy_office.forget_tries()
    with busy_office.make() as make:
        owner = make.owner(language="pl")
        server, _token = make.store_server(make.store(owner=owner))
        server.status, server.token_sha256 = "not_paired", None
        place = {"type": "serial", "path": os.ttyname(near), "baud": 9600}
        scanner = make.printer(
            server, "Skaner przy kasie", kind=PeripheralKind.BARCODE_SCANNER, connection=place
        )
        make.session.commit()
    done = box.pair(busy_office, busy_office.code_for(server))
    assert done.returncode == 0, done.stderr
    box.run()
    yield Counter(busy_office, owner, scanner, far)
    box.stop()
    os.close(far)
    os.close(near)


def test_one_scan_tells_the_keyboard(counter: Counter, open_window: OpenWindow) -> None:
    window = open_window("pl")
    window.sign_in(counter.office, counter.owner)
    window.go("Peripherals")
    window.follow_name("Skaner przy kasie")
    window.follow("Check how it types")
    expect(window.heading("Keyboard of %(name)s", name="Skaner przy kasie")).to_be_visible()
    assert not look_at(window.page)
    check(window, counter, "Check how it types", b"5901234123457\r")
    says(window, "That was the code of a product. Scan one of the codes on this page.")
    assert counter.keyboard() is None
    check(window, counter, "Check again", FRENCH)
    says(window, "This scanner types as on a French keyboard; corrected from now on.")
    assert not look_at(window.page)
    assert counter.keyboard() == "fr"
    window.page.goto(f"{counter.office.url}/peripherals/{counter.scanner.public_id}")
    expect(window.page.get_by_text("AZERTY (FR)", exact=True)).to_be_visible()


def test_without_scripts_the_page_is_looked_at_again(counter: Counter, open_window: OpenWindow) -> None:
    window = open_window("pl", java_script_enabled=False)
    window.sign_in(counter.office, counter.owner)
    window.page.goto(f"{counter.office.url}/peripherals/{counter.scanner.public_id}/keyboard")
    window.press("Check how it types")
    look_until(window, "Scan one of the codes now")
    counter.scan(FRENCH)
    look_until(window, "This scanner types as on a French keyboard; corrected from now on.")


def look_until(window: Window, sentence: str) -> None:
    """Press the link that stands there without scripts until the page says it."""
    said = window.page.get_by_text(window.words(sentence))
    for _look in range(60):
        if said.count():
            break
        window.page.wait_for_timeout(500)
        window.follow("Check now")
    expect(said).to_be_visible()


def check(window: Window, counter: Counter, button: str, said: bytes) -> None:
    """Press, wait until the box listens, scan."""
    window.press(button)
    listening = window.page.get_by_text(window.words("Scan one of the codes now"))
    expect(listening).to_be_visible(timeout=BY_ITSELF)
    counter.scan(said)


def says(window: Window, sentence: str) -> None:
    """The page says this by itself."""
    expect(window.page.get_by_text(window.words(sentence))).to_be_visible(timeout=BY_ITSELF)
