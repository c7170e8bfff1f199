"""What a page weighs on the wire: a shop's connection may be a phone in the back room."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.browser.populated import PopulatedShop
from tests.browser.window import Window
from tests.office import RealOffice

OpenWindow = Callable[..., Window]
FIRST_PAGE, NEXT_PAGE, FRAGMENT = 60 * 1024, 12 * 1024, 4 * 1024


@contextmanager
def scales(window: Window) -> Iterator[dict[str, int]]:
    """Bytes received meanwhile, by address, headers included, as they came over the wire."""
    debugger = window.context.new_cdp_session(window.page)
    addresses: dict[str, str] = {}
    weights: dict[str, int] = {}

    def note(event: dict[str, Any]) -> None:
        address = addresses.get(event["requestId"], "?")
        weights[address] = weights.get(address, 0) + int(event["encodedDataLength"])

    debugger.on(
        "Network.requestWillBeSent", lambda e: addresses.update({e["requestId"]: e["request"]["url"]})
    )
    debugger.on("Network.loadingFinished", note)
    debugger.send("Network.enable")
    yield weights
    window.page.wait_for_load_state("networkidle")
    debugger.detach()


def test_the_first_page_of_a_newcomer_is_light(busy_office: RealOffice, open_window: OpenWindow) -> None:
    window = open_window("ru")
    with scales(window) as weights:
        window.page.goto(f"{busy_office.url}/welcome")
    assert len(weights) > 5
    assert sum(weights.values()) <= FIRST_PAGE, weights


def test_the_first_page_and_the_next_are_light(
    busy_office: RealOffice, populated: PopulatedShop, open_window: OpenWindow
) -> None:
    window = open_window("ru")
    window.sign_in(busy_office, populated.owner)
    session = window.context.storage_state()
    fresh = open_window("ru", storage_state=session)
    with scales(fresh) as weights:
        fresh.page.goto(busy_office.url)
    assert len(weights) > 5
    assert sum(weights.values()) <= FIRST_PAGE, weights
    for room in ("POS devices", "Receipts", "Catalogue", "Peripherals", "Settings"):
        with scales(fresh) as weights:
            fresh.go(room)
            fresh.page.wait_for_load_state()
        assert weights
        assert sum(weights.values()) <= NEXT_PAGE, (room, weights)


def test_a_part_that_is_drawn_again_is_light(
    busy_office: RealOffice, populated: PopulatedShop, open_window: OpenWindow
) -> None:
    window = open_window("ru")
    window.sign_in(busy_office, populated.owner)
    window.page.goto(f"{busy_office.url}/devices")
    with scales(window) as weights:
        window.page.get_by_role("searchbox").fill("Касса 1")
        window.page.wait_for_url("**q=**")
    assert any("q=" in address and weight for address, weight in weights.items())
    assert sum(weights.values()) <= FRAGMENT, weights
