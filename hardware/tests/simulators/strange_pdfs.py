"""PDFs as strangers write them, by hand: pages of any size and turn, and files that are meant to do harm."""

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter

A4 = "0 0 595 842"
#: A black square of 100 points at the lower left of what is seen, and the word that stands beside it.
SQUARE = b"0 g 50 50 100 100 re f BT /F 24 Tf 60 400 Td (Rechnung) Tj ET"
FONT = "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


@dataclass(frozen=True)
class Sheet:
    """One page."""

    box: str = A4
    more: str = ""
    drawn: Sequence[bytes] = (SQUARE,)


def write(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A file of these objects."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
    return bytes(out) + b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, start)


def stream(content: bytes, more: str = "") -> bytes:
    """One object with content."""
    head = f"<< /Length {len(content)} {more} >>".encode()
    return head + b"\nstream\n" + content + b"\nendstream"


def packed(content: bytes, more: str = "") -> bytes:
    """The same, made smaller."""
    return stream(zlib.compress(content, 9), f"/Filter /FlateDecode {more}")


def document(*sheets: Sheet, of_all: str = f"/Resources {FONT}") -> bytes:
    """A file of these pages; what all share stands above them, as many programs write it."""
    objects, kids, number = {}, [], 10
    for sheet in sheets or (Sheet(),):
        parts = []
        for each in sheet.drawn:
            objects[number] = packed(each)
            parts.append(f"{number} 0 R")
            number += 1
        drawn = f"[{' '.join(parts)}]" if len(parts) > 1 else "".join(parts)
        contents = f"/Contents {drawn}" if drawn else ""
        head = f"<< /Type /Page /Parent 2 0 R /MediaBox [{sheet.box}]"
        objects[number] = f"{head} {contents} {sheet.more} >>".encode()
        kids.append(f"{number} 0 R")
        number += 1
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} {of_all} >>".encode()
    return write(objects)


def encrypted(user_password: str) -> bytes:
    """A file that only who has the password may read, or with none: that nobody may change."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(document())))
    writer.encrypt(user_password, "the owner's", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def tree_of(levels: int, width: int) -> bytes:
    """A few bytes that claim to be `width ** levels` pages."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 90: packed(SQUARE)}
    for level in range(levels):
        kids = f"{level + 3} 0 R " * width
        objects[level + 2] = f"<< /Type /Pages /Count {width} /Kids [{kids}] /Resources {FONT} >>".encode()
    objects[levels + 2] = f"<< /Type /Page /MediaBox [{A4}] /Contents 90 0 R >>".encode()
    return write(objects)


def ring_of_pages() -> bytes:
    """A page tree that bites its tail."""
    return write(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>",
        }
    )


def drawing_bomb(levels: int = 9, width: int = 10) -> bytes:
    """Drawings of drawings of drawings: `width ** levels` of them on one page."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: f"<< /Type /Page /Parent 2 0 R /MediaBox [{A4}] /Contents 4 0 R"
        " /Resources << /XObject << /X 10 0 R >> >> >>".encode(),
        4: stream(b"/X Do"),
        10 + levels: stream(SQUARE, f"/Type /XObject /Subtype /Form /BBox [{A4}] /Resources {FONT}"),
    }
    for level in range(levels):
        deeper = f"/Resources << /XObject << /X {11 + level} 0 R >> >>"
        head = f"/Type /XObject /Subtype /Form /BBox [{A4}] {deeper}"
        objects[10 + level] = stream(b"/X Do " * width, head)
    return write(objects)


def unpacking_bomb(parts: int = 2, megabytes: int = 64) -> bytes:
    """Little that becomes much when it is unpacked."""
    return document(Sheet(drawn=[b"q Q " * (megabytes * 256 * 1024)] * parts))
