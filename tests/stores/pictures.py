"""Picture files as people upload them: plain ones, odd ones, and ones that are meant to do harm."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw


def saved(picture: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    """The picture as a file of this kind."""
    file = BytesIO()
    picture.save(file, kind, **more)
    return file.getvalue()


def ring(size: int = 200, mode: str = "RGB", colour: tuple[int, ...] = (20, 40, 160)) -> Image.Image:
    """A dark ring on white, or on nothing where the mode knows nothing, with a wide margin."""
    picture = Image.new(mode, (size, size), "white" if "A" not in mode else (0, 0, 0, 0))
    margin = size // 5
    box = (margin, margin, size - margin - 1, size - margin - 1)
    ImageDraw.Draw(picture).ellipse(box, outline=colour, width=size // 12)
    return picture


def png_that_claims(width: int, height: int) -> bytes:
    """A small file that says it holds a picture of this size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 4096)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, data) for name, data in ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    )


def png_with_a_text_bomb() -> bytes:
    """A good picture with a text in it that grows to a hundred megabytes when it is read."""
    good = saved(ring())
    place = good.index(b"IDAT") - 4
    bomb = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 100_000_000, 9))
    return good[:place] + bomb + good[place:]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
