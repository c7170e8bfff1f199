"""Pages as pictures for the print journal: drawn apart, few at a time, and the latest are remembered."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256

from services.printing import page_drawing
from services.printing.page_drawing import CANNOT, LONGEST_PICTURE, LONGEST_TEXT, Unreadable

#: of one worker: pictures that are drawn at the same time, and seconds that anybody waits for a turn or for a picture
AT_ONCE, LONGEST_WAIT, PATIENCE = 2, 5.0, 20.0
REMEMBERED = 6
#: a longer file is only to be kept: no till sends one, and no store server tells of one
LONGEST_PDF = 8 * 1024 * 1024
_LONGEST_ANSWER = LONGEST_PICTURE + 6 * LONGEST_TEXT + 200


@dataclass(frozen=True)
class PagePicture:
    """One page, from 1 on, of so many; and what can be read on it."""

    number: int
    pages: int
    text: str
    png: bytes = field(repr=False)


_turns = threading.BoundedSemaphore(AT_ONCE)
_lock = threading.Lock()
_drawn: OrderedDict[tuple[bytes, int], PagePicture | str] = OrderedDict()


def picture_of_page(pdf: bytes, number: int) -> PagePicture:
    """The page of this number, from 1 on, or the last one.

    Raises Unreadable: `locked`, `damaged`, `too_large`; `busy` when others are looking at pages.
    """
    key = (sha256(pdf).digest(), number)
    with _lock:
        drawn = _drawn.get(key)
    if drawn is None:
        drawn = _in_turn(pdf, number)
        with _lock:
            _drawn[key] = drawn
            while len(_drawn) > REMEMBERED:
                _drawn.popitem(last=False)
    if isinstance(drawn, str):
        raise Unreadable(drawn)
    return drawn


def _in_turn(pdf: bytes, number: int) -> PagePicture | str:
    if not _turns.acquire(timeout=LONGEST_WAIT):
        raise Unreadable("busy")
    try:
        return _draw_apart(pdf, number)
    except Unreadable as refused:
        return refused.why
    finally:
        _turns.release()


def _draw_apart(pdf: bytes, number: int) -> PagePicture:
    if len(pdf) > LONGEST_PDF:
        raise Unreadable("too_large")
    status, answer = _ask(pdf, number)
    if status == CANNOT:
        raise Unreadable({b"locked": "locked", b"too_large": "too_large"}.get(answer, "damaged"))
    if status != 0 or len(answer) > _LONGEST_ANSWER:
        raise Unreadable("too_large")
    head, _, png = answer.partition(b"\n")
    try:
        told = json.loads(head)
        return PagePicture(int(told["number"]), int(told["pages"]), str(told["text"]), png)
    except (ValueError, KeyError, TypeError) as problem:
        raise Unreadable("damaged") from problem


def _ask(pdf: bytes, number: int) -> tuple[int, bytes]:
    """What the program answers; it is told nothing of the office, not even by its surroundings."""
    program = [sys.executable, "-I", page_drawing.__file__, str(number)]
    surroundings = {"PATH": os.environ["PATH"]} if "PATH" in os.environ else {}
    try:
        with tempfile.TemporaryFile() as given:
            given.write(pdf)
            given.seek(0)
            process = subprocess.Popen(  # noqa: S603 - our own program
                program,
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=surroundings,
                cwd="/",
            )
            return _listen(process)
    except OSError as problem:
        raise Unreadable("too_large") from problem


def _listen(process: "subprocess.Popen[bytes]") -> tuple[int, bytes]:
    """No longer than anybody waits, and no more than a picture is."""
    clock = threading.Timer(PATIENCE, process.kill)
    clock.start()
    try:
        assert process.stdout is not None
        with process.stdout as line:
            answer = line.read(_LONGEST_ANSWER + 1)
        return process.wait(), answer
    finally:
        clock.cancel()
        process.kill()
        process.wait()
