"""A browser window in one language: finds things by the words that stand on the page."""

from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page

from models import User
from tests.browser.words import Words
from tests.make import PASSWORD
from tests.office import RealOffice


class Window:
    """One page in a context of its own; `complaints` is what the browser's console said."""

    def __init__(self, context: BrowserContext, language: str) -> None:
        context.set_default_timeout(15_000)
        self.context = context
        self.words = Words(language)
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def close(self) -> None:
        """Shut it."""
        self.context.close()

    def sign_in(self, office: RealOffice, user: User) -> None:
        """Through the sign-in page, as people do."""
        self.page.goto(f"{office.url}/sign-in")
        self.fill("E-mail", user.email)
        self.fill("Password", PASSWORD)
        self.press("Sign in")
        self.page.wait_for_url(f"{office.url}/")

    def field(self, label: str, **facts: Any) -> Locator:
        """The control with this label."""
        return self.page.get_by_label(self.words(label, **facts), exact=True)

    def fill(self, label: str, value: str) -> None:
        """Type into the control with this label."""
        self.field(label).fill(value)

    def press(self, label: str, **facts: Any) -> None:
        """Press the button that says so."""
        self.button(label, **facts).click()

    def button(self, label: str, **facts: Any) -> Locator:
        """The button that says so."""
        return self.page.get_by_role("button", name=self.words(label, **facts), exact=True)

    def link(self, label: str, **facts: Any) -> Locator:
        """The link in the page itself that says so."""
        name = self.words(label, **facts)
        return self.page.get_by_role("main").get_by_role("link", name=name, exact=True)

    def follow(self, label: str, **facts: Any) -> None:
        """Follow the first link in the page itself that says so."""
        self.link(label, **facts).first.click()

    def follow_name(self, name: str) -> None:
        """Follow the first link that is called by a name somebody gave."""
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()

    def slot(self, role: str) -> Locator:
        """The field of the usage mode for this role."""
        label = self.page.get_by_text(self.words(role), exact=True)
        return self.page.get_by_role("main").locator(".slot").filter(has=label)

    def go(self, room: str) -> None:
        """Choose a room in the menu."""
        menu = self.page.get_by_role("navigation", name=self.words("Main menu"), exact=True)
        menu.get_by_role("link", name=self.words(room), exact=True).click()

    def heading(self, text: str, **facts: Any) -> Locator:
        """The page's heading, when it says so."""
        return self.page.get_by_role("heading", level=1, name=self.words(text, **facts), exact=True)

    def status(self, text: str, **facts: Any) -> Locator:
        """A part that announces itself, saying so."""
        name = self.words(text, **facts)
        return self.page.get_by_role("status").get_by_text(name, exact=True)

    def row(self, text: str) -> Locator:
        """The row of a list that holds this text."""
        return self.page.get_by_role("row").filter(has_text=text)

    def code(self, label: str) -> str:
        """The one-time code under this label."""
        return self.page.get_by_label(self.words(label), exact=True).inner_text().strip()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.type}: {message.text}")


def squeeze(text: str) -> str:
    """Text with every run of white space, no-break spaces too, as one space."""
    return " ".join(text.split())
