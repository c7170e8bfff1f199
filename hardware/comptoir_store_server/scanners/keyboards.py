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
SHIFTS, CONTROLS, ALT, ALT_GR, CAPS = frozenset({42, 54}), frozenset({29, 97}), 56, 100, 58
HELD = SHIFTS | CONTROLS | {ALT, ALT_GR}
ENTERS, TAB, SPACE, CLOSING_BRACKET = frozenset({28, 96}), 15, 57, 27
#: The keys of the digits above the letters.
DIGIT_ROW = frozenset(range(2, 12))
GROUP_SEPARATOR = "\x1d"
#: With Alt held, this many digits of the keypad at most are the number of a letter.
LONGEST_NUMBER = 4
USUAL = "us"


@dataclass(frozen=True)
class Layout:
    """The letters of one keyboard."""

    plain: dict[int, str]
    shifted: dict[int, str]
    alt_gr: dict[int, str] = field(default_factory=dict)
    #: Caps Lock holds the shift key of the digits, too.
    caps_shifts_digits: bool = False

    def is_turned_by_caps(self, key: int) -> bool:
        """Whether Caps Lock turns what this key gives."""
        if key in DIGIT_ROW and self.caps_shifts_digits:
            return True
        return self.plain.get(key, "").isalpha()


def _layout(
    plain: tuple[str, ...],
    shifted: tuple[str, ...],
    alt_gr: dict[int, str] | None = None,
    *,
    caps_shifts_digits: bool = False,
) -> Layout:
    return Layout(_by_key(plain), _by_key(shifted), alt_gr or {}, caps_shifts_digits)


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
        caps_shifts_digits=True,
    ),
    "de": _layout(
        ("^1234567890ß´", "qwertzuiopü+", "asdfghjklöä#", "<yxcvbnm,.-"),
        ('°!"§$%&/()=?`', "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ'", ">YXCVBNM;:_"),
        {8: "{", 9: "[", 10: "]", 11: "}", 12: "\\", 16: "@", 27: "~", 86: "|"},
    ),
    "ru": _layout(
        ("ё1234567890-=", "йцукенгшщзхъ", "фывапролджэ\\", "/ячсмитьбю."),
        ('Ё!"№;%:?*()_+', "ЙЦУКЕНГШЩЗХЪ", "ФЫВАПРОЛДЖЭ/", "|ЯЧСМИТЬБЮ,"),
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
        #: The digits that are typed while Alt is held.
        self._number = ""

    def press(self, key: int, value: int) -> str:
        """What this key adds; ``value`` is 0 released, 1 pressed, 2 held."""
        if key in HELD:
            (self._held.add if value else self._held.discard)(key)
            return self._take_number() if key == ALT and not value else ""
        if value != 1:
            return ""
        if key == CAPS:
            self._is_caps = not self._is_caps
            return ""
        return self._letter(key)

    def read_as(self, layout: Layout) -> None:
        """From now on the keys are those of this keyboard; what is held stays held."""
        self._layout = layout

    def release_all(self) -> None:
        """Keys were lost: what is held now, nobody knows. Caps Lock stays, it is no key to hold."""
        self._held.clear()
        self._number = ""

    def _letter(self, key: int) -> str:
        if key in ENTERS:
            return "\r"
        if key in (TAB, SPACE):
            return "\t" if key == TAB else " "
        if self._is_numbering and key in KEYPAD:
            self._number += KEYPAD[key]
            return ""
        if self._is_third_level:
            return self._beside_control(self._layout.alt_gr.get(key, ""))
        if self._held & CONTROLS:
            return GROUP_SEPARATOR if key == CLOSING_BRACKET else ""
        return KEYPAD.get(key) or self._usual(key)

    def _usual(self, key: int) -> str:
        is_turned = self._is_caps and self._layout.is_turned_by_caps(key)
        is_shifted = bool(self._held & SHIFTS) != is_turned
        return (self._layout.shifted if is_shifted else self._layout.plain).get(key, "")

    @property
    def _is_third_level(self) -> bool:
        """Control and Alt together are what AltGr is."""
        return ALT_GR in self._held or (ALT in self._held and bool(self._held & CONTROLS))

    def _beside_control(self, letter: str) -> str:
        """AltGr gives the bracket; with Control beside it, it is the separator."""
        is_separator = letter == "]" and ALT_GR in self._held and bool(self._held & CONTROLS)
        return GROUP_SEPARATOR if is_separator else letter

    @property
    def _is_numbering(self) -> bool:
        return ALT in self._held and not self._held & CONTROLS

    def _take_number(self) -> str:
        """Alt is let go: the letter with this number, as scanners type what is on no key."""
        number, self._number = self._number, ""
        if not number.isdigit() or len(number) > LONGEST_NUMBER or not 0 < int(number) < 256:
            return ""
        return bytes([int(number)]).decode("cp1252" if number.startswith("0") else "cp437", "replace")
