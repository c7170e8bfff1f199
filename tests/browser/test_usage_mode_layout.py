"""The fields of the usage mode keep their buttons side by side, in the longest words and at every width."""

from collections.abc import Callable

import pytest

from domain.names import PeripheralKind, Role
from models import Store
from tests.browser.window import Window
from tests.make import Make, now
from tests.office import RealOffice

WIDTHS = (768, 800, 1024, 1151, 1152, 1280, 1366, 1407, 1408, 1440, 1920)
#: per field, at how many heights its buttons stand
ROWS = """
[...document.querySelectorAll(".slot > .actions")].map((one) => new Set(
  [...one.querySelectorAll(".button")].map((each) => Math.round(each.getBoundingClientRect().top))).size)
"""
WIDER = "document.documentElement.scrollWidth > window.innerWidth"
COUNTRIES = {"en": "GB", "fr": "FR", "pl": "PL", "ru": "RU"}


@pytest.mark.parametrize("language", COUNTRIES)
def test_the_buttons_of_a_field_stand_in_one_row(
    busy_office: RealOffice, open_window: Callable[..., Window], language: str
) -> None:
    with busy_office.make() as make:
        owner = make.owner(language=language, country=COUNTRIES[language])
        till = till_with_troubles(make, make.store("Kraków Rynek", owner))
    window = open_window(language)
    window.sign_in(busy_office, owner)
    window.page.goto(f"{busy_office.url}/devices/{till}/usage-mode")
    for width in WIDTHS:
        window.page.set_viewport_size({"width": width, "height": 900})
        assert window.page.evaluate(ROWS) == [1] * len(Role), f"{width} px"
        assert not window.page.evaluate(WIDER), f"{width} px"


def till_with_troubles(make: Make, store: Store) -> str:
    """A till whose printer and drawer show a state, since when, and advice; its public id."""
    server, _token = make.store_server(store, "Zaplecze")
    silent = {"store": store, "state": "online", "state_since": now()}
    printer = make.printer(server, "Epson przy ladzie", **silent)
    drawer = make.printer(server, "Szuflada", kind=PeripheralKind.CASH_DRAWER, printer=printer, **silent)
    till = make.device("Kasa 1", store)
    make.assignment(till, printer)
    make.assignment(till, printer, Role.ASSEMBLY_PRINTER)
    make.assignment(till, drawer, Role.CASH_DRAWER)
    return till.public_id
