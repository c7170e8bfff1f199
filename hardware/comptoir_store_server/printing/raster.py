"""Paper as a picture, for printers that have not the letters: our own font on the same columns."""

from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from comptoir_store_server.printing.codes import draw_qr
from comptoir_store_server.printing.lines import PaperLine
from comptoir_store_server.printing.logo import draw_logo
from comptoir_store_server.profiles import Profile

#: Bytes that a printer obeys even inside picture data: DLE EOT, DLE ENQ, DLE DC4.
REAL_TIME = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
#: A job cut off inside a band of this height spoils little of what comes after it.
BAND = 24


#: More rows of dots are no paper of a shop: this is twelve metres, and a third of what a small box can spare.
LONGEST = 100_000


class TooLong(Exception):
    """A picture longer than any roll is worth."""


@cache
def load_font(dots: int, bold: bool) -> ImageFont.FreeTypeFont:
    """The font in the size whose letters are ``dots`` wide (IBM Plex Mono: 0.6 of its size)."""
    name = "IBMPlexMono-Bold.ttf" if bold else "IBMPlexMono-Regular.ttf"
    data = (files("fontpkg_ibm_plex_mono") / "files" / name).read_bytes()
    return ImageFont.truetype(BytesIO(data), int(dots / 0.6))


def has_glyph(character: str) -> bool:
    """Whether our font can draw the character."""
    font = load_font(12, bold=False)
    missing = font.getmask("\uffff")
    drawn = font.getmask(character)
    return character.isspace() or (drawn.size, bytes(drawn)) != (missing.size, bytes(missing))


def draw_lines(lines: list[PaperLine], profile: Profile) -> Image.Image:
    """Black letters on white, exactly as wide as the printer prints. Raises TooLong."""
    heights = [_height(line, profile) for line in lines]
    if sum(heights) > LONGEST:
        raise TooLong
    picture = Image.new("1", (profile.dots, max(1, sum(heights))), 1)
    pen, top = ImageDraw.Draw(picture), 0
    for line, height in zip(lines, heights, strict=True):
        if line.qr:
            picture.paste(draw_qr(line.qr, profile.dots), (0, top))
        elif line.logo:
            picture.paste(draw_logo(line.logo, profile.dots), (0, top))
        else:
            _draw_line(pen, line, top, profile)
        top += height
    return picture


def _height(line: PaperLine, profile: Profile) -> int:
    if line.qr:
        return draw_qr(line.qr, profile.dots).height
    if line.logo:
        return draw_logo(line.logo, profile.dots).height
    cell = profile.cell_dots
    return cell * (4 if line.big else 2) + 6


def _draw_line(pen: ImageDraw.ImageDraw, line: PaperLine, top: int, profile: Profile) -> None:
    cell = profile.cell_dots * (2 if line.big else 1)
    font = load_font(cell, line.bold)
    for column, character in enumerate(line.text):
        pen.text((column * cell, top), character, font=font, fill=0)


def spare_real_time(data: bytes) -> bytes:
    """Blacken one more dot wherever picture data would read as a command to act at once.

    The heads of picture commands hold none of these pairs: no paper is a thousand dots wide.
    """
    changed = bytearray(data)
    for pattern in REAL_TIME:
        place = changed.find(pattern)
        while place >= 0:
            changed[place] |= 0x01
            place = changed.find(pattern, place + 1)
    return bytes(changed)
