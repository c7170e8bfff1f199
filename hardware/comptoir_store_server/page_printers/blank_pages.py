"""White paper and the letters that travel along with it."""

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fpdf import FPDF

FAMILY = "Plex"
FONTS = {"": "IBMPlexMono-Regular.ttf", "B": "IBMPlexMono-Bold.ttf"}
#: Larger than any document that a till sends as a file.
LONGEST_PDF = 20_000_000


def new_pages(size: tuple[float, float]) -> "FPDF":
    """Pages of this width and height, in points."""
    from fpdf import FPDF  # as heavy as all the rest of this program, and many shops have no page printer

    pages = FPDF(unit="pt", format=size)
    pages.set_auto_page_break(auto=False)
    for style, name in FONTS.items():
        with as_file(files("fontpkg_ibm_plex_mono") / "files" / name) as path:
            pages.add_font(FAMILY, style, path)
    return pages
