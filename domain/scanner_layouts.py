"""Which keyboard a scanner is taken for: told by one known code, from what arrives in a text field."""

from enum import StrEnum

from domain.refusal import Refusal


class Layout(StrEnum):
    """A keyboard by its first letters."""

    QWERTY = "qwerty"
    AZERTY = "azerty"
    QWERTZ = "qwertz"
    JCUKEN = "jcuken"


#: letters that move from layout to layout, a sign that moves, and every digit
SAMPLE = "azqwym-1234567890"
#: what the letters of SAMPLE become
_LETTERS = {
    "azqwym": Layout.QWERTY,
    "qwazy,": Layout.AZERTY,
    "qwazy?": Layout.AZERTY,
    "ayqwzm": Layout.QWERTZ,
    "фяйцнь": Layout.JCUKEN,
}
_PLAIN_DIGITS = "1234567890"
#: the digit row of a French keyboard without its shift key: on a PC, on a Mac, in Belgium
_FRENCH_DIGITS = ("&é\"'(-è_çà", "&é\"'(§è!çà")
LONGEST = 200


def read_layout(typed: str) -> Layout:
    """The layout behind what was typed when SAMPLE was scanned.

    Raises Refusal at `typed`: `required` for nothing, `layout_incomplete` when only a part of the code
    arrived, `layout_unknown` for anything else.
    """
    text = "".join(typed[:LONGEST].split()).lower()
    if not text:
        raise Refusal("required", "typed")
    letters, digits = text[:6], text[7:]
    layout = _LETTERS.get(letters)
    if layout is None:
        raise Refusal("layout_unknown", "typed")
    if len(text) < len(SAMPLE):
        raise Refusal("layout_incomplete", "typed")
    french = layout == Layout.AZERTY and digits in _FRENCH_DIGITS
    if not french and digits != _PLAIN_DIGITS:
        raise Refusal("layout_unknown", "typed")
    return layout
