"""The order of names in a reader's alphabet: Łotwa after Luksemburg, Écosse before Espagne."""

import unicodedata

#: letters that are letters of their own; all others are sorted as if they had no accent
_OWN_ALPHABETS = {
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
}

#: letters with a stroke or two in one, which Unicode does not take apart
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def alphabet_key(text: str, language: str) -> tuple[list[tuple[int, str]], str]:
    """What to sort names by for a reader of this language; accents decide only between equal names."""
    own = _OWN_ALPHABETS.get(language, "")
    return [_place(letter, own) for letter in _letters(text, own)], text


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


def _place(letter: str, own: str) -> tuple[int, str]:
    """Spaces and digits first, then the reader's own alphabet, then other scripts."""
    if not letter.isalpha():
        return (0, letter)
    if letter in own:
        return (1 + own.index(letter), "")
    return (1, letter) if not own else (1000, letter)
