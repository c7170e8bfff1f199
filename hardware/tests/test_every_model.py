"""Every model that python-escpos knows: text to the letter in each language, or a picture that says so.

What a byte means is read here from the collection's own file and from Python's codecs; of the box's way of
writing nothing is used but the bytes.
"""

import codecs
import json
import re
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection
from comptoir_store_server.printing.render import Rendered, render
from comptoir_store_server.reasons import Reason
from comptoir_store_server.virtual_printer import read_papers

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
MODELS: dict[str, Any] = json.loads((files("escpos") / "capabilities.json").read_text("utf-8"))["profiles"]
TEXTS = {
    "fr": [
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789",
        "àâæçéèêëîïôœùûüÿ ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ",
        "Œufs à la coque, crème brûlée : 12\u202f345,50\u00a0€",
    ],
    "pl": ["ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ", "Zażółć gęślą jaźń", "Żurek z jajkiem 12\u00a0345,50\u00a0zł"],
    "ru": [
        "абвгдеёжзийклмноп рстуфхцчшщъыьэюя",
        "АБВГДЕЁЖЗИЙКЛМНОП РСТУФХЦЧШЩЪЫЬЭЮЯ",
        "Съешь ещё этих мягких булок: 12\u00a0345,50\u00a0₽, чек № 7",
    ],
    "en": ["The quick brown fox jumps over the lazy dog", "£12.50, €12,345.50 — “café”, it’s 2 × 3…"],
}
#: What may stand for a letter that no page of the model has, without changing what is read.
SAME = {
    "œ": "oe", "Œ": "OE", "₽": "руб.", "—": "-", "–": "-", "“": '"', "”": '"', "’": "'", "×": "x", "…": "...",
    "\u00a0": " ", "\u202f": " ",
}  # fmt: skip
COMMANDS = re.compile(
    rb"\x1bt(?P<slot>.)|\x1b@|\x1c\.|\x1bR\x00|\x1bE.|\x1d!.|\x1bd.|\x1dV.|\x1ba.|"
    rb"(?P<raster>\x1dv0\x00(?P<width>..)(?P<height>..))|(?P<columns>\x1b\*[\x20\x21](?P<dots>..))|\x1b2|\x1b3.",
    re.DOTALL,
)


class Shown:
    """What a model shows of the bytes: letters by its own code pages, and how many dots of pictures."""

    def __init__(self, data: bytes, model: str) -> None:
        self._slots = MODELS[model]["codePages"]
        self._page: str | None = None
        self.text = ""
        self.picture = b""
        place = 0
        while place < len(data):
            place = self._take(data, place)

    def _take(self, data: bytes, place: int) -> int:
        if command := COMMANDS.match(data, place):
            if command["slot"]:
                self._page = codecs.lookup(self._slots[str(command["slot"][0])].replace("_", "-")).name
            length = _picture_length(command)
            self.picture += data[command.end() : command.end() + length]
            return command.end() + length
        byte = data[place : place + 1]
        if byte == b"\n" or b" " <= byte < b"\x7f":
            self.text += byte.decode("ascii")
        else:
            assert byte >= b"\x80", f"unknown command {data[place : place + 6]!r}"
            assert self._page is not None, "a letter before any page was selected"
            self.text += byte.decode(self._page)
        return place + 1


def _picture_length(command: re.Match[bytes]) -> int:
    if command["raster"]:
        return int.from_bytes(command["width"], "little") * int.from_bytes(command["height"], "little")
    return 3 * int.from_bytes(command["dots"], "little") if command["columns"] else 0


def alike(text: str) -> str:
    for letter, others in SAME.items():
        text = text.replace(letter, others)
    return re.sub(r"\s+", " ", text).strip()


def print_on(model: str, paper_mm: int, document: dict[str, Any]) -> Rendered:
    connection = Connection(host="192.0.2.7")
    printer = Peripheral("p1", "Bar", "receipt_printer", connection, model, paper_mm=paper_mm)
    return render(document, printer, {"timezone": "UTC"}, NOW)


