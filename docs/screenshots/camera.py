"""The camera: signs visitors in as people do, opens each page and takes its picture."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from docs.screenshots.pages import PageToShow, Visitor
from docs.screenshots.shop import Shop, changed_products, read_facts

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCALES = {"en": "en-GB", "fr": "fr-FR", "pl": "pl-PL", "ru": "ru-RU"}
PASSWORD = "four words for pictures"  # noqa: S105  (of a shop that lives for a minute)
HEIGHTS = {390: 844}
DESK_HEIGHT = 900


@dataclass(frozen=True)
class View:
    """How a reader sees a page: in which window, by day or by night."""

    width: int
    scheme: str

    @property
    def height(self) -> int:
        """Of the window; a picture is as long as its page."""
        return HEIGHTS.get(self.width, DESK_HEIGHT)


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """The browser of this machine. Raises SystemExit when there is none."""
    if not CHROMIUM.exists():
        raise SystemExit(f"{CHROMIUM} is missing; on Debian install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


class Camera:
    """Looks at one shop; each visitor signs in once, then the pictures follow."""

    def __init__(self, browser: Browser, shop: Shop) -> None:
        self._browser = browser
        self._shop = shop
        self._places = dict(shop.places)
        self._signed_in: dict[Visitor, Any] = {Visitor.GUEST: None}
        self._sign_in_owner()
        self._sign_up(Visitor.NEWCOMER)
        self._sign_up(Visitor.BEGINNER)

    def photograph(
        self, pages: Iterable[PageToShow], view: View, folder: Path, *, whole: bool = True
    ) -> list[str]:
        """One PNG per page, of all of it or of what the window shows at first.

        Returns what looked wrong: an error page, a page wider than its window.
        """
        folder.mkdir(parents=True, exist_ok=True)
        return [
            f"{folder}/{shown.name}: {complaint}"
            for visitor in Visitor
            for shown, complaint in self._shoot(visitor, list(pages), view, folder, whole)
        ]

    def _shoot(
        self, visitor: Visitor, pages: list[PageToShow], view: View, folder: Path, whole: bool
    ) -> Iterator[tuple[PageToShow, str]]:
        with self._window(self._signed_in[visitor], view) as window:
            for shown in (page for page in pages if page.visitor is visitor):
                answer = window.goto(self._shop.url + shown.path.format_map(self._places))
                status = answer.status if answer else 0
                self._press(window, view, folder / f"{shown.name}.png", whole)
                if status != 200 and not (shown.name == "not-found" and status == 404):
                    yield shown, f"answers {status}"
                wide = window.evaluate("document.documentElement.scrollWidth")
                if wide > view.width:
                    yield shown, f"is {wide} pixels wide in a window of {view.width}"

    def _press(self, window: Page, view: View, picture: Path, whole: bool) -> None:
        """A window as tall as its page keeps the bar of a phone at the bottom of the picture."""
        tall = window.evaluate("document.documentElement.scrollHeight") if whole else view.height
        window.set_viewport_size({"width": view.width, "height": max(tall, view.height)})
        window.screenshot(path=picture, animations="disabled")
        window.set_viewport_size({"width": view.width, "height": view.height})

    @contextmanager
    def _window(self, signed_in: Any, view: View) -> Iterator[Page]:
        context = self._browser.new_context(
            locale=LOCALES[self._shop.language],
            viewport={"width": view.width, "height": view.height},
            color_scheme=view.scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            storage_state=signed_in,
        )
        yield context.new_page()
        context.close()

    def _sign_in_owner(self) -> None:
        with self._window(None, View(1280, "light")) as window:
            window.goto(f"{self._shop.url}/sign-in")
            window.fill("[name=email]", self._shop.email)
            window.fill("[name=password]", self._shop.password)
            window.click("main [type=submit]")
            self._add_colleague(window)
            self._upload_products(window)
            self._upload_employees(window)
            self._learn_places(window)
            self._signed_in[Visitor.OWNER] = window.context.storage_state()

    def _add_colleague(self, window: Page) -> None:
        window.goto(f"{self._shop.url}/settings/people/new")
        window.fill("[name=name]", self._shop.colleague)
        window.fill("[name=email]", "colleague@comptoir.example")
        window.check("[name=role][value=manager]")
        window.fill("[name=password]", PASSWORD)
        window.click("main [type=submit]")

    def _upload_products(self, window: Page) -> None:
        window.goto(f"{self._shop.url}/catalogue/import")
        file = {
            "name": "products.csv",
            "mimeType": "text/csv",
            "buffer": changed_products(self._shop.language),
        }
        window.set_input_files("[name=file]", file)  # type: ignore[arg-type]
        window.click("main [type=submit]")
        window.wait_for_url(re.compile(r"/catalogue/import/\w+"))
        self._places["import"] = window.url.rsplit("/", 1)[-1]

    def _upload_employees(self, window: Page) -> None:
        window.goto(f"{self._shop.url}/employees/import")
        table = f"name,login_id,role\n{self._shop.colleague},21,manager\n"
        file = {"name": "employees.csv", "mimeType": "text/csv", "buffer": table.encode()}
        window.set_input_files("[name=file]", file)  # type: ignore[arg-type]
        window.click("main [type=submit]")
        window.wait_for_url(re.compile(r"/employees/import/\w+"))
        self._places["staff_file"] = window.url.rsplit("/", 1)[-1]

    def _learn_places(self, window: Page) -> None:
        """Ids that no command tells, from the links of the lists."""
        for name, path, link in (
            ("product", "/catalogue", r'<a href="/catalogue/([a-z0-9]{16})"'),
            ("employee", "/employees", r'"/employees/([\w-]+)/edit"'),
            ("receipt", "/receipts", r'"/receipts/(?!receipts)([\w-]+)"'),
            ("person", "/settings/people", r'"/settings/people/([\w-]+)/remove"'),
        ):
            window.goto(self._shop.url + path)
            ids = re.findall(link, window.content())
            assert ids, f"{path} shows no {name}"
            self._places[name] = ids[-1]

    def _sign_up(self, visitor: Visitor) -> None:
        """Somebody opens an account of their own; the beginner also a store."""
        facts = read_facts(self._shop.language)
        with self._window(None, View(1280, "light")) as window:
            window.goto(f"{self._shop.url}/welcome")
            window.fill("[name=account_name]", facts["account"])
            window.fill("[name=owner_name]", facts["owner"])
            window.fill("[name=email]", f"{visitor}@comptoir.example")
            window.fill("[name=password]", PASSWORD)
            window.click("main [type=submit]")
            window.wait_for_url("**/welcome/store")
            if visitor is Visitor.BEGINNER:
                window.fill("[name=name]", facts["store"])
                window.click("main [type=submit]")
                window.wait_for_url("**/welcome/pos")
            self._signed_in[visitor] = window.context.storage_state()
