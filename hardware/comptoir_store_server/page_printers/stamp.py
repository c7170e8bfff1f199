"""Marks a copy of somebody else's PDF as one: a word in a frame at the top of each page, with its own font.

The pages themselves are not taken apart: each keeps its bytes, as a drawing of its own under the frame.
"""

import io
import logging
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from comptoir_store_server.page_printers.blank_pages import FAMILY, LONGEST_PDF, new_pages
from comptoir_store_server.page_printers.confined import Unreadable, ask_apart, confine, refuse
from comptoir_store_server.reasons import Reason

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader, PdfWriter
    from pypdf.generic import DictionaryObject, IndirectObject

#: No till prints a longer document; and no paper is larger than five metres, in points, or smaller than that.
MOST_PAGES, LARGEST_PAGE, SMALLEST_PAGE = 500, 14_400.0, 18.0
#: What the pages draw, all together, in bytes as they lie in the file.
MOST_DRAWN = 32_000_000
#: The width of A4, on which the word has its usual size: of a smaller page it takes less, down to half.
USUAL_PAGE, LEAST = 595.28, 0.5
#: Its letters, the white between them and their frame, and the frame, in points.
SIZE, GAP, FRAME = 14.0, 6.0, 1.2
#: How far from the upper edge the frame stands: printers leave six millimetres white.
FROM_TOP = 17.0
#: Of a small page the frame takes no more than this.
MOST_WIDE, MOST_TALL = 0.8, 0.2
#: Turned by so much, clockwise: how the page as it is seen lies in the page as it is written.
TURNS: dict[int, Callable[["Seen"], str]] = {
    0: lambda seen: f"1 0 0 1 {seen.left:.3f} {seen.bottom:.3f} cm",
    90: lambda seen: f"0 1 -1 0 {seen.right:.3f} {seen.bottom:.3f} cm",
    180: lambda seen: f"-1 0 0 -1 {seen.right:.3f} {seen.top:.3f} cm",
    270: lambda seen: f"0 -1 1 0 {seen.left:.3f} {seen.top:.3f} cm",
}


class Seen(NamedTuple):
    """The part of a page that is seen, and how it is turned."""

    left: float
    bottom: float
    right: float
    top: float
    turned: int
    #: how many points one of its units is
    unit: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height for whoever reads it, in its units."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turned in (90, 270) else (width, height)


class Label(NamedTuple):
    """The word in its frame, ready for every page."""

    drawing: "IndirectObject"
    width: float
    height: float


def stamp_apart(pdf: bytes, mark: str) -> bytes:
    """The PDF with the word on each page, made by a program that ends with it; raises Unreadable."""
    return ask_apart(__name__, [mark], pdf, LONGEST_PDF)


def stamp(pdf: bytes, mark: str) -> bytes:
    """The PDF with the word on each page; raises Unreadable."""
    from pypdf import PdfReader, apply_configuration
    from pypdf.errors import LimitReachedError

    try:
        with apply_configuration(page_tree_maximum_entries=2 * MOST_PAGES, page_tree_maximum_depth=50):
            stamped = _stamp(PdfReader(io.BytesIO(pdf)), mark)
    except (LimitReachedError, MemoryError) as problem:
        raise Unreadable(Reason.PDF_TOO_LARGE) from problem
    except Unreadable:
        raise
    except Exception as problem:  # a damaged file makes its reader stumble in any way
        raise Unreadable(Reason.PDF_DAMAGED) from problem
    if len(stamped) > LONGEST_PDF:
        raise Unreadable(Reason.PDF_TOO_LARGE)
    return stamped


def _stamp(reader: "PdfReader", mark: str) -> bytes:
    from pypdf import PdfWriter

    if reader.is_encrypted:
        raise Unreadable(Reason.PDF_ENCRYPTED)
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise Unreadable(Reason.PDF_TOO_LARGE if len(reader.pages) else Reason.PDF_DAMAGED)
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    label, drawings = _add_label(writer, mark), _Drawings(writer)
    for page in _each_once(writer):
        _put_on(writer, page, drawings.of(page), label)
    drawings.empty_taken()
    stamped = io.BytesIO()
    writer.write(stamped)
    return stamped.getvalue()


