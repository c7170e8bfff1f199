"""A4 pages are drawn by a program that ends with them: its library is as heavy as all the rest of the box."""

import json
import logging
import subprocess
import sys
from typing import Any

from comptoir_store_server.page_printers.pages import draw_pages
from comptoir_store_server.printing.context import PaperContext
from comptoir_store_server.printing.lines import PaperLine
from comptoir_store_server.times import read_time, write_time

log = logging.getLogger(__name__)
#: Longer than the smallest box needs for the longest document.
PATIENCE = 120.0


def draw_apart(lines: list[PaperLine], title: str, context: PaperContext) -> bytes:
    """The lines on as many pages as they need, as `draw_pages` draws them."""
    told = {"lines": lines, "title": title, "language": context.language, "now": write_time(context.now)}
    words = [sys.executable, "-P", "-m", __name__]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            words, input=json.dumps(told).encode(), capture_output=True, check=True, timeout=PATIENCE
        )
    except (OSError, subprocess.SubprocessError) as problem:
        # no room for a second program, or a document that cannot be drawn at all, which shows itself here
        log.warning("drawn_here", extra={"why": str(problem)})
        return draw_pages(lines, title, context)
    return done.stdout


def main() -> None:
    """Reads what is to be drawn, writes the PDF."""
    told: dict[str, Any] = json.load(sys.stdin)
    now = read_time(told["now"])
    assert now is not None
    context = PaperContext(told["language"], {}, "", "", "A4", now)
    lines = [PaperLine(*each) for each in told["lines"]]
    sys.stdout.buffer.write(draw_pages(lines, told["title"], context))


if __name__ == "__main__":
    main()
