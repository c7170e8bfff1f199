"""The owner sees on the start page that nobody knows of a payment, looks, says what was found, and sees it arrive."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import find_violations
from tests.browser.window import Window
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
#: the page asks every three seconds; a busy machine is slower
BY_ITSELF = 30_000
PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize(("button", "outcome"), [("It was paid", "paid"), ("It was not paid", "not_paid")])
def test_the_owner_answers_and_sees_the_terminal_free(
    busy_office: RealOffice, open_window: OpenWindow, button: str, outcome: str
) -> None:
    with busy_office.make() as make:
        owner = make.owner()
        till = make.till(make.device("Kasa 1", make.store("Kraków", owner)))
        server, token = make.store_server(till.device.store)
        payment = make.payment(server)
        uuid, terminal = payment.uuid, payment.peripheral.public_id if payment.peripheral else ""
    window = open_window("en", viewport=PHONE)
    window.sign_in(busy_office, owner)
    box = {"Authorization": f"Bearer {token}"}
    api = f"{busy_office.url}/api/v1/store-server"

    def tell(**more: Any) -> None:
        about = {"id": uuid, "amount": 2350, "currency": "PLN", "peripheral_id": terminal}
        told = about | {"asked_at": "2025-11-20T09:30:00.000Z"} | more
        assert window.context.request.post(f"{api}/payments", headers=box, data={"payments": [told]}).ok

    tell(outcome="unknown")
    window.page.goto(busy_office.url)
    window.page.get_by_role("link", name="Terminal: card payment of").click()
    card = window.page.locator("#payment")
    expect(card).to_contain_text("Nobody knows whether this card was charged")
    assert find_violations(window.page) == []
    card.get_by_role("link", name=button, exact=True).click()
    dialog = window.page.get_by_role("dialog")
    expect(dialog).to_contain_text("23.50")
    expect(dialog).to_contain_text("at Terminal")
    assert find_violations(window.page) == []
    dialog.get_by_label("Where did you look?").fill("list of today")
    dialog.get_by_role("button", name=button, exact=True).click()
    expect(card).to_contain_text("on its way to the store server")
    told = window.context.request.get(f"{api}/configuration", headers=box).json()["payment_decisions"]
    assert [(one["id"], one["outcome"]) for one in told] == [(uuid, outcome)]
    tell(outcome=outcome, settled_by="Alicja (office)", settled_in="office")
    expect(card).to_contain_text("The terminal takes payments again", timeout=BY_ITSELF)
    expect(card).to_contain_text("list of today")
    window.page.goto(busy_office.url)
    expect(window.page.get_by_role("main")).not_to_contain_text("card payment of")
