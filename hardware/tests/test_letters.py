"""Letters: French, Polish and Russian text, €, zł and ₽ are read back from the bytes with Python's codecs."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection
from comptoir_store_server.printing.encoder import clean
from comptoir_store_server.printing.money import write_moment, write_money, write_quantity
from comptoir_store_server.printing.raster import REAL_TIME
from comptoir_store_server.printing.render import Rendered, UnsupportedDocument, render
from comptoir_store_server.profiles import find_profile, supported
from comptoir_store_server.reasons import Reason

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
EPSON = {0: "cp437", 2: "cp850", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858"}
CLONE = {**EPSON, 59: "cp866"}
COMMANDS = re.compile(
    rb"\x1bt(?P<page>.)|\x1b@|\x1c\.|\x1bR\x00|\x1bE.|\x1d!.|\x1bd.|\x1dV.|\x1bp...", re.DOTALL
)


def read_paper(data: bytes, slots: dict[int, str] = EPSON) -> str:
    """What a printer with these pages would show; any command that is not listed is an error."""
    text, page, place = "", "cp437", 0
    while place < len(data):
        if command := COMMANDS.match(data, place):
            if command["page"] is not None:
                page = slots[command["page"][0]]
            place = command.end()
            continue
        assert data[place] == 0x0A or data[place] >= 0x20, f"unknown command {data[place : place + 4]!r}"
        text += data[place : place + 1].decode(page)
        place += 1
    return text


def a_printer(profile: str = "TM-T20II", **more: Any) -> Peripheral:
    facts: dict[str, Any] = {"paper_mm": 80, "language": None, **more}
    return Peripheral("p1", "Bar", "receipt_printer", Connection(host="192.0.2.7"), profile, **facts)


def a_receipt(language: str, currency: str, *names: str, **more: Any) -> dict[str, Any]:
    lines = [{"name": name, "quantity": "2", "price": 1250, "total": 2500} for name in names]
    receipt = {
        "number": "1-000012",
        "closed_at": "2026-11-20T09:30:00.000Z",
        "currency": currency,
        "device": "Kasa 1",
        "store": {"name": "Pod Żubrem", "address": "ul. Długa 5\n00-238 Warszawa"},
        "employee": {"name": "Łucja"},
        "lines": lines,
        "payments": [{"method": "cash", "amount": 10_000}],
        "taxes": [{"rate": "5.5", "base": 2370, "amount": 130}],
        "total": 2500 * len(lines),
        **more,
    }
    return {"kind": "receipt", "language": language, "receipt": receipt}


def print_on(printer: Peripheral, document: dict[str, Any], **store: Any) -> Rendered:
    return render(document, printer, {"timezone": "Europe/Warsaw", "language": "pl", **store}, NOW)


def test_a_polish_receipt() -> None:
    paper = read_paper(print_on(a_printer(), a_receipt("pl", "PLN", "Żurek z jajkiem")).data)
    for words in ("Żurek z jajkiem", "2 × 12,50 zł", "25,00 zł", "RAZEM", "Gotówka", "Reszta", "75,00 zł"):
        assert words in paper
    assert "ul. Długa 5" in paper
    assert "20.11.2026 10:30" in paper, "the store's own time"
    assert "NIEFISKALNY" in paper


def test_a_french_receipt() -> None:
    document = a_receipt("fr", "EUR", "Œufs à la coque", total=1_234_550)
    paper = read_paper(print_on(a_printer(), document).data)
    for words in (
        "Œufs à la coque",
        "12,50 €",
        "12 345,50 €",
        "Espèces",
        "TVA 5,5 % sur 23,70 €",
        "Ticket n°",
    ):
        assert words in paper
    assert "20/11/2026 10:30" in paper


def test_a_russian_receipt() -> None:
    paper = read_paper(print_on(a_printer(), a_receipt("ru", "RUB", "Борщ с пампушками")).data)
    for words in ("Борщ с пампушками", "12,50 руб.", "ИТОГО", "Наличные", "Сдача", "Чек № 1-000012"):
        assert words in paper
    assert "НЕ ЯВЛЯЕТСЯ ФИСКАЛЬНЫМ ДОКУМЕНТОМ" in paper


def test_the_shop_of_many_tongues_prints_them_all_on_one_paper() -> None:
    names = ("Żurek z jajkiem", "Œufs à la coque", "Борщ с пампушками")
    paper = read_paper(print_on(a_printer(), a_receipt("fr", "EUR", *names)).data)
    assert all(name in paper for name in names)


def test_the_test_print_shows_every_language() -> None:
    paper = read_paper(print_on(a_printer(), {"kind": "test"}, name="Pod Żubrem").data)
    for words in (
        "Œufs à la coque",
        "12,50 €",
        "Żurek z jajkiem",
        "12,50 zł",
        "Борщ с пампушками",
        "12,50 руб.",
    ):
        assert words in paper
    assert "WYDRUK TESTOWY" in paper
    assert "192.0.2.7:9100" in paper
    assert "Pod Żubrem\n" in paper
    assert "default" not in paper


@pytest.mark.parametrize("profile", supported())
@pytest.mark.parametrize("language", ["en", "fr", "pl", "ru"])
def test_no_supported_printer_ever_prints_a_question_mark(profile: str, language: str) -> None:
    printed = print_on(a_printer(profile), a_receipt(language, "EUR", "Żurek", "Œufs", "Борщ"))
    slots = {slot: page.lower() for page, slot in find_profile(profile, 80, {}).slots.items()}
    if printed.note is None:
        paper = read_paper(printed.data, slots)
        assert "?" not in paper
        assert all(
            name in paper for name in ("Żurek", "ufs", "Борщ", "25,00" if language != "en" else "25.00")
        )
    else:
        assert printed.note == Reason.AS_IMAGE
        assert b"\x1dv0" in printed.data


@pytest.mark.parametrize(("paper_mm", "columns"), [(80, 48), (58, 32)])
def test_no_line_is_longer_than_the_paper(paper_mm: int, columns: int) -> None:
    long_name = "Konstantynopolitańczykowianeczka z bardzo długą nazwą i sosem " * 2
    document = a_receipt("pl", "PLN", long_name, total=123_456_789)
    paper = read_paper(print_on(a_printer(paper_mm=paper_mm), document).data)
    assert max(len(line) for line in paper.splitlines()) <= columns
    assert "1 234 567,89 zł" in paper


def test_a_clone_whose_pages_were_found_by_the_test_print_is_obeyed() -> None:
    printer = a_printer(code_pages={"CP866": 59})
    data = print_on(printer, a_receipt("ru", "RUB", "Борщ")).data
    assert b"\x1bt\x3b" in data
    assert "Борщ" in read_paper(data, CLONE)


def test_every_job_begins_by_undoing_what_others_left() -> None:
    assert print_on(a_printer(), {"kind": "text", "text": ["x"]}).data.startswith(b"\x1b@\x1c.\x1bR\x00")


def test_a_printer_without_polish_gets_a_picture_and_it_is_reported() -> None:
    printed = print_on(a_printer("TM-T88III"), a_receipt("pl", "PLN", "Żurek z jajkiem"))
    assert printed.note == Reason.AS_IMAGE
    heights = [data[2] + 256 * data[3] for data in re.findall(rb"\x1dv0\x00(....)", printed.data, re.DOTALL)]
    assert heights
    assert max(heights) <= 24
    dots = printed.data.split(b"\x1dv0", 1)[1]
    assert not any(command in dots for command in REAL_TIME)


def test_a_letter_in_no_font_is_reported() -> None:
    assert print_on(a_printer(), {"kind": "text", "text": ["寿司"]}).note == Reason.LETTERS_MISSING


def test_a_product_name_cannot_command_the_printer() -> None:
    assert clean("Zupa\x1bp\x00\x19\xfa\x10\x14\n\u202edlo\u200b") == "Zupap\x19ú".replace("\x19", "") + "dlo"
    data = print_on(a_printer(), a_receipt("pl", "PLN", "Zupa\x1bp\x00\x19\x10\x14\x01")).data
    assert b"\x1bp" not in data
    assert b"\x10\x14" not in data


def test_spaces_of_typographers_are_spaces_on_paper() -> None:
    assert clean("12\u202f345,50\u00a0€") == "12 345,50 €"
    assert clean("Z\u0307urek") == "Żurek"


@pytest.mark.parametrize(("language", "word"), [("fr", "DUPLICATA"), ("pl", "DUPLIKAT"), ("ru", "ДУБЛИКАТ")])
def test_a_copy_says_that_it_is_one_and_opens_no_drawer(language: str, word: str) -> None:
    document = {**a_receipt(language, "EUR", "x"), "duplicate": True, "open_drawer": True}
    data = print_on(a_printer(), document).data
    assert word in read_paper(data)
    assert b"\x1bp" not in data


def test_the_drawer_opens_with_the_receipt_and_alone() -> None:
    opening = {**a_receipt("pl", "PLN", "x"), "open_drawer": True}
    assert print_on(a_printer(), opening).data.count(b"\x1bp\x00") == 1
    assert print_on(a_printer(), {"kind": "drawer"}).data == b"\x1bp\x00\x19\xfa"


def test_a_receipt_with_next_to_nothing_in_it_still_prints() -> None:
    for receipt in ({}, {"lines": [{}], "total": "x"}, {"lines": None, "payments": [{"amount": None}]}):
        assert print_on(a_printer(), {"kind": "receipt", "receipt": receipt}).data


def test_slips_show_goods_without_prices() -> None:
    document = {**a_receipt("fr", "EUR", "Tarte"), "kind": "assembly"}
    paper = read_paper(print_on(a_printer(), document).data)
    assert "BON D'ASSEMBLAGE" in paper
    assert "2 × Tarte" in paper
    assert "€" not in paper


def test_a_day_report_prints_its_totals() -> None:
    report = {"number": 7, "closed_at": "2026-11-20T20:00:00Z", "receipts_count": 41}
    report |= {"totals": {"sales": 123_456, "by_method": {"cash": 23_456}}, "currency": "PLN"}
    paper = read_paper(print_on(a_printer(), {"kind": "report", "report": report}).data)
    for words in ("RAPORT DOBOWY", "41", "Sprzedaż", "1234,56 zł", "Gotówka", "234,56 zł"):
        assert words in paper


def test_a_page_for_an_a4_printer_is_not_for_this_one() -> None:
    with pytest.raises(UnsupportedDocument):
        print_on(a_printer(), {"kind": "pdf", "pdf": ""})


@pytest.mark.parametrize(
    ("amount", "currency", "language", "shown"),
    [
        (1_234_550, "EUR", "fr", "12 345,50 €"),
        (123_450, "PLN", "pl", "1234,50 zł"),
        (1_234_550, "PLN", "pl", "12 345,50 zł"),
        (123_450, "RUB", "ru", "1 234,50 ₽"),
        (1_234_550, "EUR", "en", "€12,345.50"),
        (1250, "PLN", "en", "PLN 12.50"),
        (-5, "EUR", "fr", "-0,05 €"),
        (1500, "JPY", "en", "JPY 1,500"),
        (1500, "KWD", "fr", "1,500 KWD"),
    ],
)
def test_money(amount: int, currency: str, language: str, shown: str) -> None:
    assert write_money(amount, currency, language) == shown


def test_quantities_and_times() -> None:
    assert write_quantity("0.485", "pl") == "0,485"
    assert write_quantity("2.000", "fr") == "2"
    assert write_quantity("10", "en") == "10"
    assert write_moment(NOW, "Europe/Paris", "en") == "20 Nov 2026 10:30"
    assert write_moment(NOW, "Mars/Olympus", "pl") == "20.11.2026 09:30 UTC"
