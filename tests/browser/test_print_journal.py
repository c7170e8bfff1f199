"""A person asks why it printed here, and prints it again after reading on which printer."""

from collections.abc import Callable
from uuid import uuid4

import httpx
from playwright.sync_api import expect
from sqlalchemy import select

from domain.names import PrintStatus
from models import PrintJob
from tests.browser.axe import find_violations
from tests.browser.window import Window
from tests.office import RealOffice


def test_a_slip_is_found_explained_and_printed_again(
    busy_office: RealOffice, open_window: Callable[..., Window]
) -> None:
    uuid = str(uuid4())
    with busy_office.make() as make:
        owner = make.owner()
        till = make.till(make.device("Kasa 1", make.store("Ring", owner)))
        server, _secret = make.store_server(till.device.store)
        make.assignment(till.device, make.printer(server, "Bar"))
        job = {"role": "receipt_printer", "document": {"kind": "text", "text": ["Dzień dobry"]}}
        address = f"{busy_office.url}/api/v1/print-jobs/{uuid}"
        answer = httpx.put(address, json=job, headers=till.headers, trust_env=False)
        assert answer.status_code == 201
        kept = make.session.scalars(select(PrintJob).where(PrintJob.uuid == uuid)).one()
        kept.status = PrintStatus.UNCERTAIN
        make.session.commit()
    window = open_window("en", viewport={"width": 390, "height": 900})
    window.sign_in(busy_office, owner)
    page = window.page
    page.goto(f"{busy_office.url}/peripherals/journal")
    page.locator("#list th a").click()
    expect(page.get_by_text("The till Kasa 1 asked for it.")).to_be_visible()
    assert find_violations(page) == []
    page.get_by_role("link", name="Print again").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("Print it again on Bar?")
    dialog.get_by_role("button", name="Print again").click()
    expect(page.get_by_text("A copy goes to Bar.")).to_be_visible()
    expect(page.get_by_text("Marked as a duplicate")).to_be_visible()
