"""Reading a product list (CSV) as shops have it: any of our languages' headers, separators and encodings."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.prices import read_price
from domain.refusal import Refusal
from domain.text import optional_text, required_name

#: what a header may call each column, in any of our languages, without accents; words end at "|"
_COLUMN_WORDS = {
    "name": "name|product|nom|produit|article|nazwa|produkt|towar|название|наименование|товар",
    "category": "category|group|categorie|groupe|kategoria|grupa|категория|группа",
    "price": "price|prix|cena|цена",
    "barcode": "barcode|ean|gtin|code-barres|code barres|code barre|kod kreskowy|kod|штрихкод|штрих-код",
}
COLUMNS = {column: frozenset(words.split("|")) for column, words in _COLUMN_WORDS.items()}
MOST_LINES = 20_000
_POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_FRENCH = frozenset("àâçéèêëîïôùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŸŒÆ’«»€°")
_WELCOME = {"cp1250": _POLISH | frozenset("„”–’€"), "cp1252": _FRENCH}
_LANGUAGE_OF = {"cp1250": "pl", "cp1251": "ru", "cp1252": "fr"}


@dataclass(frozen=True)
class ProductLine:
    """One usable line: `number` counts from 1 with the header, `price` in minor units."""

    number: int
    name: str
    category: str
    price: int
    barcodes: tuple[str, ...]


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be used: why, in which column, and its text as it stood."""

    number: int
    code: str
    column: str | None
    text: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ProductFile:
    """What a file holds."""

    encoding: str
    lines: tuple[ProductLine, ...]
    bad: tuple[BadLine, ...]


def read_product_file(content: bytes, currency: str, language: str = "en") -> ProductFile:
    """Read a whole file; `language` only helps to guess the encoding.

    Raises Refusal at `file`: `file_empty`, `file_not_text`, `column_missing` (fact `column`), `file_too_long`
    (fact `maximum`). A line that cannot be used is no refusal: it is listed in `bad`.
    """
    if not content.strip():
        raise Refusal("file_empty", "file")
    text, encoding = _decode(content, language)
    rows = _rows(text)
    _, header = next(rows, (0, []))
    if not header:  # nothing but blanks that bytes do not know, such as no-break spaces
        raise Refusal("file_empty", "file")
    places = _places(header)
    lines: list[ProductLine] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for number, row in rows:
        if number > MOST_LINES:
            raise Refusal("file_too_long", "file", maximum=MOST_LINES)
        try:
            lines.append(_line(number, row, places, currency, seen))
        except Refusal as refusal:
            bad.append(BadLine(number, refusal.code, refusal.field, " · ".join(row), refusal.facts))
    return ProductFile(encoding, tuple(lines), tuple(bad))


def _decode(content: bytes, language: str) -> tuple[str, str]:
    if b"\x00" in content:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16", errors="replace"), "utf-16"
        raise Refusal("file_not_text", "file")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    guesses = {codec: content.decode(codec, errors="replace") for codec in _LANGUAGE_OF}
    best = max(guesses, key=lambda codec: _likelihood(guesses[codec], codec, language))
    return guesses[best], best


def _likelihood(text: str, codec: str, language: str) -> float:
    """How much the text looks like the language that uses this code page."""
    letters = [letter for letter in text if letter > "\x7f"]
    if codec == "cp1251":
        good = sum(1 for letter in letters if "а" <= letter.lower() <= "я" or letter in "ёЁ№«»–—„“")
    else:
        good = sum(1 for letter in letters if letter in _WELCOME[codec])
    known = sum(1 for cell in text.partition("\n")[0].replace(";", ",").split(",") if _column_of(cell))
    hint = 0.1 if _LANGUAGE_OF[codec] == language else 0.0
    return (2 * good - len(letters)) / max(1, len(letters)) + known * 0.5 + hint - _mixed_words(text)


def _mixed_words(text: str) -> float:
    """Words of Latin and Cyrillic letters together betray a wrong code page."""
    words = text.split()[:2000]
    mixed = sum(
        1
        for word in words
        if any("a" <= c <= "z" for c in word.lower()) and any("Ѐ" <= c <= "ӿ" for c in word)
    )
    return mixed / max(1, len(words)) * 4


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines with their numbers; empty lines are passed over but counted."""
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(";,\t|", key=first.count) if any(mark in first for mark in ";,\t|") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise Refusal("file_not_text", "file") from error


def _places(header: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, cell in enumerate(header):
        column = _column_of(cell)
        if column is not None:
            places.setdefault(column, index)
    for column in ("name", "price"):
        if column not in places:
            raise Refusal("column_missing", "file", column=column)
    return places


def _column_of(cell: str) -> str | None:
    plain = _plain(cell)
    for column, words in COLUMNS.items():
        if plain in words:
            return column
    return None


def _plain(cell: str) -> str:
    """Lower case without Latin accents: "Catégorie" → "categorie"."""
    letters = unicodedata.normalize("NFD", cell.strip().strip('"').strip().casefold())
    return unicodedata.normalize(
        "NFC", "".join(letter for letter in letters if letter not in "\u0300\u0301\u0302\u0327")
    )


def _line(
    number: int, row: list[str], places: dict[str, int], currency: str, seen: dict[str, int]
) -> ProductLine:
    def cell(column: str) -> str:
        index = places.get(column)
        return row[index] if index is not None and index < len(row) else ""

    barcodes = tuple(read_barcode(one) for one in cell("barcode").split("|") if one.strip())
    line = ProductLine(
        number=number,
        name=required_name(cell("name"), "name", 160),
        category=optional_text(cell("category"), "category", 80),
        price=read_price(cell("price"), currency),
        barcodes=barcodes,
    )
    for barcode in barcodes:
        if barcode in seen:
            raise Refusal("barcode_twice", "barcode", barcode=barcode, line=seen[barcode])
    seen.update(dict.fromkeys(barcodes, number))
    return line


def read_barcode(typed: str) -> str:
    """A barcode without spaces. Raises Refusal `barcode_invalid` or `barcode_scientific` at `barcode`."""
    code = "".join(typed.split())
    if not code.isascii() or not code.isprintable() or len(code) > 64:
        raise Refusal("barcode_invalid", "barcode")
    mantissa, mark, exponent = code.upper().replace(",", ".").partition("E+")
    if mark and exponent.isdigit() and mantissa.replace(".", "").isdigit():
        raise Refusal("barcode_scientific", "barcode")
    return code
