"""A4 pages as tills and store servers make them."""

import zlib

from fpdf import FPDF

from services.printing.sent_papers import Paper


def a_pdf(*texts: str, width: float = 595, height: float = 842) -> bytes:
    """A page for each text, with a black square at its lower left."""
    document = FPDF(unit="pt", format=(width, height))
    document.set_auto_page_break(auto=False)
    document.set_font("helvetica", size=20)
    for text in texts:
        document.add_page()
        document.text(100, 100, text)
        document.rect(50, height - 150, 100, 100, style="F")
    return bytes(document.output())


def sent_pages(*texts: str) -> Paper:
    """Such pages as they left a store server."""
    return Paper("pdf", zlib.compress(a_pdf(*texts)))
