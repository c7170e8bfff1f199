"""The office reads the store server's bytes as its virtual printer does: every model, language, letters or picture."""

import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
from comptoir_store_server.configuration import Peripheral, read_configuration
from comptoir_store_server.kept_papers import Medium, SentPaper
from comptoir_store_server.lan.pages.paper_pictures import read_sent
from comptoir_store_server.printing.render import render
from comptoir_store_server.profiles import find_profile, supported
from comptoir_store_server.virtual_printer.events import PrintedPicture, QrCode, TextLine

from blueprints.peripherals.paper_picture import draw_paper
from domain.roll_paper import Code, Line, Picture, read_roll
from models import SentPaper as KeptPaper

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
STORE = {"name": "Żabka", "currency": "PLN"}
GOODS = {
    "pl": "Żurek z jajkiem – „duży”",
    "ru": "Пирожок с капустой",
    "fr": "Crème brûlée à l’œuf",
    "en": "Fish ’n’ chips £",
}


def receipt(language: str) -> dict[str, Any]:
    line = {"name": GOODS[language], "quantity": "2", "price": 1850, "total": 3700}
    body = {"number": "1-1-17", "closed_at": NOW.isoformat(), "currency": "PLN", "total": 3700}
    whole = body | {"lines": [line], "payments": [{"method": "cash", "amount": 3700}]}
    told = {"kind": "receipt", "language": language, "open_drawer": True}
    return told | {"receipt": whole | {"qr": "https://example.com/żur"}}


def report(language: str) -> dict[str, Any]:
    totals = {"sales": 3700, "by_method": {"cash": 3700}}
    return {"kind": "report", "language": language, "report": {"number": 17, "totals": totals}}


def printer(profile: str, paper_mm: int, as_image: bool) -> Peripheral:
    address = {"type": "network", "host": "192.0.2.1", "port": 9100}
    told = {"id": "p1", "name": "Bar", "kind": "receipt_printer", "connection": address}
    more = {"profile": profile, "paper_width": paper_mm, "as_image": as_image}
    configuration = read_configuration({"revision": "1", "store": STORE, "peripherals": [told | more]})
    return configuration.peripherals["p1"]


@pytest.mark.parametrize("language", GOODS)
@pytest.mark.parametrize("profile", supported())
def test_the_office_reads_what_the_printer_would_print(profile: str, language: str) -> None:
    for paper_mm, as_image, document in (
        (80, False, receipt(language)),
        (58, False, report(language) | {"duplicate": True}),
        (80, True, receipt(language)),
    ):
        device = printer(profile, paper_mm, as_image)
        model = find_profile(profile, paper_mm, {})
        data = render(document, device, STORE, NOW).data
        seen = [each for paper in read_sent(_sent(data, model.dots, model.slots)) for each in paper.items]
        read = read_roll(data, model.slots)
        lines = [each.text.rstrip() for each in seen if isinstance(each, TextLine) and each.text]
        if model.columns * 12 > model.dots:  # its letters are narrower than those of the virtual printer
            assert "".join("".join(_letters(read)).split()) == "".join("".join(lines).split())
        else:
            assert _letters(read) == lines
        dots = [each.rows for each in read if isinstance(each, Picture)]
        pictures = [each.picture for each in seen if isinstance(each, PrintedPicture)]
        assert sum(map(len, dots)) == sum(each.size[0] // 8 * each.size[1] for each in pictures)
        codes = [each.text for each in read if isinstance(each, Code)]
        assert codes == [each.data for each in seen if isinstance(each, QrCode)]


def _sent(data: bytes, dots: int, slots: dict[str, int]) -> SentPaper:
    return SentPaper("j1", Medium.ROLL, "Bar", data, 1, dots, slots)


def _letters(items: list[Any]) -> list[str]:
    lines = ["".join(piece.text for piece in item.pieces) for item in items if isinstance(item, Line)]
    return [line.rstrip() for line in lines if line]


def test_every_word_stands_where_its_column_is() -> None:
    device, model = printer("default", 80, False), find_profile("default", 80, {})
    packed = zlib.compress(render(receipt("pl"), device, STORE, NOW).data)
    drawing = draw_paper(KeptPaper(medium="roll", packed=packed, dots=model.dots, slots=model.slots))
    assert drawing is not None
    amounts = [word for word in drawing.words if word.text.endswith("37,00 zł")]
    assert {word.x + word.width for word in amounts} == {16 + 576}
    assert (len(drawing.codes), len(drawing.cuts), drawing.pictures) == (1, 1, [])
