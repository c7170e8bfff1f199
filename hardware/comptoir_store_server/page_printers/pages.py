"""A document of the shop as A4 pages: the lines of a roll on wider paper, in a font that travels along."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.page_printers.blank_pages import FAMILY, LONGEST_PDF, new_pages
from comptoir_store_server.page_printers.stamp import stamp_apart
from comptoir_store_server.printing.assembly import sift_slip
from comptoir_store_server.printing.codes import modules_of
from comptoir_store_server.printing.context import PaperContext
from comptoir_store_server.printing.encoder import tidy
from comptoir_store_server.printing.lines import Paper, PaperLine
from comptoir_store_server.printing.logo import MOST_WIDE, find_logo, load_logo
from comptoir_store_server.printing.raster import has_glyph
from comptoir_store_server.printing.reading import name_of
from comptoir_store_server.printing.render import LAYOUTS, UnsupportedDocument
from comptoir_store_server.printing.words import paper_language, word
from comptoir_store_server.reasons import Reason

if TYPE_CHECKING:
    from fpdf import FPDF

#: Points: a page, its letters, its margins. IBM Plex Mono is 0.6 of its size wide.
WIDTH, HEIGHT = 595.28, 841.89
SIZE, LINE = 11.0, 15.0
COLUMNS = 72
LEFT = (WIDTH - COLUMNS * SIZE * 0.6) / 2
TOP, BOTTOM = 56.0, HEIGHT - 62.0
FOOT, FOOT_SIZE = HEIGHT - 36.0, 8.0
#: A QR code: its size and the white around it.
CODE, QUIET = 110.0, 20.0
#: A dot of a receipt printer, of which a millimetre has eight.
DOT = 72 / 203.2
#: Lines, a title, and what else there is to know become a PDF.
Draw = Callable[[list[PaperLine], str, PaperContext], bytes]


@dataclass(frozen=True)
class Page:
    """A document ready for the printer."""

    title: str
    pdf: bytes
    note: Reason | None = None


def make_page(
    document: dict[str, Any],
    peripheral: Peripheral,
    store: dict[str, Any],
    now: datetime,
    *,
    redirected_from: str | None = None,
    options: Mapping[str, Any] | None = None,
    draw: Draw | None = None,
) -> Page:
    """The document as PDF, drawn here or by `draw`; raises UnsupportedDocument, NothingToPrint.

    A file of somebody else goes as it is; a copy of it is marked on each page, or raises Unreadable.
    """
    kind = str(document.get("kind"))
    wishes = (document.get("language"), (options or {}).get("language"))
    language = paper_language(*wishes, peripheral.language, store.get("language"))
    if kind == "pdf":
        pdf = read_pdf(document.get("pdf"))
        if document.get("duplicate"):
            pdf = stamp_apart(pdf, word(language, "duplicate"))
        return Page("Comptoir", pdf)
    if kind not in LAYOUTS:
        raise UnsupportedDocument(kind)
    document = sift_slip(document, options)
    context = PaperContext(language, store, peripheral.name, peripheral.address, "A4", now)
    context = replace(context, logo=find_logo(store, MOST_WIDE))
    paper = Paper(COLUMNS, tidy)
    if redirected_from:
        paper.add_centred(f"{context.word('redirected')} {redirected_from}", bold=True)
    LAYOUTS[kind](paper, document, context)
    missing = {letter for line in paper.lines for letter in line.text if not has_glyph(letter)}
    title = " ".join(part for part in (name_of(store), context.moment(now)) if part)
    pdf = (draw or draw_pages)(paper.lines, title, context)
    return Page(title, pdf, Reason.LETTERS_MISSING if missing else None)


def read_pdf(told: Any) -> bytes:
    """A document that is a PDF already; raises UnsupportedDocument for anything else."""
    try:
        pdf = base64.b64decode(told, validate=True) if isinstance(told, str) else b""
    except (binascii.Error, ValueError) as error:
        raise UnsupportedDocument("damaged base64") from error
    if not pdf.startswith(b"%PDF-") or b"%%EOF" not in pdf[-1024:] or len(pdf) > LONGEST_PDF:
        raise UnsupportedDocument("no PDF")
    return pdf


def paginate(lines: list[PaperLine]) -> list[list[tuple[float, PaperLine]]]:
    """Each page's lines and how far from its top each stands."""
    pages: list[list[tuple[float, PaperLine]]] = [[]]
    top = TOP
    for line in lines:
        height = _height(line)
        if top + height > BOTTOM:
            pages.append([])
            top = TOP
        pages[-1].append((top, line))
        top += height
    return pages


def _height(line: PaperLine) -> float:
    if line.logo:
        return load_logo(line.logo).height * DOT + QUIET
    return CODE + QUIET if line.qr else LINE * (2 if line.big else 1)


def draw_pages(lines: list[PaperLine], title: str, context: PaperContext) -> bytes:
    """The lines on as many pages as they need."""
    pages, document = paginate(lines), _new_document(title, context)
    for number, page in enumerate(pages, 1):
        document.add_page()
        for top, line in page:
            _draw_line(document, line, top)
        _draw_foot(document, title, f"{number} / {len(pages)}")
    return bytes(document.output())


def _new_document(title: str, context: PaperContext) -> "FPDF":
    pages = new_pages((WIDTH, HEIGHT))
    pages.set_title(title)
    pages.set_lang(context.language)
    pages.set_creator("Comptoir")
    pages.set_creation_date(context.now)
    return pages


def _draw_code(pages: "FPDF", text: str, top: float) -> None:
    """Every run of black modules as one box, so that no viewer shows seams."""
    rows = modules_of(text)
    size, left = CODE / len(rows), (WIDTH - CODE) / 2
    for row, modules in enumerate(rows):
        place = 0
        for black, run in groupby(modules):
            length = len(list(run))
            if black:
                pages.rect(left + place * size, top + QUIET / 2 + row * size, length * size, size, style="F")
            place += length


def _draw_logo(pages: "FPDF", path: str, top: float) -> None:
    """In the middle, as large as on a roll."""
    logo = load_logo(path)
    width, height = logo.width * DOT, logo.height * DOT
    pages.image(logo, x=(WIDTH - width) / 2, y=top, w=width, h=height)


def _draw_line(pages: "FPDF", line: PaperLine, top: float) -> None:
    if line.qr:
        _draw_code(pages, line.qr, top)
        return
    if line.logo:
        _draw_logo(pages, line.logo, top)
        return
    size = SIZE * (2 if line.big else 1)
    if line.text and not line.text.strip("-"):
        middle = top + LINE / 2
        pages.line(LEFT, middle, LEFT + len(line.text) * size * 0.6, middle)
        return
    indent = len(line.text) - len(line.text.lstrip(" "))
    pages.set_font(FAMILY, "B" if line.bold else "", size)
    pages.text(LEFT + indent * size * 0.6, top + size, line.text.strip(" "))


def _draw_foot(pages: "FPDF", title: str, number: str) -> None:
    """Below each page: what it is, and which page of how many."""
    pages.set_font(FAMILY, "", FOOT_SIZE)
    pages.text(LEFT, FOOT, title)
    pages.text(LEFT + COLUMNS * SIZE * 0.6 - len(number) * FOOT_SIZE * 0.6, FOOT, number)
