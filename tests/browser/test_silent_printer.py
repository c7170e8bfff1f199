"""The owner lets a printer that never answers print all the same, having read what that means."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.axe import find_violations
from tests.browser.window import Window
from tests.office import RealOffice

OpenWindow = Callable[..., Window]


def test_the_owner_reads_what_it_means_and_lets_it_print(
    busy_office: RealOffice, open_window: OpenWindow
) -> None:
    with busy_office.make() as make:
        owner = make.owner()
        server, token = make.store_server(make.store("Kraków", owner))
        printer = make.printer(server).public_id
    window = open_window("en")
    window.sign_in(busy_office, owner)
    headers = {"Authorization": f"Bearer {token}"}
    body = {"version": "1", "peripherals": [{"id": printer, "state": "mute", "reason": "no_status"}]}
    api = f"{busy_office.url}/api/v1/store-server"
    assert window.context.request.get(f"{api}/poll", headers=headers).ok
    assert window.context.request.put(f"{api}/health", headers=headers, data=body).ok
    page = window.page
    page.goto(f"{busy_office.url}/peripherals/{printer}")
    expect(page.locator("main")).to_contain_text("This printer never answers")
    page.get_by_role("link", name="Print all the same", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("nobody knows whether they came out")
    assert find_violations(page) == []
    dialog.get_by_label("Print all the same").check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Its papers are sent all the same.")
    configuration = window.context.request.get(f"{api}/configuration", headers=headers).json()
    assert [one["confirm"] for one in configuration["peripherals"]] == ["blind"]
    page.goto(f"{busy_office.url}/peripherals/{printer}/history")
    expect(page.locator("main")).to_contain_text("Prints all the same when it never answers")
