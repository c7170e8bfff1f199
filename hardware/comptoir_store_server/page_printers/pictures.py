"""How a page of a PDF looks: drawn by a program that ends with it, for a PDF may come from anybody."""

import io
import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from comptoir_store_server.page_printers.confined import Unreadable, ask_apart, confine, refuse
from comptoir_store_server.reasons import Reason

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage

#: Dots per point, and how many a picture has at most on each side.
SHARPNESS, MOST_DOTS = 120 / 72, 1408
#: A picture that would be larger gets fewer colours.
LARGE_PICTURE, FEW_COLOURS = 400_000, 48
LONGEST_PICTURE, LONGEST_TEXT = 1_500_000, 20_000
#: Nobody leafs through more.
MOST_PAGES = 5_000
#: Whoever looks waits for it, in seconds: what may be reckoned, and by the clock.
RECKONING, PATIENCE = 15, 30.0
WRONG_PASSWORD = 4


@dataclass(frozen=True)
class PagePicture:
    """One page, from 1 on, of so many; and what can be read on it."""

    number: int
    pages: int
    text: str
    png: bytes = field(repr=False)


def picture_apart(pdf: bytes, number: int) -> PagePicture:
    """The page of this number, or the last one; raises Unreadable."""
    longest = LONGEST_PICTURE + LONGEST_TEXT * 6 + 200
    answer = ask_apart(__name__, [str(number)], pdf, longest, PATIENCE)
    head, _, png = answer.partition(b"\n")
    try:
        told = json.loads(head)
        return PagePicture(int(told["number"]), int(told["pages"]), str(told["text"]), png)
    except (ValueError, KeyError, TypeError) as problem:
        raise Unreadable(Reason.PDF_DAMAGED) from problem


def picture(pdf: bytes, number: int) -> PagePicture:
    """The same, here; raises Unreadable."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        return _draw(PdfDocument(pdf), number)
    except PdfiumError as problem:
        is_locked = getattr(problem, "err_code", None) == WRONG_PASSWORD
        raise Unreadable(Reason.PDF_ENCRYPTED if is_locked else Reason.PDF_DAMAGED) from problem
    except MemoryError as problem:
        raise Unreadable(Reason.PDF_TOO_LARGE) from problem


def _draw(document: "PdfDocument", number: int) -> PagePicture:
    pages = len(document)
    if not 0 < pages <= MOST_PAGES:
        raise Unreadable(Reason.PDF_TOO_LARGE if pages else Reason.PDF_DAMAGED)
    number = min(max(number, 1), pages)
    page = document[number - 1]
    png = _write(_render(page))
    if len(png) > LONGEST_PICTURE:
        raise Unreadable(Reason.PDF_TOO_LARGE)
    return PagePicture(number, pages, _read(page), png)


def _render(page: "PdfPage") -> "Image":
    width, height = page.get_size()
    if not (0 < width < float("inf") and 0 < height < float("inf")):
        raise Unreadable(Reason.PDF_DAMAGED)
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


def main() -> None:
    """Reads a PDF, writes a page of it, or why not."""
    confine(RECKONING)
    try:
        drawn = picture(sys.stdin.buffer.read(), int(sys.argv[1]))
    except Unreadable as problem:
        refuse(problem.reason)
    else:
        head = {"number": drawn.number, "pages": drawn.pages, "text": drawn.text}
        sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + drawn.png)


if __name__ == "__main__":
    main()
