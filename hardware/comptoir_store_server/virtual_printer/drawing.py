"""Draws a piece of paper as it lies on the counter."""

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from .events import Barcode, Feed, PaperItem, Picture, PrintedPicture, QrCode, Run, TextLine
from .lettering import caption, letter
from .symbols import draw_qr

if TYPE_CHECKING:
    from .paper import Paper

EDGE = {576: 32, 384: 40}  # the unprintable margins of 80 and 58 mm paper
INK_TONE = (24, 24, 28)
TOP, BOTTOM, COUNTER = 28, 36, 24
COUNTER_TONE, NOTE_TONE, PAPER_TONE, SHADOW_TONE = (
    (226, 229, 232),
    (84, 92, 102),
    (255, 255, 253),
    (196, 200, 205),
)


def draw_paper(paper: "Paper") -> bytes:
    """The paper as PNG, drawer pulses noted under it."""
    strips = [draw_item(item, paper.width) for item in paper.items]
    notes = [caption(f"» {pulse.pin}: {pulse.on_ms} ms", 15) for pulse in paper.pulses]
    edge = EDGE.get(paper.width, 32)
    height = TOP + sum(strip.height for strip in strips) + BOTTOM
    notes_height = sum(each.height + 6 for each in notes)
    size = (paper.width + 2 * edge + 2 * COUNTER, height + 2 * COUNTER + notes_height)
    canvas = Image.new("RGB", size, COUNTER_TONE)
    _lay_sheet(canvas, (COUNTER, COUNTER, size[0] - COUNTER, COUNTER + height), paper.cut)
    y = COUNTER + TOP
    for strip in strips:
        _ink(canvas, strip, (COUNTER + edge, y))
        y += strip.height
    _write_notes(canvas, notes, COUNTER + height + 12)
    return _png(canvas)


def _png(canvas: Image.Image) -> bytes:
    file = io.BytesIO()
    canvas.quantize(64, dither=Image.Dither.NONE).save(file, "PNG", optimize=False)
    return file.getvalue()


def _lay_sheet(canvas: Image.Image, box: tuple[int, int, int, int], cut: str) -> None:
    """The sheet and its shadow; a partial cut leaves a bridge, a torn edge is ragged."""
    left, top, right, bottom = box
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((left + 3, top + 4, right + 3, bottom + 4), fill=SHADOW_TONE)
    pen.rectangle((left, top, right, bottom), fill=PAPER_TONE)
    if cut == "full":
        return
    tooth = 8 if cut == "partial" else 20
    for x in range(left, right, tooth):
        middle = (left + right) // 2
        if cut == "partial" and abs(x - middle) < 12:
            continue
        pen.polygon(
            [(x, bottom + 5), (x + tooth // 2, bottom - tooth // 2), (x + tooth, bottom + 5)],
            fill=COUNTER_TONE,
        )


def _ink(
    canvas: Image.Image, strip: Image.Image, at: tuple[int, int], tone: tuple[int, int, int] = INK_TONE
) -> None:
    canvas.paste(tone, at, strip.point(lambda shade: 255 - shade))


def _write_notes(canvas: Image.Image, notes: list[Image.Image], y: int) -> None:
    for each in notes:
        _ink(canvas, each, (COUNTER, y), NOTE_TONE)
        y += each.height + 6


def draw_item(item: PaperItem, width: int) -> Image.Image:
    """One item across the printable width, black on white."""
    if isinstance(item, TextLine):
        return _draw_line(item, width)
    if isinstance(item, Feed):
        return _blank(width, item.dots)
    if isinstance(item, PrintedPicture):
        return _across(picture_dots(item.picture), item, width)
    if isinstance(item, QrCode):
        return _across(_qr_dots(item), item, width)
    return _across(_barcode_dots(item), item, width)


def _blank(width: int, height: int) -> Image.Image:
    return Image.new("L", (width, height), 255)


def _across(dots: Image.Image, item: PrintedPicture | QrCode | Barcode, width: int) -> Image.Image:
    strip = _blank(width, dots.height)
    strip.paste(dots, (item.place.start(dots.width), 0))
    return strip


def _draw_line(line: TextLine, width: int) -> Image.Image:
    strip = _blank(width, line.height)
    start = line.place.start(line.extent)
    tallest = max([run.style.cell[1] for run in line.runs] + [p.size[1] for _, p in line.pictures], default=0)
    for x, picture in line.pictures:
        strip.paste(picture_dots(picture), (start + x, tallest - picture.size[1]))
    for run in line.runs:
        _draw_run(strip, run, start, tallest)
    if line.runs and line.runs[0].style.upside_down:
        inked = strip.crop((0, 0, width, tallest)).rotate(180)
        strip.paste(inked, (0, 0))
    return strip


def _draw_run(strip: Image.Image, run: Run, start: int, tallest: int) -> None:
    """Letters of one line stand on one base, small beside large."""
    for place, sign in enumerate(run.text):
        dots = letter(sign, run.style, run.advance)
        strip.paste(dots, (start + run.x + place * run.advance, tallest - dots.height))


def picture_dots(picture: Picture) -> Image.Image:
    """The dots of an image as sent."""
    size = ((picture.width + 7) // 8 * 8, picture.height)
    dots = Image.frombytes("1", size, bytes(255 - byte for byte in picture.rows)).convert("L")
    dots = dots.crop((0, 0, picture.width, picture.height))
    return dots if dots.size == picture.size else dots.resize(picture.size, Image.Resampling.NEAREST)


def _qr_dots(code: QrCode) -> Image.Image:
    rows = [list(row) for row in draw_qr(code).matrix]
    dots = _blank(len(rows), len(rows))
    dots.putdata([0 if dark else 255 for row in rows for dark in row])
    return dots.resize((len(rows) * code.size,) * 2, Image.Resampling.NEAREST)


def _barcode_dots(code: Barcode) -> Image.Image:
    bars = _blank(len(code.bars), 1)
    bars.putdata([0 if bar == "1" else 255 for bar in code.bars])
    bars = bars.resize((len(code.bars) * code.module, code.height), Image.Resampling.NEAREST)
    above, below = code.captions in ("above", "both"), code.captions in ("below", "both")
    text = caption(code.data)
    dots = _blank(max(bars.width, text.width if above or below else 0), code.height + 26 * (above + below))
    dots.paste(bars, ((dots.width - bars.width) // 2, 26 * above))
    centre = (dots.width - text.width) // 2
    if above:
        dots.paste(text, (centre, 0))
    if below:
        dots.paste(text, (centre, 26 * above + code.height + 2))
    return dots
