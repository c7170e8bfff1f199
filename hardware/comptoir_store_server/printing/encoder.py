"""Letters to bytes: the code page that a language wants first, and never a question mark."""

import unicodedata

from comptoir_store_server.profiles import PYTHON_CODECS

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


def clean(text: str) -> str:
    """Composed letters, ordinary spaces, and no control characters that a printer would obey."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(_clean_character(character) for character in composed)


def _clean_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    return "" if category in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn") else character


class LanguageEncoder:
    """Takes the place of python-escpos' own encoder, which goes by slot and prints ``?`` in silence."""

    def __init__(self, slots: dict[str, int], language: str, found: tuple[str, ...] = ()) -> None:
        """`found` are the pages that a person read on this very printer: they come before any other."""
        order = (*found, *ORDER.get(language, ORDER["en"]), *PYTHON_CODECS)
        self._pages = [page for page in dict.fromkeys(order) if page in slots]
        self._slots = slots

    def get_sequence(self, encoding: str) -> int:
        """The number that selects the page."""
        return self._slots[encoding]

    def get_encoding_name(self, encoding: str) -> str:
        """Pages have one name here."""
        return encoding.upper()

    def can_encode(self, encoding: str, character: str) -> bool:
        """Whether the page has the character."""
        if character.isascii():
            return True
        try:
            character.encode(PYTHON_CODECS[encoding])
        except UnicodeEncodeError:
            return False
        return True

    def encode(self, text: str, encoding: str) -> bytes:
        """The bytes; raises on a character that the page has not, for there is no ``?`` here."""
        return text.encode(PYTHON_CODECS[encoding])

    def find_suitable_encoding(self, character: str) -> str | None:
        """The first page in the language's order that has the character."""
        return next((page for page in self._pages if self.can_encode(page, character)), None)

    def fit(self, text: str) -> str:
        """The text as this printer can write it: stand-ins only for what no page has."""
        return "".join(self._fit_character(character) for character in clean(text))

    def _fit_character(self, character: str) -> str:
        if character.isascii() or self.find_suitable_encoding(character):
            return character
        return STAND_INS.get(character, character)

    def lost(self, text: str) -> set[str]:
        """The characters of a fitted text that no page has."""
        return {
            character
            for character in text
            if not character.isascii() and not self.find_suitable_encoding(character)
        }
