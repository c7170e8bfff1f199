"""Before opening: what to see to stands on the start page, and whoever wants to know is told by the running office."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from models import User
from tests.browser.guides import OpenWindow
from tests.browser.test_every_page import look_at
from tests.browser.window import Window
from tests.make import now
from tests.office import RealOffice
from tests.opening_checks.receivers import MailServer, Webhook, running

#: the office looks every 20 seconds whether somebody is to be told
PATIENCE = 120_000


@pytest.fixture
def mailbox() -> Iterator[MailServer]:
    with running(MailServer()) as server:
        yield server


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with running(Webhook()) as server:
        yield server


@pytest.fixture
def telling_office(tmp_path: Path, mailbox: MailServer) -> Iterator[RealOffice]:
    """An office with a mail server, that may call webhooks on this machine."""
    settings = {
        "COMPTOIR_SMTP_HOST": "127.0.0.1",
        "COMPTOIR_SMTP_PORT": str(mailbox.port),
        "COMPTOIR_SMTP_SECURITY": "none",
        "COMPTOIR_SMTP_FROM": "Comptoir <office@example.com>",
        "COMPTOIR_LOCAL_WEBHOOKS": "1",
    }
    with RealOffice(tmp_path / "office", **settings) as office:
        yield office
        assert not office.complaints(), "\n".join(office.complaints())


@pytest.fixture
def owner(telling_office: RealOffice) -> User:
    """The owner of a shop whose printer has run out of paper."""
    with telling_office.make() as make:
        owner: User = make.owner()
        store = make.store("Canal Street", owner)
        server, _ = make.store_server(store)
        till = make.till(make.device("Till 1", store))
        printer = make.printer(server, "Bar", state="paper_out", state_since=now())
        make.assignment(till.device, printer)
        return owner


@pytest.fixture
def window(telling_office: RealOffice, owner: User, open_window: OpenWindow) -> Window:
    window: Window = open_window()
    window.sign_in(telling_office, owner)
    return window


def test_check_now_and_see_to_what_was_found(telling_office: RealOffice, window: Window) -> None:
    page = window.page
    card = page.locator("section.card").filter(has=page.get_by_role("heading", name="Opening check"))
    expect(card).to_contain_text("No check was made yet")
    card.get_by_role("button", name="Check now").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Opening check of Canal Street")
    row = page.get_by_role("row").filter(has_text="Store server silent")
    expect(row).to_contain_text("Is the box on, and is it connected to the internet?")
    window.go("Today")
    expect(card).to_contain_text("things to see to")
    assert not look_at(page)
    card.get_by_role("link", name="Zaplecze").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zaplecze")


def test_the_hour_is_set_in_a_dialog(telling_office: RealOffice, window: Window) -> None:
    page = window.page
    window.go("Settings")
    page.get_by_role("navigation", name="Settings").get_by_role("link", name="Opening check").click()
    page.get_by_role("link", name="Change hour of Canal Street").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Hour", exact=True).fill("06:15")
    for day in ("Saturday", "Sunday"):
        dialog.get_by_label(day).uncheck()
    dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text="Canal Street")
    expect(row).to_contain_text("06:15")
    expect(row).to_contain_text("Monday to Friday")


def test_a_trial_reaches_mailbox_and_webhook_and_the_page_says_so(
    telling_office: RealOffice, window: Window, mailbox: MailServer, webhook: Webhook
) -> None:
    page = window.page
    page.goto(f"{telling_office.url}/settings/opening-check")
    page.get_by_role("link", name="Change recipients").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail addresses").fill("ala@example.com")
    dialog.get_by_label("Address of a webhook").fill("ftp://hooks.example")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("This is no address of a webhook")
    dialog.get_by_label("Address of a webhook").fill(webhook.url)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("ala@example.com").first).to_be_visible()
    page.get_by_role("link", name="New secret").click()
    dialog.get_by_role("button", name="Make a new secret").click()
    expect(dialog.locator("#code")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Send a trial").click()
    expect(page.get_by_text("Delivered", exact=True)).to_have_count(2, timeout=PATIENCE)
    assert not look_at(page)
    (letter,), (call,) = mailbox.letters, webhook.calls
    assert letter.recipients == ["ala@example.com"]
    assert letter.message["Subject"].startswith("Trial: Canal Street: ")
    assert f"{telling_office.url}/opening-checks/" in letter.message.get_content()
    assert json.loads(call.body)["trial"] is True
    window.complaints = [line for line in window.complaints if "status of 422" not in line]
