"""What a receipt printer puts on its roll, read from the very bytes that the store server sent to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: code pages of receipt printers -> Python's name for them
CODECS = {
    "CP437": "cp437",
    "CP775": "cp775",
    "CP850": "cp850",
    "CP852": "cp852",
    "CP855": "cp855",
    "CP858": "cp858",
    "CP866": "cp866",
    "CP1250": "cp1250",
    "CP1251": "cp1251",
    "CP1252": "cp1252",
    "CP1257": "cp1257",
}
ESC, FS, GS, LF = 0x1B, 0x1C, 0x1D, 0x0A


class UnreadablePaper(ValueError):
    """A command that no paper of ours uses: rather no picture than a wrong one."""


@dataclass(frozen=True)
class Letters:
    """A piece of a line in one manner; `scale` is 1 or 2, in both directions."""

    text: str
    bold: bool = False
    scale: int = 1


@dataclass(frozen=True)
class Line:
    """A line of letters."""

    pieces: tuple[Letters, ...] = ()


@dataclass(frozen=True)
class Picture:
    """Dots, row by row, eight in a byte, 1 is black."""

    width: int
    height: int
    rows: bytes = field(repr=False)


@dataclass(frozen=True)
class Code:
    """A QR code that the printer draws itself, in the middle; `module` dots each."""

    text: str
    module: int


@dataclass(frozen=True)
class Cut:
    """Here the paper is cut."""


Item = Line | Picture | Code | Cut


def read_roll(data: bytes, slots: Mapping[str, int]) -> list[Item]:
    """Everything on the paper, from its top. Raises UnreadablePaper.

    `slots` names the printer's code pages: what number selects each.
    """
    try:
        return _Reader(data, {slot: CODECS[page] for page, slot in slots.items() if page in CODECS}).read()
    except (IndexError, UnicodeDecodeError) as error:
        raise UnreadablePaper("torn") from error


class _Reader:
    """Stands at a place in the bytes, and knows how the printer stands there."""

    def __init__(self, data: bytes, codecs: Mapping[int, str]) -> None:
        self._data, self._codecs, self._place = data, codecs, 0
        self._items: list[Item] = []
        self._pieces: list[Letters] = []
        self._codec: str | None = None
        self._bold, self._scale = False, 1
        self._code, self._module = b"", 3

    def read(self) -> list[Item]:
        while self._place < len(self._data):
            byte = self._next()
            if byte == LF:
                self._end_line()
            elif byte in _COMMANDS:
                self._obey(byte)
            else:
                self._read_letters()
        if self._pieces:
            self._end_line()
        return self._items

    def _next(self) -> int:
        self._place += 1
        return self._data[self._place - 1]

    def _take(self, count: int) -> bytes:
        taken = self._data[self._place : self._place + count]
        if len(taken) < count:
            raise UnreadablePaper("torn")
        self._place += count
        return taken

    def _read_letters(self) -> None:
        start = self._place - 1
        if self._data[start] < 0x20:
            raise UnreadablePaper(f"{self._data[start]:#04x}")
        while self._place < len(self._data) and self._data[self._place] >= 0x20:
            self._place += 1
        raw = self._data[start : self._place]
        text = raw.decode("ascii") if raw.isascii() else self._decode(raw)
        self._pieces.append(Letters(text, self._bold, self._scale))

    def _decode(self, raw: bytes) -> str:
        if self._codec is None:
            raise UnreadablePaper("no code page")
        return raw.decode(self._codec)

    def _end_line(self) -> None:
        self._items.append(Line(tuple(self._pieces)))
        self._pieces = []

    def _feed(self, lines: int) -> None:
        """So many lines; the first of them ends what stands in line."""
        for _line in range(lines):
            self._end_line()

    def _obey(self, lead: int) -> None:
        command = bytes([lead, self._next()])
        if command in _SETTINGS:
            self._take(_SETTINGS[command])
        elif command == b"\x1b@":
            self._codec, self._bold, self._scale = None, False, 1
        elif command == b"\x1bt":
            self._codec = self._codecs.get(self._next())
        elif command == b"\x1bE":
            self._bold = bool(self._next() & 1)
        elif command == b"\x1d!":
            self._scale = 2 if self._next() else 1
        elif command == b"\x1bd":
            self._feed(self._next())
        else:
            self._obey_longer(command)

    def _obey_longer(self, command: bytes) -> None:
        if command == b"\x1dv":
            self._read_picture()
        elif command == b"\x1d(" and self._next() == ord("k"):
            self._read_code()
        elif command == b"\x1dV":
            if self._next() in (65, 66):
                self._take(1)  # how far to feed before
            self._items.append(Cut())
        else:
            raise UnreadablePaper(command.hex(" "))

    def _read_picture(self) -> None:
        """`GS v 0`: bands that follow one another are one picture."""
        kind, mode, *size = self._take(6)
        if kind != ord("0") or mode not in (0, ord("0")):
            raise UnreadablePaper("picture")
        width, height = (size[0] + 256 * size[1]) * 8, size[2] + 256 * size[3]
        rows = self._take(width // 8 * height)
        above = self._items[-1] if self._items else None
        if isinstance(above, Picture) and above.width == width:
            self._items[-1] = Picture(width, above.height + height, above.rows + rows)
        else:
            self._items.append(Picture(width, height, rows))

    def _read_code(self) -> None:
        length = int.from_bytes(self._take(2), "little")
        what = self._take(length)
        if what[:2] == b"1C":
            self._module = what[2]
        elif what[:2] == b"1P":
            self._code = what[3:]
        elif what[:2] == b"1Q":
            self._items.append(Code(self._code.decode(), self._module))


_COMMANDS = (ESC, FS, GS)
#: what changes nothing that can be seen here -> how many bytes follow
_SETTINGS = {
    b"\x1c.": 0,
    b"\x1bR": 1,
    b"\x1ba": 1,
    b"\x1bp": 3,
    b"\x1b2": 0,
    b"\x1b3": 1,
}
