"""As on which keyboard a scanner types: told by one known code, from the keys that a store server saw.

The store server reads the keys as those of an American keyboard, whatever it is told of the scanner
otherwise, so that each keyboard makes one text of the code, and always the same.
"""

from enum import StrEnum

from domain.refusal import Refusal

#: The store server is asked to read the keys as this keyboard.
READ_AS = "us"
#: Letters of both cases that move from keyboard to keyboard, signs that do, and every digit.
CODE = 'AzQwYm"/-1234567890'


class Keyboard(StrEnum):
    """A keyboard as store servers name it."""

    AMERICAN = "us"
    BRITISH = "gb"
    FRENCH = "fr"
    GERMAN = "de"


#: What arrives -> the keyboard. A French one shifts its digits, unless it takes them from the keypad.
_TYPED = {
    CODE: Keyboard.AMERICAN,
    "AzQwYm@/-1234567890": Keyboard.BRITISH,
    "QwAzY;3>6!@#$%^&*()": Keyboard.FRENCH,
    "QwAzY;3>61234567890": Keyboard.FRENCH,
    "AyQwZm@&/1234567890": Keyboard.GERMAN,
}
#: A Russian keyboard: Latin letters where the American has them, left out, or Cyrillic in their place.
_RUSSIAN = ("AzQwYm@|-1234567890", "@|-1234567890", "ФяЙцНьЭ.-1234567890", 'ФяЙцНь"/-1234567890')
#: What a scanner may put before a code to tell which sort it is (]C0, ]Q1), as it arrives from these.
_SORTS = {
    Keyboard.FRENCH: ("C)", "A!"),
    Keyboard.GERMAN: ("C0", "Q1"),
}
#: As many signs of the code as cannot be there by chance.
ENOUGH = 5
#: Longer than anything that a scanner makes of the code.
LONGEST = 200
#: Codes of goods have so many digits.
GOODS = range(8, 15)


def read_keyboard(arrived: str) -> Keyboard:
    """The keyboard behind what arrived when CODE was scanned.

    Raises Refusal: `scan_empty`, `scan_of_goods` (another code), `scan_incomplete`, `scan_recased` (capitals
    and small letters changed), `scan_russian`, `scan_added` (fact `added`), `scan_unknown` (fact `arrived`).
    """
    text = arrived[:LONGEST].strip()
    if not text:
        raise Refusal("scan_empty")
    found = _TYPED.get(_without_sort(text))
    if found is not None:
        return found
    raise _refusal(text)


def _without_sort(text: str) -> str:
    for keyboard, sorts in _SORTS.items():
        for sort in sorts:
            rest = text.removeprefix(sort)
            if rest != text and _TYPED.get(rest) == keyboard:
                return rest
    return text


def _refusal(text: str) -> Refusal:
    """Why it is none, the most helpful first."""
    if text in _RUSSIAN:
        return Refusal("scan_russian")
    if text.isascii() and text.isdigit() and len(text) in GOODS:
        return Refusal("scan_of_goods")
    if text.casefold() in {each.casefold() for each in _TYPED}:
        return Refusal("scan_recased")
    if len(text) >= ENOUGH and any(each.startswith(text) or each.endswith(text) for each in _TYPED):
        return Refusal("scan_incomplete")
    for each in (*_TYPED, *_RUSSIAN):
        before, is_there, after = text.partition(each)
        if is_there:
            return Refusal("scan_added", added=f"{before} … {after}".strip())
    return Refusal("scan_unknown", arrived=text[:40])
