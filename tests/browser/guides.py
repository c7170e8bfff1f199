"""A shop for walking a guide line by line: an owner who reads one language, a store, a window, and tills."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator
from sqlalchemy import select

from cli.simulated_till import SimulatedTill
from models import Device, Event, Generation, Store, User
from tests.browser.window import Window
from tests.make import PASSWORD
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
LANGUAGES = ("en", "fr", "pl", "ru")
STORE, TILL, GOODS = "Rynek Główny", "Kasa 1", "Żurek"
#: pages that wait ask every two seconds; a busy machine is slower
BY_ITSELF = 15_000


@dataclass
class GuideShop:
    """One owner's shop, with what a test does beside the browser."""

    office: RealOffice
    owner: User
    store: Store
    window: Window
    folder: Path
    _tills: ExitStack

    @property
    def words(self) -> Any:
        """What stands on the pages in the reader's language."""
        return self.window.words

    def device(self, name: str = TILL) -> Device:
        """A POS of the store that waits for a till."""
        with self.office.make() as make:
            return make.device(name, self.store)

    def till(self, name: str = "tablet", **options: Any) -> SimulatedTill:
        """A tablet that knows the office's address."""
        return self._tills.enter_context(
            SimulatedTill(self.office.url, self.folder / name, name=name, **options)
        )

    def activated(self, name: str = TILL) -> tuple[Device, SimulatedTill]:
        """A POS with its till, which has something to sell and nothing unsent."""
        device, till = self.device(name), self.till(name)
        till.activate(self.office.code_for(device))
        till.synchronize()
        till.report_state()
        return device, till

    def log_in_on(self, till: SimulatedTill, name: str = TILL) -> None:
        """The owner logs in on the till and chooses a POS there (B4)."""
        choices = till.log_in(self.owner.email, PASSWORD)
        till.choose(next(choice.id for choice in choices if choice.name == name))

    def open(self, device: Device, page: str = "") -> None:
        """The card of a POS, or a page of it."""
        self.window.page.goto(f"{self.office.url}/devices/{device.public_id}{page}")

    def status(self) -> Locator:
        """The field Status of a card."""
        label = self.window.page.get_by_text(self.words("Status"), exact=True)
        return self.window.page.locator("dl > div").filter(has=label)

    def dialog(self) -> Locator:
        """The dialog that is open."""
        return self.window.page.get_by_role("dialog")

    def forgive_refusals(self) -> None:
        """A browser complains of every 422; here that was the right answer."""
        complaints = self.window.complaints
        complaints[:] = [complaint for complaint in complaints if "422" not in complaint]

    def fresh(self, device: Device) -> Device:
        """The POS as the database has it now."""
        with self.office.session() as session:
            return session.get_one(Device, device.id)

    def generations(self, device: Device) -> list[tuple[int, str | None]]:
        """The tills that were this POS: number and how it ended."""
        with self.office.session() as session:
            query = select(Generation).where(Generation.device_id == device.id).order_by(Generation.number)
            return [(generation.number, generation.ended_how) for generation in session.scalars(query)]

    def verbs(self, device: Device) -> list[str]:
        """What the history says happened to a POS."""
        with self.office.session() as session:
            query = select(Event.verb).where(Event.subject_id == device.public_id).order_by(Event.id)
            return list(session.scalars(query))


@contextmanager
def guide_shop(
    office: RealOffice, folder: Path, open_window: OpenWindow, language: str = "en", **options: Any
) -> Iterator[GuideShop]:
    """Open a shop; its owner is signed in."""
    with office.make() as make:
        owner = make.owner(language=language, country="PL")
        store = make.store(STORE, owner)
        make.employee(store, "Anna", "11")
        make.product(GOODS, 1850, owner)
    window = open_window(language, **options)
    window.sign_in(office, owner)
    with ExitStack() as tills:
        yield GuideShop(office, owner, store, window, folder, tills)
