"""Where one barcode ends and the next begins, and what a scanner adds around it."""

import re

#: A scanner without a suffix is done when it is silent for so long, in seconds.
IDLE = 0.15
#: Longer than any code on goods; a stuck key types no barcode.
LONGEST = 4096
#: ``]E0`` and the like: which symbology it was.
SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
ENDS = re.compile(r"[\r\n\t]")
#: STX, ETX and the like around the code; GS stays, it parts the fields of a GS1 code.
AROUND = "\x00\x01\x02\x03\x04 \x11\x13\x1b"


class CodeReader:
    """Collects what a scanner says until a code is complete."""

    def __init__(self) -> None:
        self._begun = ""

    @property
    def is_begun(self) -> bool:
        """Whether a code came in part."""
        return bool(self._begun)

    def feed(self, text: str) -> list[str]:
        """The codes that are complete with this."""
        *ended, rest = ENDS.split(self._begun + text)
        self._begun = rest[:LONGEST]
        return [code for code in map(clean, ended) if code]

    def end(self) -> list[str]:
        """The scanner fell silent: what came is the code."""
        return self.feed("\r") if self._begun else []


def clean(code: str) -> str:
    """The code as it stands on the goods."""
    return SYMBOLOGY.sub("", code.strip(AROUND))


def read_letters(data: bytes) -> str:
    """Bytes of a serial scanner: UTF-8, or what older ones send."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
