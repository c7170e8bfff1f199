"""Calibration of a receipt printer's letters: numbered lines, of which a person reads one and types its number."""

from dataclasses import dataclass

from domain.refusal import Refusal

#: which code pages a language wants, the usual one first
PAGES: dict[str, tuple[str, str]] = {
    "en": ("CP858", "CP1252"),
    "fr": ("CP858", "CP1252"),
    "pl": ("CP852", "CP1250"),
    "ru": ("CP866", "CP1251"),
}
_POLISH = "Zażółć gęślą jaźń"
_RUSSIAN = "Съешь ещё этих мягких булок"
#: what a line says, at most 28 letters so that it stays one line on the narrow paper, too
SAMPLES: dict[tuple[str, str], str] = {
    ("en", "CP858"): "Café crème, £3, 5 €",
    ("en", "CP1252"): "Café crème, £3, 5 €",
    ("fr", "CP858"): "À Noël, pâté à la crème 5 €",
    ("fr", "CP1252"): "Œuvre à Noël, ça coûte 5 €",
    ("pl", "CP852"): _POLISH,
    ("pl", "CP1250"): _POLISH,
    ("ru", "CP866"): _RUSSIAN,
    ("ru", "CP1251"): _RUSSIAN,
}
#: the tables of each sheet; the first holds what most makers use, all stay under a metre of paper
SHEETS: tuple[range, ...] = (range(54), range(54, 148), range(148, 256))
TABLES = 256


@dataclass(frozen=True)
class Line:
    """A line of a sheet: the text as this code page writes it, in this table of the printer."""

    number: int
    page: str
    table: int
    text: str


def sheet_lines(language: str, sheet: int) -> list[Line]:
    """The lines of a sheet, the first sheet is 1. Raises Refusal `sheet_unknown` at `sheet`."""
    if not 1 <= sheet <= len(SHEETS):
        raise Refusal("sheet_unknown", "sheet")
    pages = PAGES[language]
    return [
        Line(table * len(pages) + place + 1, page, table, SAMPLES[language, page])
        for table in SHEETS[sheet - 1]
        for place, page in enumerate(pages)
    ]


def read_number(typed: str, language: str) -> tuple[str, int]:
    """The code page and table of the line with this number, on whichever sheet it stands.

    Raises Refusal at `number`: `required`, `line_unknown`.
    """
    text = (typed or "").strip()
    if not text:
        raise Refusal("required", "number")
    pages = PAGES[language]
    last = len(pages) * TABLES
    if not (text.isascii() and text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= last):
        raise Refusal("line_unknown", "number", last=last)
    table, place = divmod(int(text) - 1, len(pages))
    return pages[place], table
