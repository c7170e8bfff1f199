"""Letters as dots: one font, cut into the cells a receipt printer uses."""

import io
from functools import lru_cache
from importlib import resources

from PIL import Image, ImageDraw, ImageFont

from .events import Style

SIZES = {"a": 20, "b": 15}
BASELINE = 0.79
PLEX = ("fontpkg_ibm_plex_mono", "files")
# Greek and box drawing: python-barcode, needed for bar codes anyway, brings a font that has them.
DEJAVU = ("barcode", "fonts", "DejaVuSansMono.ttf")
NOWHERE = "￿"


@lru_cache(maxsize=64)
def _font(size: int, *place: str) -> ImageFont.FreeTypeFont:
    package, *path = place
    return ImageFont.truetype(io.BytesIO(resources.files(package).joinpath(*path).read_bytes()), size)


@lru_cache(maxsize=2048)
def _place(sign: str, weight: str) -> tuple[str, ...]:
    """The font file that has this letter."""
    plex = (*PLEX, f"IBMPlexMono-{weight}.ttf")
    font = _font(20, *plex)
    return DEJAVU if bytes(font.getmask(sign)) == bytes(font.getmask(NOWHERE)) else plex


@lru_cache(maxsize=4096)
def letter(sign: str, style: Style, width: int) -> Image.Image:
    """One letter in its cell, black on white, or white on black if inverse."""
    scale = max(style.width, style.height)
    size = (width, style.cell[1])
    dots = Image.new("L", (width // style.width * scale, size[1] // style.height * scale), 255)
    _draw_sign(dots, sign, style, scale)
    if style.rotated:
        dots = dots.rotate(-90, expand=True)
    if dots.size != size:
        dots = dots.resize(size, Image.Resampling.LANCZOS)
    if style.underline:
        ImageDraw.Draw(dots).rectangle((0, dots.height - style.underline, dots.width, dots.height), fill=0)
    return dots.point(lambda tone: 255 - tone) if style.inverse else dots


def _draw_sign(cell: Image.Image, sign: str, style: Style, scale: int) -> None:
    font = _font(SIZES[style.font] * scale, *_place(sign, "Bold" if style.bold else "Regular"))
    ImageDraw.Draw(cell).text((0, round(cell.height * BASELINE)), sign, fill=0, font=font, anchor="ls")


def caption(text: str, size: int = 20) -> Image.Image:
    """A short text in dots: the digits under a bar code, a remark beside the paper."""
    font = _font(size, *PLEX, "IBMPlexMono-Regular.ttf")
    image = Image.new("L", (max(round(font.getlength(text)), 1), round(size * 1.3)), 255)
    ImageDraw.Draw(image).text((0, size), text, fill=0, font=font, anchor="ls")
    return image