def _each_once(writer: "PdfWriter") -> Iterator["PageObject"]:
    """A page that comes twice is one object."""
    places = {
        page.indirect_reference.idnum: page.indirect_reference
        for page in writer.pages
        if page.indirect_reference
    }
    for place in places.values():
        page: Any = place.get_object()
        yield page


def draw_label(mark: str) -> bytes:
    """The word in its frame, black on white, as a page of its own that is no larger."""
    width, height = len(mark) * SIZE * 0.6 + 2 * GAP, SIZE + GAP
    label = new_pages((width, height))
    label.add_page()
    label.set_fill_color(255)
    label.set_line_width(FRAME)
    label.rect(FRAME / 2, FRAME / 2, width - FRAME, height - FRAME, style="DF")
    label.set_font(FAMILY, "B", SIZE)
    label.set_text_color(0)
    # a capital is 0.7 of its size tall, and stands in the middle
    label.text(GAP, (height + SIZE * 0.7) / 2, mark)
    return bytes(label.output())


def _add_label(writer: "PdfWriter", mark: str) -> Label:
    """Drawn by the library of our own pages, taken over as a drawing."""
    from pypdf import PdfReader
    from pypdf.generic import DecodedStreamObject

    page = PdfReader(io.BytesIO(draw_label(mark))).pages[0]
    contents = page.get_contents()
    assert contents is not None
    drawing = DecodedStreamObject()
    drawing.set_data(contents.get_data())
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    _make_form(drawing, [0.0, 0.0, width, height], page["/Resources"].clone(writer))
    return Label(writer._add_object(drawing), width, height)


def _make_form(drawing: "DictionaryObject", box: list[float], resources: Any) -> None:
    from pypdf.generic import ArrayObject, FloatObject, NameObject

    drawing[NameObject("/Type")] = NameObject("/XObject")
    drawing[NameObject("/Subtype")] = NameObject("/Form")
    drawing[NameObject("/BBox")] = ArrayObject(FloatObject(side) for side in box)
    drawing[NameObject("/Resources")] = resources


class _Drawings:
    """What each page draws, as a drawing: whatever it leaves behind, the word is drawn as it should be."""

    def __init__(self, writer: "PdfWriter") -> None:
        self._writer = writer
        self._made: dict[tuple[object, ...], IndirectObject] = {}
        self._taken: list[Any] = []
        self._size = 0

    def of(self, page: "PageObject") -> "IndirectObject | None":
        """Nothing for an empty page; pages that share what they draw go on sharing it."""
        from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

        written, resources = page.get("/Contents"), page.get("/Resources")
        contents = written.get_object() if written is not None else None
        if not isinstance(contents, ArrayObject | StreamObject):
            return None
        box = list(_corners(page.mediabox))
        key = (*(getattr(each, "idnum", id(each)) for each in (written, resources)), *box)
        if key not in self._made:
            self._made[key] = self._make(
                contents, DictionaryObject() if resources is None else resources, box
            )
        return self._made[key]

    def _make(self, contents: Any, resources: Any, box: list[float]) -> "IndirectObject":
        from pypdf.generic import ArrayObject

        drawing = self._join(contents) if isinstance(contents, ArrayObject) else self._copy(contents)
        self._size += len(drawing._data)
        if self._size > MOST_DRAWN:
            raise Unreadable(Reason.PDF_TOO_LARGE)
        _make_form(drawing, box, resources)
        return self._writer._add_object(drawing)

    def _join(self, parts: Any) -> Any:
        """Several streams are one text, which may be cut anywhere between two words."""
        from pypdf.generic import DecodedStreamObject, StreamObject

        joined = DecodedStreamObject()
        text = bytearray()
        for part in (each.get_object() for each in parts):
            if isinstance(part, StreamObject):
                text += part.get_data() + b"\n"
                self._taken.append(part)
            if len(text) > MOST_DRAWN:
                raise Unreadable(Reason.PDF_TOO_LARGE)
        joined.set_data(bytes(text))
        return joined.flate_encode()

    def _copy(self, stream: Any) -> Any:
        """The same bytes, packed as they are."""
        from pypdf.generic import EncodedStreamObject, NameObject

        copy = EncodedStreamObject()
        copy._data = stream._data
        for name in ("/Filter", "/DecodeParms"):
            if name in stream:
                copy[NameObject(name)] = stream[name]
        self._taken.append(stream)
        return copy

    def empty_taken(self) -> None:
        """Nobody needs the bytes in their old place any more."""
        for stream in self._taken:
            stream.clear()
            stream._data = b""


