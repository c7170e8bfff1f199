"""The order of names in a reader's alphabet: Łotwa after Luksemburg, Écosse before Espagne."""

import unicodedata
from functools import lru_cache

#: names that are kept in their order: those of a few large businesses in a few languages
REMEMBERED = 50_000

#: letters that are letters of their own; all others are sorted as if they had no accent
_OWN_ALPHABETS = {
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
}

#: comes before every letter, so that a name stands before those that go on after it
_END = "\0\0"
#: letters with a stroke or two in one, which Unicode does not take apart
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


@lru_cache(maxsize=REMEMBERED)
def alphabet_key(text: str, language: str) -> str:
    """What to sort names by for a reader of this language; accents decide only between equal names.

    One string of two characters for each letter, for strings are compared faster than anything else.
    """
    own = _OWN_ALPHABETS.get(language, "")
    return "".join(_place(letter, own) for letter in _letters(text, own)) + _END + text


def _letters(text: str, own: str) -> list[str]:
    letters: list[str] = []
    for letter in unicodedata.normalize("NFC", text.casefold()):
        if letter in own:
            letters.append(letter)
        elif letter.isalnum():
            parts = unicodedata.normalize("NFD", letter.translate(_PLAIN))
            letters.extend(part for part in parts if part.isalnum())
        elif letters and letters[-1] != " ":
            letters.append(" ")
    return letters


def _place(letter: str, own: str) -> str:
    """Spaces and digits first, then the reader's own alphabet, then other scripts."""
    if not letter.isalpha():
        return "\0" + letter
    if letter in own:
        return chr(1 + own.index(letter)) + "\0"
    return ("\1" if not own else chr(1000)) + letter
