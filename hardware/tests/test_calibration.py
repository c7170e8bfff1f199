"""The calibration sheet on a virtual printer: one line is readable, and choosing it makes letters."""

import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection
from comptoir_store_server.printing.render import UnsupportedDocument, render
from comptoir_store_server.reasons import Reason
from comptoir_store_server.virtual_printer import VirtualPrinter

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
#: page -> the tables of the virtual Epson that write these words right; two pages have a neighbour's twin
SAMPLES = {
    "CP852": ("Zażółć gęślą jaźń", [18]),
    "CP1250": ("Zażółć gęślą jaźń", [45]),
    "CP866": ("Съешь ещё этих мягких булок", [17, 44]),
    "CP1251": ("Съешь ещё этих мягких булок", [46, 53]),
}


def a_printer(profile: str = "TM-T88V", **more: Any) -> Peripheral:
    facts: dict[str, Any] = {"paper_mm": 80, "language": None, **more}
    return Peripheral("p1", "Bar", "receipt_printer", Connection(host="192.0.2.7"), profile, **facts)


def a_sheet(page: str, text: str) -> dict[str, Any]:
    lines = [{"number": n + 1, "page": page, "table": n, "text": text} for n in range(54)]
    return {"kind": "calibration", "language": "pl", "lines": lines}


def paper_of(data: bytes, folder: Path, pages: str = "epson") -> Any:
    """What this printer shows for these bytes."""
    printer = VirtualPrinter(folder=folder, profile_pages=pages).start()
    try:
        with socket.create_connection(("127.0.0.1", printer.port)) as line:
            line.sendall(data)
        end = time.monotonic() + 10
        while not printer.papers:
            assert time.monotonic() < end, "no paper"
            time.sleep(0.01)
        return printer.papers[-1]
    finally:
        printer.stop()


@pytest.mark.parametrize("page", SAMPLES)
def test_exactly_the_line_of_the_right_table_is_readable(page: str, tmp_path: Path) -> None:
    text, tables = SAMPLES[page]
    rendered = render(a_sheet(page, text), a_printer(), {}, NOW)
    lines = paper_of(rendered.data, tmp_path).lines
    assert [line.split()[0] for line in lines if text in line] == [str(n + 1) for n in tables]
    assert len([line for line in lines if line.strip()]) >= 54


def test_an_unknown_page_a_table_of_no_printer_or_control_letters_make_no_paper() -> None:
    good = {"number": 1, "page": "CP852", "table": 18, "text": "ż"}
    for wrong in (
        {"page": "CP9999"},
        {"table": 256},
        {"table": -1},
        {"text": "щ"},
        {"text": "a\x1bp"},
        {"text": ""},
    ):
        document = {"kind": "calibration", "lines": [good, good | wrong]}
        with pytest.raises(UnsupportedDocument):
            render(document, a_printer(), {}, NOW)
    for lines in ([], None, "x", [7]):
        with pytest.raises(UnsupportedDocument):
            render({"kind": "calibration", "lines": lines}, a_printer(), {}, NOW)


def test_what_was_chosen_turns_the_picture_into_letters(tmp_path: Path) -> None:
    document = {"kind": "text", "language": "pl", "text": ["Zażółć gęślą jaźń"]}
    before = render(document, a_printer("TM-T88III"), {}, NOW)
    assert before.note == Reason.AS_IMAGE
    after = render(document, a_printer("TM-T88III", code_pages={"CP852": 18}), {}, NOW)
    assert after.note is None
    assert "Zażółć gęślą jaźń" in "\n".join(paper_of(after.data, tmp_path).lines)


def test_the_test_print_shows_that_it_helped_although_another_language_stays_unwritable(
    tmp_path: Path,
) -> None:
    """Only Russian was sought on this printer: Polish, which it has not, is no cause for a picture."""
    document = {"kind": "test", "language": "ru"}
    assert render(document, a_printer("T-1"), {}, NOW).note == Reason.AS_IMAGE
    after = render(document, a_printer("T-1", code_pages={"CP866": 17}), {}, NOW)
    assert after.note is None
    text = "\n".join(paper_of(after.data, tmp_path).lines)
    assert "Русский: Борщ с пампушками" in text
    assert "Français: oeufs" in text or "Français: OEufs" in text
    assert "Polski" not in text
    wrong = render({"kind": "test", "language": "pl"}, a_printer("T-1", code_pages={"CP866": 17}), {}, NOW)
    assert wrong.note == Reason.AS_IMAGE, "its own language is never left out"


def test_what_a_person_read_comes_before_what_the_model_is_said_to_have(tmp_path: Path) -> None:
    """A clone that calls itself an Epson has the Windows page elsewhere, and no other was readable."""
    document = {"kind": "text", "language": "pl", "text": ["Zażółć gęślą jaźń"]}
    rendered = render(document, a_printer("default", code_pages={"CP1250": 72}), {}, NOW)
    assert b"\x1bt\x12" not in rendered.data
    assert "Zażółć gęślą jaźń" in "\n".join(paper_of(rendered.data, tmp_path, "pos-5890").lines)


def test_where_no_line_was_readable_everything_is_a_picture(tmp_path: Path) -> None:
    document = {"kind": "text", "language": "en", "text": ["Plain text"]}
    rendered = render(document, a_printer(as_image=True), {}, NOW)
    assert rendered.note == Reason.AS_IMAGE
    paper = paper_of(rendered.data, tmp_path)
    assert any(item["kind"] == "picture" for item in paper.to_json()["items"])
    assert "Plain text" not in "\n".join(paper.lines)
