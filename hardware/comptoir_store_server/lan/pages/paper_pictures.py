"""The exact paper as a picture: what was sent, read and drawn as the virtual printer does."""

from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from comptoir_store_server.kept_papers import SentPaper
from comptoir_store_server.profiles import PYTHON_CODECS
from comptoir_store_server.virtual_printer.code_pages import CodePage
from comptoir_store_server.virtual_printer.decoder import Decoder
from comptoir_store_server.virtual_printer.events import (
    Barcode,
    Feed,
    PaperItem,
    PrintedPicture,
    QrCode,
    TextLine,
)
from comptoir_store_server.virtual_printer.paper import Paper, read_papers

#: A longer paper is drawn in pieces, in dots: a picture of six metres would fill the memory of a small box.
TALLEST = 4000
#: So many pictures are remembered, for browsers ask twice.
REMEMBERED = 8


def read_sent(sent: SentPaper) -> list[Paper]:
    """The papers that one copy makes, in pieces that can be drawn."""
    decoder = Decoder(sent.dots)
    own = {
        slot: CodePage(page, PYTHON_CODECS[page])
        for page, slot in sent.slots.items()
        if page in PYTHON_CODECS
    }
    decoder.machine.pages = {**decoder.machine.pages, **own}
    papers = read_papers(sent.data, sent.dots, decoder=decoder)
    return [piece for paper in papers for piece in _pieces(paper)]


def _pieces(paper: Paper) -> Iterator[Paper]:
    """All but the last are torn; what opened the drawer is noted under the last."""
    items: list[PaperItem] = []
    height = 0
    for item in paper.items:
        tall = _height(item)
        if items and height + tall > TALLEST:
            yield replace(paper, items=tuple(items), cut="torn", pulses=(), faults=())
            items, height = [], 0
        items.append(item)
        height += tall
    yield replace(paper, items=tuple(items))


def _height(item: PaperItem) -> int:
    if isinstance(item, TextLine):
        return item.height
    if isinstance(item, Feed):
        return item.dots
    if isinstance(item, PrintedPicture):
        return item.picture.size[1]
    if isinstance(item, Barcode):
        return item.height + 52
    assert isinstance(item, QrCode)
    return item.size * 177  # the largest there is


class Easel:
    """Draws one picture at a time, always in the same thread: each thread that drew would keep memory."""

    def __init__(self) -> None:
        self._hand = ThreadPoolExecutor(1, "easel")
        self._drawn: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()

    def read(self, sent: SentPaper) -> list[Paper]:
        """The pieces without their pictures."""
        return self._hand.submit(read_sent, sent).result()

    def draw(self, sent: SentPaper, number: int) -> bytes | None:
        """The piece of this number, from 0 on, as PNG; nothing if there are not so many."""
        return self._hand.submit(self._draw, sent, number).result()

    def _draw(self, sent: SentPaper, number: int) -> bytes | None:
        name = (sent.job_id, sent.place, number)
        if name not in self._drawn:
            papers = read_sent(sent)
            if number >= len(papers):
                return None
            self._drawn[name] = papers[number].png
            while len(self._drawn) > REMEMBERED:
                self._drawn.popitem(last=False)
        return self._drawn[name]