def _put_on(writer: "PdfWriter", page: "PageObject", drawing: "IndirectObject | None", label: Label) -> None:
    """The page as it was, and the word over it."""
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    drawn = DecodedStreamObject()
    was = b"q /Was Do Q\n" if drawing is not None else b""
    drawn.set_data(was + _place(_look_at(page), label).encode("ascii"))
    named = DictionaryObject({NameObject("/Mark"): label.drawing})
    if drawing is not None:
        named[NameObject("/Was")] = drawing
    page[NameObject("/Contents")] = writer._add_object(drawn)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})


def _look_at(page: "PageObject") -> Seen:
    """What is seen of it; raises Unreadable for a page of no sensible size."""
    whole, crop = _corners(page.mediabox), _corners(page.cropbox)
    left, bottom, right, top = (*map(max, whole[:2], crop[:2]), *map(min, whole[2:], crop[2:]))
    if left >= right or bottom >= top:  # nothing would be seen: readers show the whole page then
        left, bottom, right, top = whole
    turned, unit = int(_number(page, "/Rotate", 0)) % 360, max(_number(page, "/UserUnit", 1), 1e-6)
    seen = Seen(left, bottom, right, top, turned if turned in TURNS else 0, unit)
    if max(seen.size) * unit > LARGEST_PAGE:
        raise Unreadable(Reason.PDF_TOO_LARGE)
    if not min(seen.size) * unit >= SMALLEST_PAGE:
        raise Unreadable(Reason.PDF_DAMAGED)
    return seen


def _corners(box: Any) -> tuple[float, float, float, float]:
    """Any two corners are allowed; here it is always the lower left one and the upper right one."""
    left, bottom, right, top = map(float, box)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _number(page: "PageObject", name: str, usual: float) -> float:
    told: Any = page.get(name, usual)
    return float(told.get_object() if hasattr(told, "get_object") else told)


def _place(seen: Seen, label: Label) -> str:
    """In the middle of the upper edge, as large as the page allows."""
    width, height = seen.size
    scale = max(min(width, height) / USUAL_PAGE, LEAST / seen.unit)
    scale = min(scale, width * MOST_WIDE / label.width, height * MOST_TALL / label.height)
    left = (width - label.width * scale) / 2
    bottom = height - min(FROM_TOP * scale, height * 0.05) - label.height * scale
    return f"q {TURNS[seen.turned](seen)} {scale:.5f} 0 0 {scale:.5f} {left:.3f} {bottom:.3f} cm /Mark Do Q\n"


def main() -> None:
    """Reads a PDF, writes it with the word on each page, or why not."""
    confine()
    logging.disable()  # what a damaged file makes its reader say is nobody's business
    try:
        stamped = stamp(sys.stdin.buffer.read(), sys.argv[1])
    except Unreadable as problem:
        refuse(problem.reason)
    else:
        sys.stdout.buffer.write(stamped)


if __name__ == "__main__":
    main()
