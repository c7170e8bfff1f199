"""The owner is asked whether the drawer is closed, answers by one press, and sees its state from then on."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.axe import find_violations
from tests.browser.window import Window
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
#: the card asks every five seconds; a busy machine is slower
BY_ITSELF = 30_000


def test_the_owner_answers_once_and_sees_the_drawer_move(
    busy_office: RealOffice, open_window: OpenWindow
) -> None:
    with busy_office.make() as make:
        owner = make.owner()
        server, token = make.store_server(make.store("Kraków", owner))
        drawer = make.drawer(make.printer(server)).public_id
    window = open_window("en")
    window.sign_in(busy_office, owner)

    def tell(contact: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        body = {"version": "1", "peripherals": [{"id": drawer, "state": "online", "contact": contact}]}
        api = f"{busy_office.url}/api/v1/store-server"
        assert window.context.request.get(f"{api}/poll", headers=headers).ok
        assert window.context.request.put(f"{api}/health", headers=headers, data=body).ok

    tell("high")
    window.page.goto(f"{busy_office.url}/peripherals/{drawer}")
    card = window.page.locator("#contact")
    expect(card).to_contain_text("has not moved so far")
    tell("low")
    expect(card).to_contain_text("is it closed now?", timeout=BY_ITSELF)
    assert find_violations(window.page) == []
    card.get_by_role("button", name="No, it is open", exact=True).click()
    expect(card).to_contain_text("The drawer is open")
    tell("high")
    expect(card).to_contain_text("The drawer is closed", timeout=BY_ITSELF)
