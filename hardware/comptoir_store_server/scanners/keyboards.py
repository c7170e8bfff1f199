"""Which letter a key gives on the keyboard that a scanner pretends to be.

Keys are numbered as in the kernel's input-event-codes.h; each layout is written row by row as it stands on
the desk.
"""

from dataclasses import dataclass, field

#: ` 1…0 - = · q…p [ ] · a…l ; ' \ · < z…m , . /
ROWS = ((41, *range(2, 14)), tuple(range(16, 28)), (*range(30, 41), 43), (86, *range(44, 54)))
KEYPAD = dict(
    zip((71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 55, 98), "789-456+1230.*/", strict=True)
)
SHIFTS, CONTROLS, ALT_GR, CAPS = frozenset({42, 54}), frozenset({29, 97}), 100, 58
ENTERS, TAB, SPACE, CLOSING_BRACKET = frozenset({28, 96}), 15, 57, 27
GROUP_SEPARATOR = "\x1d"
USUAL = "us"


@dataclass(frozen=True)
class Layout:
    """The letters of one keyboard."""

    plain: dict[int, str]
    shifted: dict[int, str]
    alt_gr: dict[int, str] = field(default_factory=dict)


def _layout(plain: tuple[str, ...], shifted: tuple[str, ...], alt_gr: dict[int, str] | None = None) -> Layout:
    return Layout(_by_key(plain), _by_key(shifted), alt_gr or {})


def _by_key(rows: tuple[str, ...]) -> dict[int, str]:
    return {
        key: letter
        for keys, letters in zip(ROWS, rows, strict=True)
        for key, letter in zip(keys, letters, strict=True)
    }


US = _layout(
    ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'\\", "<zxcvbnm,./"),
    ("~!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"|', ">ZXCVBNM<>?"),
)
LAYOUTS = {
    "us": US,
    "pl": US,  # the programmer's keyboard; the letters with tails are on no goods
    "gb": _layout(
        ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'#", "\\zxcvbnm,./"),
        ('¬!"£$%^&*()_+', "QWERTYUIOP{}", "ASDFGHJKL:@~", "|ZXCVBNM<>?"),
    ),
    "fr": _layout(
        ("²&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù*", "<wxcvbn,;:!"),
        ("²1234567890°+", "AZERTYUIOP¨£", "QSDFGHJKLM%µ", ">WXCVBN?./§"),
        dict(zip(range(3, 14), "~#{[|`\\^@]}", strict=True)),
    ),
    "de": _layout(
        ("^1234567890ß´", "qwertzuiopü+", "asdfghjklöä#", "<yxcvbnm,.-"),
        ('°!"§$%&/()=?`', "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ'", ">YXCVBNM;:_"),
        {8: "{", 9: "[", 10: "]", 11: "}", 12: "\\", 16: "@", 27: "~", 86: "|"},
    ),
}
NAMES = {"azerty": "fr", "qwertz": "de", "qwerty": "us", "en": "us", "uk": "gb"}


def find_layout(name: str | None) -> Layout:
    """The layout as the office names it (``fr``, ``fr-FR``, ``azerty``); the usual one if it is unknown."""
    plain = (name or USUAL).lower()
    short = plain.replace("_", "-").split("-")[0]
    wanted = next((each for each in (plain, short) if each in LAYOUTS or each in NAMES), USUAL)
    return LAYOUTS[NAMES.get(wanted, wanted)]


class Typist:
    """Turns pressed and released keys into text."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._held: set[int] = set()
        self._is_caps = False

    def press(self, key: int, value: int) -> str:
        """What this key adds; ``value`` is 0 released, 1 pressed, 2 held."""
        if key in SHIFTS or key in CONTROLS or key == ALT_GR:
            (self._held.add if value else self._held.discard)(key)
            return ""
        if value != 1:
            return ""
        if key == CAPS:
            self._is_caps = not self._is_caps
            return ""
        return self._letter(key)

    def _letter(self, key: int) -> str:
        if key in ENTERS:
            return "\r"
        if key in (TAB, SPACE):
            return "\t" if key == TAB else " "
        if self._held & CONTROLS:
            return GROUP_SEPARATOR if key == CLOSING_BRACKET else ""
        if key in KEYPAD:
            return KEYPAD[key]
        if ALT_GR in self._held:
            return self._layout.alt_gr.get(key, "")
        plain, shifted = self._layout.plain.get(key, ""), self._layout.shifted.get(key, "")
        is_shifted = bool(self._held & SHIFTS) != (self._is_caps and plain.isalpha())
        return shifted if is_shifted else plain
