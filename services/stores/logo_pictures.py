"""A store's picture as receipt paper can print it: from an uploaded file to black dots on white."""

import hashlib
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING

from domain.refusal import Refusal

if TYPE_CHECKING:
    from PIL.Image import Image

FIELD = "picture"
FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 2 * 1024 * 1024
#: width times height; a small file can hold a picture that fills the memory of the server
MOST_DOTS = 12_000_000
#: no logo: a dot, or a line
SMALLEST = 16
#: what is as light as this counts as the white around the picture
NEARLY_WHITE = 250


class Method(StrEnum):
    """How grey becomes black and white: by one level, or by dots that stand closer or wider."""

    SHARP = "sharp"
    SHADES = "shades"


#: how wide and how tall the picture may be, in dots (8 per millimetre), on rolls of so many millimetres
BOXES = {58: (360, 180), 80: (504, 240)}
LARGEST = BOXES[80]


def read_picture(data: bytes) -> bytes:
    """The uploaded picture as a grey PNG: upright, on white, cut to what is not white, no larger than paper needs.

    Raises Refusal at `picture`: picture_missing, picture_too_heavy, picture_unreadable, picture_too_large,
    picture_too_small, picture_blank.
    """
    if not data:
        raise Refusal("picture_missing", FIELD)
    if len(data) > MOST_BYTES:
        raise Refusal("picture_too_heavy", FIELD, megabytes=MOST_BYTES // 1024**2)
    grey = _open(data)
    grey = _cut(grey)
    grey.thumbnail(LARGEST)
    return _png(grey)


def draw_picture(grey: bytes, method: Method, paper_width: int) -> bytes:
    """The grey picture for rolls of this width, as a PNG of one bit. Raises Refusal picture_blank."""
    from PIL import Image, ImageOps

    picture = Image.open(BytesIO(grey), formats=("PNG",))
    picture.thumbnail(BOXES[paper_width])
    if method == Method.SHADES:
        drawn = ImageOps.autocontrast(picture, cutoff=1).convert("1")
    else:
        level = _level(picture.histogram())
        drawn = picture.point(lambda light: 255 if light > level else 0).convert(
            "1", dither=Image.Dither.NONE
        )
    if drawn.getextrema()[0] != 0:
        raise Refusal("picture_blank", FIELD)
    return _png(drawn)


def sha256_of(picture: bytes) -> str:
    """By what the store server knows a picture again."""
    return hashlib.sha256(picture).hexdigest()


def _open(data: bytes) -> "Image":
    """Grey on white, upright. Whatever a file can do wrong is told as one refusal."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_DOTS:
                raise Refusal("picture_too_large", FIELD, width=picture.width, height=picture.height)
            picture.draft("RGB", (2 * LARGEST[0], 2 * LARGEST[1]))
            upright = ImageOps.exif_transpose(picture)
            return _on_white(upright)
    except Image.DecompressionBombError as problem:
        raise Refusal("picture_too_large", FIELD, width=0, height=0) from problem
    except Refusal:
        raise
    except Exception as problem:  # a broken file makes the decoders raise whatever they like
        raise Refusal("picture_unreadable", FIELD) from problem


def _on_white(picture: "Image") -> "Image":
    from PIL import Image

    if picture.mode.startswith("I"):  # 16 bits of grey
        picture = picture.point(lambda light: light * (1 / 256))
        return picture.convert("L")
    if not picture.has_transparency_data:
        return picture.convert("L")
    coloured = picture.convert("RGBA")
    grey = Image.new("L", coloured.size, 255)
    grey.paste(coloured.convert("L"), mask=coloured.getchannel("A"))
    return grey


def _cut(grey: "Image") -> "Image":
    """Without the white around it, so that the paper's width is the picture's own."""
    box = grey.point(lambda light: 0 if light >= NEARLY_WHITE else 255).getbbox()
    if box is None:
        raise Refusal("picture_blank", FIELD)
    cut = grey.crop(box)
    if min(cut.size) < SMALLEST:
        raise Refusal("picture_too_small", FIELD, minimum=SMALLEST)
    return cut


def _level(histogram: list[int]) -> int:
    """Otsu's level: the one that parts light from dark best, so that a pale logo comes out as well as a dark one."""
    total, weighted = sum(histogram), sum(light * count for light, count in enumerate(histogram))
    best, level, below, below_weighted = -1.0, 127, 0, 0
    for light, count in enumerate(histogram[:-1]):
        below, below_weighted = below + count, below_weighted + light * count
        above = total - below
        if below and above:
            apart = below_weighted / below - (weighted - below_weighted) / above
            if below * above * apart * apart > best:
                best, level = below * above * apart * apart, light
    return level


def _png(picture: "Image") -> bytes:
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
