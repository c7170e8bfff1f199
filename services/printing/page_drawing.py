"""One page of a PDF as a picture: a program of its own, which ends with it and is started with nothing but the file.

A PDF comes from a till, and may be made to do harm to whoever reads it. So it is read where no secret is known: this
is run apart (by `services.printing.page_pictures`), imports nothing of the office, and has little time and memory.
"""

import io
import json
import os
import resource
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage

#: bytes of memory and seconds of reckoning
MEMORY, RECKONING = 512 * 1024 * 1024, 8
#: dots per point, and how many a picture has at most on each side
SHARPNESS, MOST_DOTS = 120 / 72, 1408
#: a picture that would be larger gets fewer colours
LARGE_PICTURE, FEW_COLOURS = 400_000, 48
LONGEST_PICTURE, LONGEST_TEXT = 1_500_000, 20_000
#: nobody leafs through more
MOST_PAGES = 5_000
#: status with which it ends when it says why it cannot
CANNOT = 3
WRONG_PASSWORD = 4


class Unreadable(Exception):
    """Of this file no picture can be made: `locked`, `damaged`, or `too_large`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def draw_page(pdf: bytes, number: int) -> tuple[dict[str, Any], bytes]:
    """Number, number of pages and text, and the picture as PNG; of a number behind the last page the last one."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        return _draw(PdfDocument(pdf), number)
    except PdfiumError as problem:
        is_locked = getattr(problem, "err_code", None) == WRONG_PASSWORD
        raise Unreadable("locked" if is_locked else "damaged") from problem
    except MemoryError as problem:
        raise Unreadable("too_large") from problem


def _draw(document: "PdfDocument", number: int) -> tuple[dict[str, Any], bytes]:
    pages = len(document)
    if not 0 < pages <= MOST_PAGES:
        raise Unreadable("too_large" if pages else "damaged")
    number = min(max(number, 1), pages)
    page = document[number - 1]
    png = _write(_render(page))
    if len(png) > LONGEST_PICTURE:
        raise Unreadable("too_large")
    return {"number": number, "pages": pages, "text": _read(page)}, png


def _render(page: "PdfPage") -> "Image":
    width, height = page.get_size()
    if not (0 < width < float("inf") and 0 < height < float("inf")):
        raise Unreadable("damaged")
    scale = min(SHARPNESS, MOST_DOTS / max(width, height))
    image: Image = page.render(scale=scale, rev_byteorder=True).to_pil()
    return image.convert("RGB")


def _write(image: "Image") -> bytes:
    """Most pages are black and white, and most of the others have few colours."""
    colours: Any = image.getcolors(256)
    if colours is not None and all(red == green == blue for _, (red, green, blue) in colours):
        image = image.convert("L")
    png = _png(image)
    return png if len(png) <= LARGE_PICTURE else _png(image.convert("RGB").quantize(FEW_COLOURS))


def _png(image: "Image") -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _read(page: "PdfPage") -> str:
    """Letters and line ends; nothing that steers anything."""
    read = page.get_textpage().get_text_range(0, -1)[:LONGEST_TEXT].replace("\r\n", "\n")
    return "".join(letter for letter in read if letter == "\n" or letter.isprintable()).strip()


def _confine() -> None:
    """From here on it can do no harm, whatever the file makes of it."""
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CPU, RECKONING)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    os.nice(5)


def _limit(what: int, most: int) -> None:
    """Where the system allows even less, that stays."""
    allowed = resource.getrlimit(what)[1]
    most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
    resource.setrlimit(what, (most, most))


def main() -> int:
    """Reads a PDF, writes what `draw_page` makes of it, or why not."""
    _confine()
    try:
        told, png = draw_page(sys.stdin.buffer.read(), int(sys.argv[1]))
    except Unreadable as problem:
        sys.stdout.buffer.write(problem.why.encode())
        return CANNOT
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + png)
    return 0


if __name__ == "__main__":
    sys.exit(main())
