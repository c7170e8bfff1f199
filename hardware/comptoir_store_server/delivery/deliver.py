"""One job to one printer: look, send, and wait for the printer's own word that it is done."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from comptoir_store_server.connections import Connection
from comptoir_store_server.delivery.condition import (
    Condition,
    check_before_printing,
    judge_automatic,
    judge_port,
    read_condition,
)
from comptoir_store_server.delivery.failures import LineLost, Unavailable
from comptoir_store_server.delivery.line import PrinterLine
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.delivery.wire import open_wire
from comptoir_store_server.reasons import Reason

ASK_SENSOR = b"\x1dr1"
#: What a head of a picture, a QR code or any other command may want beside its data.
HEAD = 8
RESET = b"\x1b@"
#: Tell by itself, whatever waits in the buffer, when paper, cover or an error change; and no more.
SPEAK_UP, BE_QUIET = b"\x1da\x0e", b"\x1da\x00"
#: A job up to this length fits into the buffer of any printer, which then hears a question behind it.
SHORT = 1024
_numbers = itertools.count(int(time.time()))
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Confirm(StrEnum):
    """How a printer tells that a job is on paper, the surest first."""

    PROCESS_ID = "process_id"
    GS_R = "gs_r"
    STATUS_ONLY = "status_only"
    BLIND = "blind"


@dataclass(frozen=True)
class Delivered:
    """All bytes left; ``reason`` says why it is not certain that they are on paper."""

    confirm: Confirm | None
    reason: Reason | None = None
    #: Whether this shows how the printer confirms every job.
    is_lesson: bool = True
    #: It is there and answers, but not in the way that is known of it: another printer, perhaps.
    is_stranger: bool = False


class Stopped(Exception):
    """The store server is being stopped while a job is on its way."""


@dataclass(frozen=True)
class Watch:
    """What the delivery tells and asks while it runs."""

    #: Called once, before the first byte of the job leaves.
    on_start: Callable[[], None]
    #: Called when the printer pauses in mid-job (a reason) and when it goes on (nothing).
    on_pause: Callable[[Reason | None], None]
    is_stopping: Callable[[], bool]
    #: Called again and again while the printer pauses and all bytes are with it; it may use the line.
    on_wait: Callable[[PrinterLine], None] = lambda line: None
    #: Called again and again while the printer takes no byte: the line is in the middle of a job.
    on_stall: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Target:
    """Where to print, and what is known of that printer."""

    connection: Connection
    confirm: Confirm | None
    is_blind_allowed: bool
    #: What ends a command that was cut off in the middle; see `fill_up`.
    filling: bytes = b""

    @property
    def can_answer(self) -> bool:
        """Whether this printer was seen to answer."""
        return self.confirm not in (None, Confirm.BLIND)

    def check(self, line: PrinterLine, timeout: float) -> Condition | None:
        """How the printer is before anything leaves, or nothing if it is mute; raises Unavailable."""
        return check_before_printing(
            line,
            timeout,
            has_answered_before=self.can_answer,
            is_blind_allowed=self.is_blind_allowed,
            filling=self.filling,
        )


def speak_up(paper: bytes, start: int) -> bytes:
    """The same paper, but while it is printed the printer says by itself why it pauses.

    A printer whose buffer is full hears no question any more. `start` is where the paper begins; a new start
    (``ESC @``) makes it quiet.
    """
    if len(paper) <= SHORT or not paper.startswith(RESET, start):
        return paper
    begin = start + len(RESET)
    return paper[:begin] + SPEAK_UP + paper[begin:] + BE_QUIET


def fill_up(longest: int) -> bytes:
    """For a printer that waits for the rest of a picture: as much white as can be missing, then a new start.

    Without it the next paper would be taken for the rest. A printer that waits for nothing ignores it.
    """
    return bytes(longest + HEAD) + RESET


def look_at(target: Target, patience: Patience) -> Condition | None:
    """How the printer is, without printing; nothing if it is mute."""
    line = PrinterLine(open_wire(target.connection, patience.connect))
    try:
        return target.check(line, patience.status)
    finally:
        line.close()


def deliver(target: Target, data: bytes, patience: Patience, watch: Watch) -> Delivered:
    """Print; raises Unavailable as long as nothing has left, and never resends."""
    line = PrinterLine(open_wire(target.connection, patience.connect))
    try:
        condition = target.check(line, patience.status)
        if condition is None and not target.is_blind_allowed:
            raise Unavailable(Reason.NO_STATUS)
        if condition is not None and condition.reason is not None:
            raise Unavailable(condition.reason)
        watch.on_start()
        delivery = Delivery(line, target, patience, watch)
        try:
            return delivery.run(data, is_mute=condition is None)
        except LineLost:
            return Delivered(None, Reason.CONNECTION_LOST)
    finally:
        line.close()


class Delivery:
    """The part after the first byte: only waiting is left, whatever happens."""

    def __init__(self, line: PrinterLine, target: Target, patience: Patience, watch: Watch) -> None:
        self._line = line
        #: Whoever said nothing once may have learned to speak: another printer at the old address.
        self._known = target.confirm if target.can_answer else None
        self._patience = patience
        self._watch = watch
        self._paused: Reason | None = None

    def run(self, data: bytes, *, is_mute: bool) -> Delivered:
        """Send everything, then wait for the answer that this printer can give."""
        started = time.monotonic()
        if is_mute:
            return self._send_blindly(data)
        mark = _next_mark()
        question = ASK_SENSOR if self._known == Confirm.GS_R else _ask_process_id(mark)
        if self._known == Confirm.STATUS_ONLY:
            question = b""
        if not self._send(data + question):
            return Delivered(None, Reason.TIMEOUT)
        speed = min(self._patience.bytes_per_second, self._line.wire.speed or float("inf"))
        needed = self._patience.completion + len(data) / speed
        return self._wait(mark, needed - (time.monotonic() - started))

    def _send_blindly(self, data: bytes) -> Delivered:
        """All bytes into the printer, which is all that can be known of it."""
        is_out = self._send(data) and self._line.wire.drain(self._patience.stall)
        return Delivered(Confirm.BLIND) if is_out else Delivered(None, Reason.TIMEOUT)

    def _send(self, data: bytes) -> bool:
        """Hand over all bytes; a printer that takes none may be out of paper, so wait long."""
        waited = 0.0
        while data:
            self._check_stop()
            began = time.monotonic()
            taken = self._line.send_some(data, self._patience.ask_again)
            data = data[taken:]
            if taken:
                waited = 0.0
                self._tell_pause(None)
            elif not self._bear_stall(waited):
                waited += time.monotonic() - began
            if waited > self._patience.stall:
                return False
        return True

    def _bear_stall(self, seconds: float) -> bool:
        """Say so when the printer takes nothing; whether it told why, so that it will go on in the end.

        A question now would land in the middle of a picture, or not be taken at all: the printer told by
        itself, or its USB port does.
        """
        reason = judge_port(self._line.wire.port_status()) or judge_automatic(self._line.automatic)
        if reason is not None or seconds > self._patience.completion:
            self._tell_pause(reason or Reason.PRINTER_ERROR)
            self._watch.on_stall()
        return reason is not None

    def _wait(self, mark: bytes, seconds: float) -> Delivered:
        """Wait for the done signal; the clock stands still while the printer says why it pauses."""
        if self._known == Confirm.STATUS_ONLY:
            self._until(lambda: False, min(seconds, 1.0))
            return self._judge_by_status()
        if self._until(self._is_done(mark), seconds):
            return Delivered(self._known or Confirm.PROCESS_ID)
        return self._learn_lesser() if self._known is None else self._doubt(mark)

    def _is_done(self, mark: bytes) -> Callable[[], bool]:
        if self._known == Confirm.GS_R:
            return lambda: self._line.sensor_answers > 0
        return lambda: mark in self._line.process_ids

    def _learn_lesser(self) -> Delivered:
        """A printer without process ids: does it answer GS r in its turn, or only status questions?"""
        self._line.sensor_answers = 0
        self._line.send(ASK_SENSOR, self._patience.ask_again)
        if self._until(lambda: self._line.sensor_answers > 0, self._patience.completion):
            return Delivered(Confirm.GS_R)
        return self._judge_by_status()

    def _doubt(self, mark: bytes) -> Delivered:
        """The answer that we know of it did not come: is it late, is it lost, or is this another printer?

        Asked once more in its turn, together with GS r: what is answered then and was not before was lost
        on the way, perhaps with a part of the job, and proves nothing. Only who answers GS r and has no
        process ids at all is another printer, and has worked through all that came before.
        """
        by_id, again = self._known == Confirm.PROCESS_ID, _next_mark()
        answers_needed = 1 if by_id else 2  # to a first GS r that is only late, and to this one
        ids = self._line.process_ids
        self._line.send((_ask_process_id(again) if by_id else b"") + ASK_SENSOR, self._patience.ask_again)
        self._until(
            lambda: bool({mark, again} & ids) or self._line.sensor_answers >= answers_needed,
            self._patience.completion,
        )
        if mark in ids:
            return Delivered(Confirm.PROCESS_ID)
        if again not in ids and self._line.sensor_answers >= answers_needed:
            return Delivered(Confirm.GS_R)
        if again in ids or self._line.sensor_answers:
            return Delivered(None, Reason.NO_CONFIRMATION)
        reason = self._why_silent()
        return Delivered(None, reason, is_stranger=reason == Reason.NO_CONFIRMATION)

    def _judge_by_status(self) -> Delivered:
        condition = read_condition(self._line, self._patience.status)
        if condition is not None and condition.is_ready:
            return Delivered(Confirm.STATUS_ONLY)
        return Delivered(None, condition.reason if condition else Reason.NO_STATUS)

    def _why_silent(self) -> Reason:
        condition = read_condition(self._line, self._patience.status)
        return Reason.NO_STATUS if condition is None else Reason.NO_CONFIRMATION

    def _until(self, is_done: Callable[[], bool], seconds: float) -> bool:
        """Listen until done; ask now and then why not, and do not count the time of a known pause."""
        left = max(seconds, self._patience.ask_again)
        while not is_done():
            self._check_stop()
            began = time.monotonic()
            self._line.listen(min(self._patience.ask_again, left))
            if is_done():
                break
            spent = time.monotonic() - began
            if spent < self._patience.ask_again * 0.9 and left > spent:
                left -= spent
                continue
            if self._ask_why() is None:
                left -= spent
            else:
                self._watch.on_wait(self._line)
            if left <= 0:
                return False
        self._tell_pause(None)
        return True

    def _ask_why(self) -> Reason | None:
        """What it told by itself needs no question, which would only wait behind the job."""
        reason = judge_automatic(self._line.automatic)
        if reason is None:
            condition = read_condition(self._line, self._patience.status)
            reason = condition.reason if condition else judge_automatic(self._line.automatic)
        self._tell_pause(reason)
        return reason

    def _tell_pause(self, reason: Reason | None) -> None:
        if reason != self._paused:
            self._paused = reason
            self._watch.on_pause(reason)

    def _check_stop(self) -> None:
        if self._watch.is_stopping():
            raise Stopped


def _next_mark() -> bytes:
    """Four characters that this printer has not seen lately."""
    number, mark = next(_numbers), ""
    for _ in range(4):
        number, place = divmod(number, len(_ALPHABET))
        mark += _ALPHABET[place]
    return mark.encode("ascii")


def _ask_process_id(mark: bytes) -> bytes:
    return b"\x1d(H\x06\x00\x30\x30" + mark
