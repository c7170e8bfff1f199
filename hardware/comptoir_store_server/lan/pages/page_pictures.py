"""Pages as pictures for whoever looks at them: one is drawn at a time, and the latest are remembered."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from comptoir_store_server.page_printers.confined import Unreadable
from comptoir_store_server.page_printers.pictures import PagePicture, picture_apart

#: So many pictures are remembered: the page that shows one asks for it at once.
REMEMBERED = 4
#: So many people wait for a picture, and so long: tills need the other hands of this box.
MOST_WAITING, LONGEST_WAIT = 3, 10.0


class TooMany(Exception):
    """Others are looking at pages already."""


class PageEasel:
    """Draws pages of PDFs."""

    def __init__(self) -> None:
        self._waiting = threading.BoundedSemaphore(MOST_WAITING)
        self._lock = threading.Lock()
        self._drawn: OrderedDict[tuple[bytes, int], PagePicture | Unreadable] = OrderedDict()

    def draw(self, pdf: bytes, number: int) -> PagePicture:
        """The page of this number, from 1 on, or the last; raises Unreadable, TooMany."""
        key = (hashlib.sha256(pdf).digest(), number)
        with self._turn():
            if key not in self._drawn:
                self._drawn[key] = _try(pdf, number)
                while len(self._drawn) > REMEMBERED:
                    self._drawn.popitem(last=False)
            drawn = self._drawn[key]
        if isinstance(drawn, Unreadable):
            raise Unreadable(drawn.reason)
        return drawn

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._waiting.acquire(blocking=False):
            raise TooMany
        try:
            if not self._lock.acquire(timeout=LONGEST_WAIT):
                raise TooMany
            try:
                yield
            finally:
                self._lock.release()
        finally:
            self._waiting.release()


def _try(pdf: bytes, number: int) -> PagePicture | Unreadable:
    """What cannot be drawn is not tried again and again either."""
    try:
        return picture_apart(pdf, number)
    except Unreadable as refused:
        return refused
