"""QR codes for telephones: as the printer draws them itself, or module by module."""

from functools import lru_cache

import segno
from PIL import Image

#: Dots that a code leaves free on both sides together.
QUIET = 16
LARGEST_MODULE = 6


@lru_cache(maxsize=16)
def modules_of(text: str) -> tuple[tuple[bool, ...], ...]:
    """The code row by row, True is black, without its quiet zone."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def module_dots(text: str, dots: int) -> int:
    """How large each module may be on paper of so many dots."""
    return max(1, min(LARGEST_MODULE, (dots - QUIET) // len(modules_of(text))))


def write_qr(text: str, dots: int) -> bytes:
    """The printer's own command for the code, in the middle of the paper, and back to the left."""
    data = text.encode("utf-8", "ignore")
    store = _function(0x50, b"0" + data)
    size = _function(0x43, bytes([module_dots(text, dots)]))
    settings = _function(0x41, b"2\x00") + size + _function(0x45, b"1")
    return b"\x1ba\x01" + settings + store + PRINT + b"\x1ba\x00"


def _function(number: int, arguments: bytes) -> bytes:
    """`GS ( k` for QR codes."""
    return b"\x1d(k" + (len(arguments) + 2).to_bytes(2, "little") + b"1" + bytes([number]) + arguments


PRINT = _function(0x51, b"0")


def draw_qr(text: str, dots: int) -> Image.Image:
    """The code as a picture of white paper so wide, the code in its middle."""
    rows, module = modules_of(text), module_dots(text, dots)
    code = Image.new("1", (len(rows), len(rows)), 1)
    code.putdata([0 if black else 255 for row in rows for black in row])
    code = code.resize((len(rows) * module, len(rows) * module), Image.Resampling.NEAREST)
    picture = Image.new("1", (dots, code.height + QUIET), 1)
    picture.paste(code, ((dots - code.width) // 2, QUIET // 2))
    return picture
