"""One Chromium per test session, a fresh window for each test, and an ear for everything that goes wrong in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.populated import PopulatedShop, populate
from tests.browser.window import Window
from tests.office import RealOffice

CHROMIUM = Path("/usr/bin/chromium")
VENDOR = Path(__file__).parent.parent.parent / "static" / "vendor" / "htmx.min.js"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, or a skip that says what is missing."""
    if not CHROMIUM.exists():
        pytest.skip(f"Chromium is missing: {CHROMIUM}")
    if not VENDOR.exists():
        pytest.skip("htmx is missing: npm did not run")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_window(chromium: Browser) -> Iterator[Callable[..., Window]]:
    """Opens windows; a test that ends well must not have left a complaint in any of them."""
    windows: list[Window] = []

    def open_window(language: str = "en", **options: Any) -> Window:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        windows.append(Window(chromium.new_context(locale=LOCALES[language], **options), language))
        return windows[-1]

    yield open_window
    complaints = [complaint for window in windows for complaint in window.complaints]
    for window in windows:
        window.close()
    assert not complaints, "\n".join(complaints)


LOCALES = {"en": "en-GB", "fr": "fr-FR", "pl": "pl-PL", "ru": "ru-RU"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RealOffice]:
    """An office that nobody has opened yet."""
    with RealOffice(tmp_path / "office") as office:
        yield office
        assert not office.complaints(), "\n".join(office.complaints())


@pytest.fixture(scope="session")
def busy_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    """An office with many accounts, open for more."""
    folder = tmp_path_factory.mktemp("busy")
    with RealOffice(folder / "office", COMPTOIR_OPEN_SIGN_UP="1") as office:
        yield office
        assert not office.complaints(), "\n".join(office.complaints())


@pytest.fixture(scope="session")
def populated(busy_office: RealOffice, tmp_path_factory: pytest.TempPathFactory) -> PopulatedShop:
    """A Russian shop in that office that has something on every page."""
    return populate(busy_office, tmp_path_factory.mktemp("populated"))
