"""A small receipt printer on a real TCP port: paper, cover, answers in turn, one caller at a time."""

import re
import socket
import threading
import time
from dataclasses import dataclass

PROCESS_ID = re.compile(rb"\x1d\(H\x06\x00\x30\x30(....)", re.DOTALL)
STATUS = re.compile(rb"\x10\x04([\x01-\x04])", re.DOTALL)
SENSOR = b"\x1dr1"


@dataclass
class Habits:
    """What kind of printer it is."""

    answers_status: bool = True
    knows_process_id: bool = True
    knows_sensor: bool = True
    #: Lines that are printed before the paper ends; nothing: a full roll.
    lines_left: int | None = None
    is_cover_open: bool = False
    is_paper_low: bool = False
    #: The caller's line is cut after so many bytes of a job; nothing: never.
    hangs_up_after: int | None = None
    seconds_per_line: float = 0.0
    #: So many questions are lost on the way, with or without a part of the job.
    loses_process_ids: int = 0
    loses_sensor_questions: int = 0


class FakePrinter:
    """Prints what it buffers line by line; real-time questions are answered past the buffer."""

    def __init__(self, habits: Habits | None = None, port: int = 0) -> None:
        self.habits = habits or Habits()
        self.paper = b""
        self.calls = 0
        self._buffer = b""
        self._tail = b""
        self._received = 0
        self._lock = threading.Lock()
        self._open = True
        self._listener = socket.create_server(("127.0.0.1", port))
        self._listener.settimeout(0.1)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Switch it off."""
        self._open = False
        self._thread.join(5)
        self._listener.close()

    def refill(self) -> None:
        """Put in a new roll."""
        with self._lock:
            self.habits.lines_left = None

    @property
    def cuts(self) -> int:
        """How many tickets were cut off."""
        return self.paper.count(b"\x1dV")

    def _serve(self) -> None:
        while self._open:
            try:
                caller, _ = self._listener.accept()
            except TimeoutError:
                continue
            with caller:
                caller.settimeout(0.02)
                self.calls += 1
                self._received = 0
                try:
                    self._serve_caller(caller)
                except OSError:
                    continue

    def _serve_caller(self, caller: socket.socket) -> None:
        while self._open:
            try:
                heard = caller.recv(256)
            except TimeoutError:
                heard = None
            if heard == b"":
                self._print(caller)
                return
            if heard:
                self._take(caller, heard)
            if self._is_fed_up():
                self.paper += self._buffer[: self.habits.hangs_up_after]
                self._buffer = b""
                return
            self._print(caller)

    def _is_fed_up(self) -> bool:
        limit = self.habits.hangs_up_after
        return limit is not None and self._received > limit

    def _take(self, caller: socket.socket, heard: bytes) -> None:
        heard, self._tail = self._tail + heard, b""
        if heard.endswith((b"\x10", b"\x10\x04")):
            cut = heard.rindex(b"\x10")
            heard, self._tail = heard[:cut], heard[cut:]
        for question in STATUS.findall(heard):
            if self.habits.answers_status:
                caller.sendall(bytes([self._status(question[0])]))
        rest = STATUS.sub(b"", heard)
        self._received += len(rest)
        self._buffer += rest

    def _status(self, question: int) -> int:
        out, cover = self.habits.lines_left == 0, self.habits.is_cover_open
        parts = {
            1: 0x08 if out or cover else 0,
            2: (0x04 if cover else 0) | (0x20 if out else 0),
            3: 0,
            4: (0x60 if out else 0) | (0x0C if self.habits.is_paper_low or out else 0),
        }
        return 0x12 | parts[question]

    def _print(self, caller: socket.socket) -> None:
        """Work through the buffer as far as paper and complete commands allow."""
        while self._buffer and self.habits.lines_left != 0 and not self.habits.is_cover_open:
            if not self._print_piece(caller):
                return

    def _print_piece(self, caller: socket.socket) -> bool:
        if found := PROCESS_ID.match(self._buffer):
            self._buffer = self._buffer[found.end() :]
            if self.habits.loses_process_ids:
                self.habits.loses_process_ids -= 1
            elif self.habits.knows_process_id:
                caller.sendall(b"\x37\x22" + found.group(1) + b"\x00")
            return True
        if self._buffer.startswith(SENSOR):
            self._buffer = self._buffer[len(SENSOR) :]
            if self.habits.loses_sensor_questions:
                self.habits.loses_sensor_questions -= 1
            elif self.habits.knows_sensor:
                caller.sendall(b"\x00")
            return True
        if b"\x1d(H".startswith(self._buffer[:3]) or self._buffer[:2] == b"\x1dr" or self._buffer == b"\x1d":
            return False  # the rest of the command is still on its way
        self._print_line()
        return True

    def _print_line(self) -> None:
        end = self._buffer.find(b"\n") + 1
        question = min(
            (place for place in (self._buffer.find(b"\x1d(H", 1), self._buffer.find(SENSOR, 1)) if place > 0),
            default=0,
        )
        length = min(filter(None, (end, question)), default=len(self._buffer))
        self.paper += self._buffer[:length]
        if end and length == end:
            time.sleep(self.habits.seconds_per_line)
            with self._lock:
                if self.habits.lines_left is not None:
                    self.habits.lines_left -= 1
        self._buffer = self._buffer[length:]
