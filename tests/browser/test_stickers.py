"""Stickers as they come out of the printer: their sizes, their words, and codes that a camera can read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from tests.browser.window import Window
from tests.make import now
from tests.office import RealOffice

#: points of paper in a millimetre
MILLIMETRE = 72 / 25.4
#: dots in a point when a sheet is looked at: 144 to the inch, less than any printer has
DOTS = 2


@dataclass(frozen=True)
class Fleet:
    """A shop with more things than one sheet holds."""

    window: Window
    pages: list[str]


@pytest.fixture
def fleet(busy_office: RealOffice, open_window: Callable[..., Window]) -> Fleet:
    with busy_office.make() as make:
        owner = make.owner(language="pl", country="PL")
        store = make.store("Święty Krzyż 5", owner)
        box, _token = make.store_server(store)
        tills = [make.device(f"Kasa {number}", store) for number in range(1, 4)]
        printers = [
            make.printer(box, f"Drukarka przy bardzo długiej ladzie {number}") for number in range(27)
        ]
        make.printer(box, "Wyrzucona", deleted_at=now())
    window = open_window("pl")
    window.sign_in(busy_office, owner)
    pages = [f"{busy_office.url}/devices/{till.public_id}" for till in tills]
    pages += [f"{busy_office.url}/peripherals/{printer.public_id}" for printer in printers]
    return Fleet(window, pages)


def print_page(window: Window, address: str) -> pypdfium2.PdfDocument:
    """What the printer gets."""
    window.page.goto(address)
    return pypdfium2.PdfDocument(window.page.pdf(prefer_css_page_size=True, print_background=False))


def size_of(sheet: Any) -> tuple[int, int]:
    """Width and height in millimetres."""
    width, height = sheet.get_size()
    return round(width / MILLIMETRE), round(height / MILLIMETRE)


def codes_on(sheet: Any) -> list[str]:
    """What a camera reads on it."""
    picture = sheet.render(scale=DOTS).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def words_on(sheet: Any) -> str:
    return " ".join(sheet.get_textpage().get_text_range().split())


def test_a4_sheets_hold_24_labels_with_the_right_codes(busy_office: RealOffice, fleet: Fleet) -> None:
    paper = print_page(fleet.window, f"{busy_office.url}/stickers")
    assert [size_of(sheet) for sheet in paper] == [(210, 297)] * 2
    codes = [codes_on(sheet) for sheet in paper]
    assert [len(read) for read in codes] == [24, 6]
    assert sorted(codes[0] + codes[1]) == sorted(fleet.pages)
    words = words_on(paper[0])
    assert "Kasa 1" in words
    assert words.count("Święty Krzyż 5") == 24
    assert "Wyrzucona" not in words + words_on(paper[1])


def test_each_label_lies_within_its_cut(busy_office: RealOffice, fleet: Fleet) -> None:
    paper = print_page(fleet.window, f"{busy_office.url}/stickers?used=1")
    picture = paper[0].render(scale=DOTS).to_pil()
    places = set()
    for code in zxingcpp.read_barcodes(picture):
        corners = (code.position.top_left, code.position.bottom_right)
        cells = {
            (int(corner.x / DOTS / MILLIMETRE // 70), int((corner.y / DOTS / MILLIMETRE - 0.5) // 37))
            for corner in corners
        }
        assert len(cells) == 1, f"{code.text} is cut"
        places |= cells
    assert len(places) == 23
    assert (0, 0) not in places


def test_a_label_printer_gets_one_label_a_page(busy_office: RealOffice, fleet: Fleet) -> None:
    paper = print_page(fleet.window, f"{busy_office.url}/stickers?paper=roll&what=devices")
    assert [size_of(sheet) for sheet in paper] == [(62, 29)] * 3
    assert [codes_on(sheet) for sheet in paper] == [[page] for page in fleet.pages[:3]]


def test_the_page_in_dark_colours_prints_black_on_white(
    busy_office: RealOffice, fleet: Fleet, open_window: Callable[..., Window]
) -> None:
    fleet.window.page.emulate_media(color_scheme="dark")
    paper = print_page(fleet.window, f"{busy_office.url}/stickers?q=kasa")
    picture = paper[0].render(scale=DOTS).to_pil().convert("L")
    assert picture.getextrema() == (0, 255)
    assert len(codes_on(paper[0])) == 3
    assert picture.getpixel((picture.width - 20, picture.height - 20)) == 255
