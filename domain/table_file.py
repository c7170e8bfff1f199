"""Reading a table (CSV) as shops have it: any of our languages' headers, separators and encodings."""

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from domain.refusal import Refusal
from domain.table_cells import unmark

#: what a header may call each column, in any of our languages, without accents
Columns = Mapping[str, frozenset[str]]
MOST_LINES = 20_000
_SEPARATORS = ",;\t|"
_POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_FRENCH = frozenset("àâçéèêëîïôùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŸŒÆ’«»€°")
_WELCOME = {"cp1250": _POLISH | frozenset("„”–’€"), "cp1252": _FRENCH}
_LANGUAGE_OF = {"cp1250": "pl", "cp1251": "ru", "cp1252": "fr"}


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be used: why, in which column, and its text as it stood."""

    number: int
    code: str
    column: str | None
    text: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A file whose header was understood: where each column stands, and its lines with their numbers."""

    encoding: str
    places: dict[str, int]
    rows: Iterator[tuple[int, list[str]]]


def words_of_columns(words: Mapping[str, str]) -> Columns:
    """Columns whose words are written in one line each, with "|" between them."""
    return {column: frozenset(names.split("|")) for column, names in words.items()}


def first_line(headings: Mapping[str, str], language: str) -> str:
    """How a table begins that was saved in this language: with a comma in English, with a semicolon elsewhere."""
    return ("," if language == "en" else ";").join(headings.values())


def read_table(content: bytes, columns: Columns, required: Collection[str], language: str = "en") -> Table:
    """Read a file's header; `language` only helps to guess the encoding. Its lines are read while they are asked for.

    Raises Refusal at `file`: `file_empty`, `file_not_text`, `column_missing` (fact `column`), and while lines are
    asked for `file_not_text` and `file_too_long` (fact `maximum`).
    """
    if not content.strip():
        raise Refusal("file_empty", "file")
    text, encoding = _decode(content, columns, language)
    rows = _rows(text, _separator(text, columns))
    _, header = next(rows, (0, []))
    if not header:  # nothing but blanks that bytes do not know, such as no-break spaces
        raise Refusal("file_empty", "file")
    return Table(encoding, _places(header, columns, required), rows)


def _decode(content: bytes, columns: Columns, language: str) -> tuple[str, str]:
    if b"\x00" in content:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16", errors="replace"), "utf-16"
        raise Refusal("file_not_text", "file")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    guesses = {codec: content.decode(codec, errors="replace") for codec in _LANGUAGE_OF}
    best = max(guesses, key=lambda codec: _likelihood(guesses[codec], codec, columns, language))
    return guesses[best], best


def _likelihood(text: str, codec: str, columns: Columns, language: str) -> float:
    """How much the text looks like the language that uses this code page."""
    letters = [letter for letter in text if letter > "\x7f"]
    if codec == "cp1251":
        good = sum(1 for letter in letters if "а" <= letter.lower() <= "я" or letter in "ёЁ№«»–—„“")
    else:
        good = sum(1 for letter in letters if letter in _WELCOME[codec])
    known = sum(
        1 for cell in text.partition("\n")[0].replace(";", ",").split(",") if _column_of(cell, columns)
    )
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


def _separator(text: str, columns: Columns) -> str:
    """The mark that finds most known columns in the header; a store's name may hold any of them."""
    first = text.lstrip("\r\n").partition("\n")[0]

    def found(mark: str) -> tuple[int, int]:
        cells = next(csv.reader([first], delimiter=mark), [])
        return sum(_column_of(cell, columns) is not None for cell in cells), first.count(mark)

    return max(_SEPARATORS, key=found)


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Lines with their numbers; empty lines are passed over but counted."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            if reader.line_num > MOST_LINES:
                raise Refusal("file_too_long", "file", maximum=MOST_LINES)
            if any(cell.strip() for cell in row):
                yield reader.line_num, [unmark(cell.strip()).strip() for cell in row]
    except csv.Error as error:
        raise Refusal("file_not_text", "file") from error


def _places(header: list[str], columns: Columns, required: Collection[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, cell in enumerate(header):
        column = _column_of(cell, columns, taken=places)
        if column is not None:
            places[column] = index
    for column in required:
        if column not in places:
            raise Refusal("column_missing", "file", column=column)
    return places


def _column_of(cell: str, columns: Columns, taken: Collection[str] = ()) -> str | None:
    """The column that a header cell names and no cell before it; its very words count more than plain ones."""
    for word in (exact_word(cell), plain_word(cell)):
        for column, words in columns.items():
            if word in words and column not in taken:
                return column
    return None


def exact_word(cell: str) -> str:
    """As it stands, but for capitals."""
    return unicodedata.normalize("NFC", cell.strip().strip('"').casefold())


def plain_word(cell: str) -> str:
    """Lower case without Latin accents, and no space around a colon: "Prix : Kraków" → "prix:krakow"."""
    bare = ":".join(part.strip() for part in cell.strip().strip('"').casefold().split(":"))
    letters = unicodedata.normalize("NFD", bare)
    return unicodedata.normalize(
        "NFC", "".join(letter for letter in letters if letter not in "\u0300\u0301\u0302\u0327")
    )
