"""A person asks why it printed here, and prints it again after reading on which printer."""

import zlib
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
from playwright.sync_api import expect
from sqlalchemy import select

from domain.names import PrintStatus
from models import PrintJob
from tests.browser.axe import find_violations
from tests.browser.window import Window
from tests.office import RealOffice
from tests.peripherals.pages import a_pdf

#: an A4 page is so many dots wide
AS_DRAWN = 992


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


def test_a_job_is_followed_to_its_paper_without_touching_the_page(
    busy_office: RealOffice, open_window: Callable[..., Window]
) -> None:
    """A till prints in the shop's network; the store server tells of it bit by bit while somebody looks."""
    uuid, began = str(uuid4()), datetime.now(UTC)
    with busy_office.make() as make:
        owner = make.owner()
        till = make.till(make.device("Kasa 1", make.store("Ring", owner)))
        server, secret = make.store_server(till.device.store)
        printer = make.printer(server, "Bar")
        make.assignment(till.device, printer)
        lan = {
            "device_id": till.device.public_id,
            "role": "receipt_printer",
            "kind": "receipt",
            "peripheral_id": printer.public_id,
            "received_at": began.isoformat(),
            "receipt_number": "1-1-17",
        }

    def tell(status: str, **more: Any) -> None:
        result = {"id": uuid, "status": status, "at": datetime.now(UTC).isoformat(), "lan": lan} | more
        answer = httpx.post(
            f"{busy_office.url}/api/v1/store-server/jobs/results",
            json={"results": [result]},
            headers={"Authorization": f"Bearer {secret}"},
            trust_env=False,
        )
        assert (answer.status_code, answer.json()) == (200, {"unknown": []})

    tell("blocked", reason="paper_out")
    window = open_window("en", viewport={"width": 390, "height": 900})
    window.sign_in(busy_office, owner)
    page = window.page
    page.goto(f"{busy_office.url}/peripherals/journal/{uuid}")
    expect(page.get_by_text("The paper has run out.")).to_be_visible()
    expect(page.get_by_text("gave it to the store server in the shop’s network")).to_be_visible()
    tell("sending")
    expect(page.get_by_text("It is being printed at this moment.")).to_be_visible()
    lines = b"\x1b@\x1bt\x12\x1bE\x01\x1d!\x11" + "   Żabka\n".encode("cp852")
    lines += b"\x1bE\x00\x1d!\x00" + "Pierogi ruskie            24,00 zł\n".encode("cp852") + b"\x1dV\x00"
    paper = {"medium": "roll", "dots": 408, "slots": {"CP852": 18}}
    tell("printed", paper=paper | {"packed": b64encode(zlib.compress(lines)).decode()})
    sheet = page.locator("svg.roll-paper")
    expect(sheet).to_contain_text("Pierogi ruskie")
    expect(sheet.locator("rect")).to_have_css("fill", "rgb(255, 255, 255)")
    expect(sheet).to_have_css("max-width", "100%")
    box = sheet.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
    expect(page.locator("#job[hx-get]")).to_have_count(0)
    assert find_violations(page) == []
    assert window.complaints == []


def test_pages_are_leafed_through_and_kept_by_keyboard_on_a_phone(
    busy_office: RealOffice, open_window: Callable[..., Window]
) -> None:
    pdf = a_pdf("Faktura 17", "Page two")
    with busy_office.make() as make:
        owner = make.owner()
        till = make.till(make.device("Kasa 1", make.store("Ring", owner)))
        server, _secret = make.store_server(till.device.store)
        make.assignment(till.device, make.printer(server, "Biuro"))
        document = {"kind": "pdf", "pdf": b64encode(pdf).decode()}
        address = f"{busy_office.url}/api/v1/print-jobs/{uuid4()}"
        order = {"role": "receipt_printer", "document": document}
        assert httpx.put(address, json=order, headers=till.headers, trust_env=False).status_code == 201
    window = open_window("en", viewport={"width": 390, "height": 900})
    window.sign_in(busy_office, owner)
    page = window.page
    page.goto(f"{busy_office.url}/peripherals/journal")
    page.locator("#list th a").click()
    picture = page.get_by_role("img", name="Picture of page 1; its text stands below it.")
    expect(picture).to_have_js_property("naturalWidth", AS_DRAWN)
    assert find_violations(page) == []
    after = page.get_by_role("link", name="Next page")
    after.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Page 2 of 2")).to_be_visible()
    second = page.get_by_role("img", name="Picture of page 2; its text stands below it.")
    expect(second).to_have_js_property("naturalWidth", AS_DRAWN)
    page.get_by_text("As text").click()
    expect(page.get_by_text("Page two")).to_be_visible()
    assert find_violations(page) == []
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) == 0
    with page.expect_download() as kept:
        page.get_by_role("link", name="Save as PDF").click()
    assert kept.value.path().read_bytes() == pdf
