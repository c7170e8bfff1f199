"""What a store server found stands on the pages by itself, and one press makes it a peripheral."""

from collections.abc import Callable

from tests.browser.window import Window
from tests.office import RealOffice

OpenWindow = Callable[..., Window]


def press(window: Window, thing: str, deed: str) -> None:
    """The button of a found thing."""
    row = window.page.get_by_role("row").filter(has_text=thing)
    row.get_by_role("button", name=deed, exact=True).click()


def test_a_found_printer_is_added_from_its_store_servers_card(
    busy_office: RealOffice, open_window: OpenWindow
) -> None:
    with busy_office.make() as make:
        owner = make.owner()
        server, _token = make.store_server(make.store("Kraków", owner))
        make.discovery(server)
        make.discovery(server, "192.168.1.70", make="Star", model="mC-Print3")
    window = open_window()
    window.sign_in(busy_office, owner)
    window.page.goto(f"{busy_office.url}/store-servers/{server.public_id}")
    press(window, "EPSON TM-T20III", "Add")
    window.page.get_by_role("heading", level=1, name="EPSON TM-T20III").wait_for()
    window.page.goto(f"{busy_office.url}/store-servers/{server.public_id}")
    press(window, "Star mC-Print3", "Not ours")
    window.page.get_by_text("Nothing new in the shop").wait_for()


def test_without_scripts_a_link_leads_to_what_was_found(
    busy_office: RealOffice, open_window: OpenWindow
) -> None:
    with busy_office.make() as make:
        owner = make.owner()
        server, _token = make.store_server(make.store("Kraków", owner))
        make.discovery(server)
    window = open_window(java_script_enabled=False)
    window.sign_in(busy_office, owner)
    window.page.goto(f"{busy_office.url}/store-servers/{server.public_id}")
    window.page.get_by_role("link", name="Found in the shop").click()
    press(window, "EPSON TM-T20III", "Add")
    window.page.get_by_role("heading", level=1, name="EPSON TM-T20III").wait_for()
