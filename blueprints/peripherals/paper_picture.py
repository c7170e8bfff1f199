"""The paper of a print job as a picture: read from the bytes that left the store server, drawn as the printer draws."""

import base64
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import segno

from domain.roll_paper import Code, Cut, Item, Letters, Line, Picture, UnreadablePaper, read_roll
from models import SentPaper
from services.printing.sent_papers import unpack

#: dots: a letter of a roll, from one line to the next, what a code leaves free on each side, the margin
WIDE, TALL, NEXT, QUIET, MARGIN = 12, 24, 30, 8, 16
#: a letter's foot, from its top
FOOT = 19
USUAL_DOTS = 576
#: what stands together; between words of a column there is one space
RUN = re.compile(r"\S+(?: \S+)*")


@dataclass(frozen=True)
class Words:
    """Letters that stand together, drawn exactly so wide."""

    x: int
    y: int
    width: int
    size: int
    bold: bool
    text: str


@dataclass(frozen=True)
class Dots:
    """A picture within the paper."""

    x: int
    y: int
    width: int
    height: int
    source: str = field(repr=False)


@dataclass
class Drawing:
    """Everything on one paper, in dots from its upper left corner."""

    width: int
    height: int = MARGIN
    words: list[Words] = field(default_factory=list)
    pictures: list[Dots] = field(default_factory=list)
    #: paths of black modules, and how far down each cut is
    codes: list[str] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)


def draw_paper(paper: SentPaper) -> Drawing | None:
    """None for pages, and for what cannot be read: rather no picture than a wrong one."""
    data = unpack(paper.packed) if paper.medium == "roll" else None
    try:
        items = read_roll(data, paper.slots) if data else []
    except UnreadablePaper:
        return None
    if not items:
        return None
    dots = paper.dots or USUAL_DOTS
    drawing, wide = Drawing(dots + 2 * MARGIN), min(WIDE, dots // max(1, _most_columns(items)))
    for item in items:
        _draw(item, drawing, wide)
    drawing.height += MARGIN
    return drawing


def _most_columns(items: list[Item]) -> int:
    """Some models have narrower letters than others: no line is wider than its paper."""
    lines = (item.pieces for item in items if isinstance(item, Line))
    return max((sum(len(piece.text) * piece.scale for piece in pieces) for pieces in lines), default=0)


def _draw(item: Item, drawing: Drawing, wide: int) -> None:
    if isinstance(item, Line):
        drawing.words += _words(item.pieces, drawing.height, wide)
        drawing.height += max([NEXT, *(TALL * piece.scale + 6 for piece in item.pieces)])
    elif isinstance(item, Picture):
        drawing.pictures.append(Dots(MARGIN, drawing.height, item.width, item.height, _png(item)))
        drawing.height += item.height
    elif isinstance(item, Code):
        side = _draw_code(item, drawing)
        drawing.height += side + 2 * QUIET
    elif isinstance(item, Cut):
        drawing.cuts.append(drawing.height)


def _words(pieces: tuple[Letters, ...], top: int, wide: int) -> Iterator[Words]:
    """Letters of one manner are drawn together, also where the printer changed its code page between them."""
    x = MARGIN
    for (bold, scale), same in groupby(pieces, key=lambda piece: (piece.bold, piece.scale)):
        text = "".join(piece.text for piece in same).replace("\xa0", " ")
        for run in RUN.finditer(text):
            left, width = x + run.start() * wide * scale, len(run[0]) * wide * scale
            yield Words(left, top + FOOT * scale, width, 20 * scale, bold, run[0])
        x += len(text) * wide * scale


def _draw_code(item: Code, drawing: Drawing) -> int:
    rows = segno.make(item.text, error="m", micro=False, boost_error=False).matrix
    side = len(rows) * item.module
    left, top, path = (drawing.width - side) // 2, drawing.height + QUIET, []
    for row, modules in enumerate(rows):
        place = 0
        for black, run in groupby(bool(module) for module in modules):
            length = len(list(run))
            if black:
                x, y, wide = left + place * item.module, top + row * item.module, length * item.module
                path.append(f"M{x} {y}h{wide}v{item.module}h-{wide}z")
            place += length
    drawing.codes.append("".join(path))
    return side


def _png(picture: Picture) -> str:
    """The dots as they are: one bit each, in a PNG black is 0."""
    wide = picture.width // 8
    turned = picture.rows.translate(bytes(255 - byte for byte in range(256)))
    rows = (b"\0" + turned[start : start + wide] for start in range(0, len(turned), wide))
    head = struct.pack(">IIBBBBB", picture.width, picture.height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    png = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
