"""A person repairs what nobody could read, and sees it in the totals."""

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from models import Store
from tests.browser.axe import find_violations
from tests.browser.window import Window
from tests.make import Make
from tests.office import RealOffice
from tests.receipts.journal import sale


@pytest.mark.parametrize("width", [1280, 390])
def test_a_torn_receipt_is_repaired_and_counts(
    busy_office: RealOffice, open_window: Callable[..., Window], width: int
) -> None:
    with busy_office.make() as make:
        owner = make.owner()
        torn = hand_in(busy_office, make, make.store("Ring", owner))
    window = open_window("en", viewport={"width": width, "height": 900})
    window.sign_in(busy_office, owner)
    page = window.page
    page.goto(f"{busy_office.url}/")
    page.get_by_role("link", name="Entries that nobody could read").click()
    page.locator("#list th a").click()
    assert "much" in page.locator("#original pre").inner_text()
    page.get_by_role("button", name="Repair entry").click()
    assert "cannot be read" in page.locator("#content-error").inner_text()
    page.get_by_label("The repaired entry").fill(json.dumps(torn | {"body": sale(1, 1850)["body"]}))
    page.get_by_role("button", name="Repair entry").click()
    page.get_by_text("The entry was repaired").wait_for()
    page.goto(f"{busy_office.url}/receipts/totals?from=2026-11-20&to=2026-11-20")
    assert re.search(r"18\.50", page.locator(".tiles").inner_text())
    assert page.locator("svg.chart").count() == 2
    assert find_violations(page) == []
    # a browser complains of every 422; here that was the right answer
    window.complaints[:] = [complaint for complaint in window.complaints if "422" not in complaint]


def hand_in(office: RealOffice, make: Make, store: Store) -> dict[str, Any]:
    """A till hands in a receipt whose total is a word."""
    till = make.till(make.device("Kasa 1", store))
    torn = sale(1)
    torn["body"]["total"] = "much"
    answer = httpx.post(
        f"{office.url}/api/v1/sync/transactions",
        json={"entries": [torn]},
        headers=till.headers,
        trust_env=False,
    )
    assert answer.json()["results"][0]["status"] == "quarantined"
    return torn
