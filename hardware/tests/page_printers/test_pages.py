"""Documents as A4: every letter of the shop's languages, as many pages as it takes, nothing cut."""

import base64
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection
from comptoir_store_server.page_printers.pages import COLUMNS, Page, make_page, read_pdf
from comptoir_store_server.printing.render import UnsupportedDocument
from comptoir_store_server.reasons import Reason

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
STORE = {"name": "Pod Żubrem", "timezone": "Europe/Warsaw", "language": "pl", "currency": "PLN"}
PRINTER = Peripheral("p1", "Biuro", "page_printer", Connection(host="192.0.2.7", port=631))
RECEIPT = {
    "number": "1-12",
    "currency": "PLN",
    "closed_at": "2026-11-21T09:00:00Z",
    "lines": [
        {"name": "Żółć gęślą jaźń", "quantity": "2", "price": 450, "total": 900},
        {"name": "Crème brûlée à l'œuf", "quantity": "1", "price": 250, "total": 250},
        {"name": "Объём щи — сметана", "quantity": "0.485", "unit": "kg", "price": 1000, "total": 485},
    ],
    "total": 1635,
}


def page(document: dict[str, Any], **more: Any) -> Page:
    return make_page(document, PRINTER, STORE, NOW, **more)


def text_of(pdf: bytes, tmp_path: Path) -> str:
    """As a reader of PDF sees it, written by somebody else."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    file = tmp_path / "page.pdf"
    file.write_bytes(pdf)
    words = ["pdftotext", "-layout", str(file), "-"]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def letters_in(pdf: bytes) -> set[str]:
    """The letters that the embedded fonts say they draw, from their ToUnicode tables."""
    tables = re.findall(rb"beginbfchar(.*?)endbfchar", pdf, re.DOTALL)
    codes = re.findall(rb"<[0-9A-F]+> <([0-9A-F]{4})>", b"".join(tables))
    return {chr(int(code, 16)) for code in codes}


@pytest.mark.parametrize("kind", ["test", "text", "report", "pickup", "assembly", "receipt"])
def test_every_kind_of_document_is_a_pdf_with_its_fonts_in_it(kind: str) -> None:
    document = {"kind": kind, "text": ["Zażółć"], "receipt": RECEIPT, "report": {"totals": {"sales": 1635}}}
    made = page(document)
    assert read_pdf(base64.b64encode(made.pdf).decode()) == made.pdf
    assert b"/FontFile2" in made.pdf
    assert made.note is None


def test_letters_of_all_languages_are_in_the_embedded_font() -> None:
    drawn = letters_in(page({"kind": "receipt", "receipt": RECEIPT}).pdf)
    assert set("ŻółćgęślajźńCrèmebûéàœОбъёмщисметана") <= drawn


def test_a_receipt_reads_as_it_was_sold(tmp_path: Path) -> None:
    text = text_of(page({"kind": "receipt", "receipt": RECEIPT}).pdf, tmp_path)
    for part in ("Pod Żubrem", "Żółć gęślą jaźń", "Crème brûlée à l'œuf", "Объём щи — сметана", "16,35 zł"):
        assert part in text.replace("\u00a0", " ")
    assert "1 / 1" in text
    assert "?" not in text


def test_amounts_stand_at_the_right_edge(tmp_path: Path) -> None:
    text = text_of(page({"kind": "receipt", "receipt": RECEIPT}).pdf, tmp_path)
    goods = [line.rstrip() for line in text.splitlines() if "RAZEM" not in line]
    ends = [len(line) for line in goods if line.endswith("zł")]
    assert len(ends) == 3
    assert max(ends) == min(ends)


def test_a_test_page_says_who_prints_where(tmp_path: Path) -> None:
    text = text_of(page({"kind": "test", "language": "fr"}).pdf, tmp_path)
    assert "Biuro" in text
    assert "192.0.2.7:631" in text
    assert "Pod Żubrem" in text


def test_a_long_text_takes_pages_and_loses_nothing(tmp_path: Path) -> None:
    pdf = page({"kind": "text", "text": [f"line {number}" for number in range(200)]}).pdf
    assert pdf.count(b"/Type /Page\n") == 5
    text = text_of(pdf, tmp_path)
    assert re.findall(r"line (\d+)\n", text) == [str(number) for number in range(200)]
    assert [f"{number} / 5" in text for number in range(1, 6)] == [True] * 5


def test_a_line_that_is_too_long_is_wrapped(tmp_path: Path) -> None:
    text = text_of(page({"kind": "text", "text": ["word " * 40]}).pdf, tmp_path)
    assert text.count("word") == 40
    assert max(len(line) for line in text.splitlines() if "word" in line) <= COLUMNS + 4


def test_in_another_printers_place_it_says_so(tmp_path: Path) -> None:
    made = page({"kind": "assembly", "receipt": RECEIPT}, redirected_from="Kuchnia")
    assert "Kuchnia" in text_of(made.pdf, tmp_path)


@pytest.mark.parametrize(
    ("language", "mark"),
    [("fr", "DUPLICATA"), ("pl", "DUPLIKAT"), ("ru", "ДУБЛИКАТ"), ("en", "DUPLICATE")],
)
def test_a_report_once_more_says_that_it_is_a_copy(tmp_path: Path, language: str, mark: str) -> None:
    report = {"kind": "report", "language": language, "report": {"number": 17}}
    assert mark in text_of(page(report | {"duplicate": True}).pdf, tmp_path)
    assert mark not in text_of(page(report).pdf, tmp_path)


def test_the_accountant_s_page_is_in_the_language_of_its_role(tmp_path: Path) -> None:
    receipt = {"kind": "receipt", "receipt": RECEIPT}
    assert "RAZEM" in text_of(page(receipt).pdf, tmp_path)
    assert "ИТОГО" in text_of(page(receipt, options={"language": "ru"}).pdf, tmp_path)
    asked = page({**receipt, "language": "en"}, options={"language": "ru"})
    assert "TOTAL" in text_of(asked.pdf, tmp_path)


def test_a_character_that_our_font_has_not_is_told() -> None:
    assert page({"kind": "text", "text": ["劲"]}).note == Reason.LETTERS_MISSING


def test_an_empty_document_is_an_empty_page() -> None:
    assert page({"kind": "text"}).pdf.count(b"/Type /Page\n") == 1


def test_a_pdf_is_passed_through_byte_by_byte() -> None:
    made = page({"kind": "text", "text": ["x"]}).pdf
    assert page({"kind": "pdf", "pdf": base64.b64encode(made).decode()}).pdf == made


@pytest.mark.parametrize(
    "document",
    [
        {"kind": "drawer"},
        {"kind": "probe", "probe": "reach"},
        {"kind": "calibration"},
        {"kind": "pdf"},
        {"kind": "pdf", "pdf": "not base64!"},
        {"kind": "pdf", "pdf": base64.b64encode(b"PK\x03\x04").decode()},
        {"kind": "pdf", "pdf": base64.b64encode(b"%PDF-1.7 cut off").decode()},
        {"kind": "pdf", "pdf": 7},
    ],
)
def test_what_is_no_page(document: dict[str, Any]) -> None:
    with pytest.raises(UnsupportedDocument):
        page(document)