def can_be_written(letter: str, model: str) -> bool:
    """By any page that the box speaks of those that the model has."""
    spoken = re.compile(r"CP(437|850|852|855|858|866|775|125[0127])")
    pages = [page for page in MODELS[model]["codePages"].values() if spoken.fullmatch(page)]
    return any(_encodes(page, letter) for page in pages)


def _encodes(page: str, letter: str) -> bool:
    try:
        return bool(letter.encode(page))
    except UnicodeEncodeError:
        return False


@pytest.mark.parametrize("paper_mm", [58, 80])
@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("model", MODELS)
def test_the_text_to_the_letter_or_a_picture_that_says_so(model: str, language: str, paper_mm: int) -> None:
    printed = print_on(model, paper_mm, {"kind": "text", "language": language, "text": TEXTS[language]})
    shown = Shown(printed.data, model)
    lost = [
        letter
        for letter in set(alike("".join(TEXTS[language])))
        if not letter.isascii() and not can_be_written(letter, model)
    ]
    if printed.note is None:
        assert alike(shown.text) == alike(" ".join(TEXTS[language]))
        assert not shown.picture
    else:
        assert printed.note == Reason.AS_IMAGE
        assert lost, "no picture without need"
        assert not shown.text.strip()
        assert shown.picture.strip(b"\x00"), "there is ink"


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("language", TEXTS)
def test_a_whole_receipt_holds_every_word_and_no_question_mark(model: str, language: str) -> None:
    names = [text for text in TEXTS[language] if len(text) < 40]
    lines = [{"name": name, "quantity": "2", "price": 123_456, "total": 246_912} for name in names]
    receipt = {"number": "1-12", "currency": "EUR", "lines": lines, "total": 246_912, "kind": "refund"}
    receipt |= {"taxes": [{"rate": "5.5", "base": 100, "amount": 5}], "payments": [{"method": "cash"}]}
    document = {"kind": "receipt", "language": language, "receipt": receipt, "duplicate": True}
    printed = print_on(model, 80, document)
    shown = Shown(printed.data, model)
    assert "?" not in shown.text
    if printed.note is None:
        amount = {"en": "€2,469.12", "pl": "2469,12 €"}.get(language, "2 469,12 €")
        mark = {"fr": "DUPLICATA", "pl": "DUPLIKAT", "ru": "ДУБЛИКАТ", "en": "DUPLICATE"}[language]
        text = alike(shown.text)
        assert all(alike(word) in text for word in (*names, amount, mark))
    else:
        assert printed.note == Reason.AS_IMAGE
        assert not shown.text.strip()
        assert shown.picture.strip(b"\x00")


@pytest.mark.parametrize("language", TEXTS)
def test_another_program_that_plays_a_printer_reads_the_same(language: str) -> None:
    """The virtual printer has its own tables of Epson's pages and reads every byte strictly."""
    printed = print_on("TM-T88V", 80, {"kind": "text", "language": language, "text": TEXTS[language]})
    [sheet] = read_papers(printed.data)
    assert printed.note is None
    assert not sheet.faults
    assert alike(sheet.text) == alike(" ".join(TEXTS[language]))


@pytest.mark.parametrize("tongues", [("pl", "ru"), ("fr", "pl"), ("ru", "fr", "pl", "en")])
def test_several_languages_in_one_line_switch_pages_and_lose_nothing(tongues: tuple[str, ...]) -> None:
    text = [" ".join(TEXTS[tongue][n] for tongue in tongues) for n in (0, 1)]
    for model in ("TM-T20II", "default", "RP-F10-80mm", "TM-L90"):
        printed = print_on(model, 80, {"kind": "text", "language": tongues[0], "text": text})
        assert printed.note is None
        assert alike(Shown(printed.data, model).text) == alike(" ".join(text))
