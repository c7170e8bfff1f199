"""A person prints a receipt again on another printer of the store, and stays on its page."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from domain.names import PrintStatus
from models import Peripheral, PrintJob
from tests.browser.axe import find_violations
from tests.browser.window import Window
from tests.make import Make, now
from tests.office import RealOffice
from tests.receipts.journal import sale


@pytest.mark.parametrize("scripts", [True, False])
def test_a_copy_goes_to_the_chosen_printer(
    busy_office: RealOffice, open_window: Callable[..., Window], scripts: bool
) -> None:
    with busy_office.make() as make:
        owner = make.owner()
        store = make.store("Ring", owner)
        till = make.till(make.device("Kasa 1", store))
        server, _secret = make.store_server(store)
        make.assignment(till.device, make.printer(server, "Kasa"))
        bar = make.printer(server, "Bar")
        bar_id, bar_key = bar.public_id, bar.id
        answer = httpx.post(
            f"{busy_office.url}/api/v1/sync/transactions",
            json={"entries": [sale(1)]},
            headers=till.headers,
            trust_env=False,
        )
        assert answer.json()["results"][0]["status"] == "stored"
    viewport = {"width": 390, "height": 900}
    window = open_window("en", viewport=viewport, java_script_enabled=scripts)
    window.sign_in(busy_office, owner)
    page = window.page
    page.goto(f"{busy_office.url}/receipts")
    page.locator("#list th a").click()
    place = page.url
    choice = window.field("Receipt printer")
    expect(choice.locator("option").first).to_have_text("Kasa, the till’s own – Store server silent")
    choice.select_option(bar_id)
    window.press("Print a copy")
    expect(page.get_by_text("A copy goes to Bar.")).to_be_visible()
    assert page.url == place
    if scripts:
        expect(choice).to_have_value(bar_id)
        page.locator("[data-toast-close]").click()
        assert find_violations(page) == []
    with busy_office.make() as make:
        job = make.session.scalars(select(PrintJob).where(PrintJob.peripheral_id == bar_key)).one()
        assert (job.status, job.requested_by) == (PrintStatus.QUEUED, "Alicja")
        assert '"duplicate":true' in job.document
        remove(make, bar_key)
    choice.select_option(bar_id)
    window.press("Print a copy")
    refusal = page.locator("#printer-error")
    expect(refusal).to_contain_text("cannot be reached from here any more")
    # a browser complains of every 422; here that was the right answer
    window.complaints[:] = [complaint for complaint in window.complaints if "422" not in complaint]


def remove(make: Make, key: int) -> None:
    """Somebody takes the printer out of the back office."""
    make.session.get_one(Peripheral, key).deleted_at = now()
    make.session.commit()
