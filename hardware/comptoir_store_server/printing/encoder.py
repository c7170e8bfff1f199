"""Letters to bytes: the code page that a language wants first, and never a question mark."""

import codecs
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from comptoir_store_server.printing.lines import NO_BREAK
from comptoir_store_server.profiles import PYTHON_CODECS

#: Spaces at which no line may be broken: no-break, its narrow brother, figure space.
HOLDING = frozenset((NO_BREAK, "\u202f", "\u2007"))

ORDER = {
    "fr": ("CP858", "CP1252"),
    "pl": ("CP852", "CP858"),
    "ru": ("CP866", "CP858"),
    "en": ("CP858", "CP1252"),
}
#: What a character may become when no page of the printer has it, without changing what is read.
STAND_INS = {
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2212": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201a": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "\u00ab": '"',
    "\u00bb": '"',
    "\u2026": "...",
    "\u00d7": "x",
    "\u2022": "*",
    "\u20bd": "руб.",
    "\u0153": "oe",
    "\u0152": "OE",
}


class _Letters(dict[int, str]):
    """What each letter becomes, worked out when it first comes and kept for `str.translate`."""

    #: More different letters than any shop writes: beyond them nothing is kept.
    MOST = 4096

    def __init__(self, become: Callable[[str], str]) -> None:
        super().__init__()
        self._become = become

    def __missing__(self, code: int) -> str:
        letters = self._become(chr(code))
        if len(self) < self.MOST:
            self[code] = letters
        return letters


def _tidy_character(character: str) -> str:
    if character in HOLDING:
        return NO_BREAK
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    return "" if category in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn") else character


_TIDY = _Letters(_tidy_character)


def tidy(text: str) -> str:
    """Composed letters, no control characters that a printer would obey; no-break spaces still hold."""
    if text.isascii() and text.isprintable():
        return text
    return _compose(text).translate(_TIDY)


def _compose(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """The same with ordinary spaces everywhere."""
    return tidy(text).replace(NO_BREAK, " ")


class LanguageEncoder:
    """Writes text in a printer's code pages, those that the language wants first.

    All tables are made once: of each page by Python's codecs, of each letter when it is first met. Whole
    lines are tried in one page; letters are looked at one by one only where a line needs several.
    """

    def __init__(self, slots: Mapping[str, int], language: str, found: tuple[str, ...] = ()) -> None:
        """`found` are the pages that a person read on this very printer: they come before any other."""
        order = (*found, *ORDER.get(language, ORDER["en"]), *PYTHON_CODECS)
        self._pages = [page for page in dict.fromkeys(order) if page in slots]
        self._select = {page: b"\x1bt" + bytes([slots[page]]) for page in self._pages}
        self._page_of: dict[str, str | None] = {}
        self._fitted = _Letters(self._fit_character)
        #: letters that fit as they are, alone and side by side
        self._fitting: set[str] = {*map(chr, range(0x20, 0x7F)), NO_BREAK}

    def fit(self, text: str) -> str:
        """The text as this printer can write it: stand-ins only for what no page has."""
        if self._fitting.issuperset(text):
            return text
        fitted = _compose(text).translate(self._fitted)
        self._fitting.update(filter(self._fits, fitted))
        return fitted

    def _fits(self, character: str) -> bool:
        """No letter of these pages changes beside another, so that knowing each of a text is enough."""
        is_alone = unicodedata.is_normalized("NFC", character) and not unicodedata.combining(character)
        return is_alone and self._fitted[ord(character)] == character and bool(self._find_page(character))

    def _fit_character(self, character: str) -> str:
        tidied = _TIDY[ord(character)]
        if tidied == NO_BREAK or tidied.isascii() or self._find_page(tidied):
            return tidied
        return STAND_INS.get(tidied, tidied)

    def lost(self, text: str) -> set[str]:
        """The characters of a fitted text that no page has."""
        return {letter for letter in set(text) if not letter.isascii() and not self._find_page(letter)}

    def write(self, text: str, page: str | None) -> tuple[bytes, str | None]:
        """The bytes of fitted lines for a printer that stands on `page`, and on which it stands then.

        Nothing means that the printer may stand anywhere, as after its reset.
        Raises UnicodeEncodeError on a character that no page has, for there is no ``?`` here.
        """
        begin = b""
        if page is None and self._pages:
            page = self._pages[0]
            begin = self._select[page]
        try:
            return begin + _encode(page, text), page
        except UnicodeEncodeError:
            pieces = [begin]
        for line in text.splitlines(keepends=True):
            page = self._write_line(line, page, pieces)
        return b"".join(pieces), page

    def _write_line(self, line: str, page: str | None, pieces: list[bytes]) -> str | None:
        while True:
            try:
                pieces.append(_encode(page, line))
            except UnicodeEncodeError as hindrance:
                next_page = self._find_page(line[hindrance.start])
                if next_page is None:
                    raise
                pieces += (_encode(page, line[: hindrance.start]), self._select[next_page])
                line, page = line[hindrance.start :], next_page
            else:
                return page

    def _find_page(self, character: str) -> str | None:
        """The first page in the language's order that has the character."""
        if character not in self._page_of:
            if len(self._page_of) >= _Letters.MOST:
                self._page_of.clear()
            self._page_of[character] = next((p for p in self._pages if _has(p, character)), None)
        return self._page_of[character]


def _encode(page: str | None, text: str) -> bytes:
    """Python keeps some of these pages as dictionaries; compiled by itself they are several times faster."""
    if page is None:
        return text.encode("ascii")
    return codecs.charmap_encode(text, "strict", _compiled(page))[0]


@cache
def _compiled(page: str) -> Any:
    """The page's 256 letters, compiled; places without a letter stay empty."""
    letters = bytes(range(256)).decode(PYTHON_CODECS[page], "replace").replace("\ufffd", "\ufffe")
    return codecs.charmap_build(letters)


def _has(page: str, character: str) -> bool:
    try:
        _encode(page, character)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=64)
def encoder_for(slots: tuple[tuple[str, int], ...], language: str, found: tuple[str, ...]) -> LanguageEncoder:
    """One encoder per set of pages and language for all jobs, with all letters it has met."""
    return LanguageEncoder(dict(slots), language, found)
