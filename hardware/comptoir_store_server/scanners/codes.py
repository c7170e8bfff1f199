"""Where one barcode ends and the next begins, and what a scanner adds around it."""

import re
import unicodedata
from collections.abc import Callable

#: A scanner without a suffix is done when it is silent for so long, in seconds.
IDLE = 0.15
#: One that puts its codes between STX and ETX may pause longer: what is not ended is none.
WITHIN_FRAME = 2.0
#: Longer than any code on goods; a stuck key types no barcode.
LONGEST = 4096
#: ``]E0`` and the like: which symbology it was.
SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
STX = "\x02"
#: CR, LF, tab, ETX, and EOT unless it is the end of a message in a square code (RS EOT).
ENDS = re.compile(r"[\r\n\t\x03]|(?<!\x1e)\x04")
#: What some send around the code; GS stays, it parts the fields of a GS1 code.
AROUND = "\x00\x01\x02\x03\x04 \x11\x13\x1b"
#: The only signs without a shape within a code: they part its fields, and RS EOT ends a message.
PARTS_OF_CODES = "\x1c\x1d\x1e\x1f"
MESSAGE_END = "\x1e\x04"
#: In what was read, this says that something before or after it is missing.
GAP = "\x18"


class CodeReader:
    """Collects what a scanner says until a code is complete."""

    def __init__(self, spell: Callable[[str], str] = str) -> None:
        self._spell = spell
        self._begun = ""

    @property
    def is_begun(self) -> bool:
        """Whether a code came in part."""
        return bool(self._begun)

    @property
    def patience(self) -> float:
        """How long to wait for the rest of it, in seconds."""
        return WITHIN_FRAME if STX in self._begun else IDLE

    def feed(self, text: str) -> list[str]:
        """The codes that are complete with this."""
        *ended, rest = ENDS.split(self._begun + text)
        self._begun = rest[:LONGEST]
        return self._codes(ended)

    def end(self) -> list[str]:
        """The scanner fell silent: what came is the code, unless it was to end otherwise."""
        begun = self._begun
        self.forget()
        return [] if STX in begun else self._codes([begun])

    def forget(self) -> None:
        """It was unplugged in the middle of a code."""
        self._begun = ""

    def _codes(self, ended: list[str]) -> list[str]:
        spelled = (self._spell(clean(code)) for code in ended)
        return [code for code in spelled if is_sound(code)]


def clean(code: str) -> str:
    """The code as it stands on the goods: what comes before the frame's begin is none of it."""
    framed = code.rpartition(STX)[2]
    kept = framed.lstrip(AROUND)
    tail = MESSAGE_END if kept.endswith(MESSAGE_END) else ""
    return SYMBOLOGY.sub("", kept.removesuffix(tail).rstrip(AROUND) + tail)


def is_sound(code: str) -> bool:
    """Whether it is a code at all: noise on the line and keys that were lost are none."""
    shapes = [sign for sign in code.removesuffix(MESSAGE_END) if sign not in PARTS_OF_CODES]
    return bool(shapes) and all(unicodedata.category(sign) != "Cc" for sign in shapes)


def spell_bytes(code: str) -> str:
    """A code of which each sign is one byte: UTF-8, or what older scanners send."""
    data = code.encode("latin-1")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return code
