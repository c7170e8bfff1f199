"""A receipt printer on a network port that behaves like a real one, but prints on the screen."""

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from .album import Album
from .buffer import Piece, ReceiveBuffer
from .cable import Cable
from .connection import Answer, Door
from .decoder import Decoder
from .events import (
    AutoStatusSet,
    Cut,
    Event,
    Fault,
    Feed,
    IdentityAsked,
    ProcessIdAsked,
    Pulse,
    StatusAsked,
    TextLine,
)  # fmt: skip
from .paper import Paper, PaperRoll, closing_faults
from .real_time import RealTimeCommand
from .status import (
    State,
    automatic_status,
    identity,
    process_id,
    queued_status,
    real_time_status,
)  # fmt: skip
from .web import Web

WIDTHS = {80: 576, 58: 384}
REMEMBERED = 1000


class VirtualPrinter:
    """Starts, prints, changes its state, stops; use it as a context manager in tests.

    `port` and `web_port` 0 take any free port; without `web_port` there is no web page. With `cable` it does
    not hang in the network but behind the device file of that name.
    `lines_per_second` 0 prints at once. `answers_process_id` False makes an older model.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        web_port: int | None = None,
        folder: Path | str | None = None,
        *,
        cable: Path | str | None = None,
        paper_width: int = 80,
        profile_pages: str = "epson",
        starts_in_kanji: bool = False,
        lines_per_second: float = 0,
        answers_process_id: bool = True,
        buffer_bytes: int = 65536,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._width = WIDTHS[paper_width]
        self._profile_pages = profile_pages
        self._starts_in_kanji = starts_in_kanji
        self._line_seconds = 1 / lines_per_second if lines_per_second else 0
        self._answers_process_id = answers_process_id
        self._buffer = ReceiveBuffer(buffer_bytes)
        self._clock = clock
        self._change = threading.Condition()
        self._state = State()
        self._stopping = False
        self._generation = 0
        self._auto_mask = 0
        self._album = Album(Path(folder) if folder else None)
        self._roll = PaperRoll(self._width, self._album.next_number)
        self._papers: deque[Paper] = deque(maxlen=REMEMBERED)
        self._cuts = 0
        self._pulses: deque[tuple[datetime, Pulse]] = deque(maxlen=REMEMBERED)
        self._faults: deque[Fault] = deque(maxlen=REMEMBERED)
        self._switch_on()
        self._door: Door | Cable = Cable(Path(cable), self) if cable else Door(host, port, self)
        self._web = self._open_web(host, web_port) if web_port is not None else None
        self._worker = threading.Thread(target=self._print_forever, name="virtual-printer", daemon=True)

    def _open_web(self, host: str, port: int) -> Web:
        try:
            return Web(host, port, self)
        except OSError:
            self._door.stop()
            raise

    # What a person sees and does.

    @property
    def port(self) -> int:
        """The port the shop prints to; 0 for a printer on a cable."""
        return self._door.port

    @property
    def web_port(self) -> int | None:
        """The port of the web page."""
        return self._web.port if self._web else None

    @property
    def papers(self) -> list[Paper]:
        """The pieces cut off so far, oldest first; the last thousand are kept."""
        with self._change:
            return list(self._papers)

    @property
    def pulses(self) -> list[tuple[datetime, Pulse]]:
        """Every kick of the drawer since the start."""
        with self._change:
            return list(self._pulses)

    @property
    def faults(self) -> list[Fault]:
        """Every fault since the start, those on no paper too."""
        with self._change:
            return list(self._faults)

    @property
    def state(self) -> State:
        """Paper, cover, drawer and the rest."""
        with self._change:
            return self._state

    @property
    def waiting_lines(self) -> list[str]:
        """The text on the paper that is not cut off yet."""
        with self._change:
            return [item.text for item in self._roll.items if isinstance(item, TextLine)]

    def set_state(self, **changes: object) -> State:
        """Do something to the printer: paper="out", cover_open=True, lines_left=5, power=False…"""
        with self._change:
            before, self._state = self._state, self._state.changed(**changes)
            if not self._state.power:
                self._forget_everything()
            self._tell_change(before)
            self._change.notify_all()
            state = self._state
        self._door.set_open(state.power)
        return state

    def tear(self) -> Paper | None:
        """Tear off by hand what sticks out of the printer."""
        with self._change:
            if not self._roll.has_ink:
                return None
            paper = self._roll.part("torn", self._clock())
            self._keep(paper)
            return paper

    def wait_for_paper(self, count: int = 1, timeout: float = 10.0) -> Paper:
        """The paper number `count` since the start, as soon as it is cut off."""
        with self._change:
            if not self._change.wait_for(lambda: self._cuts >= count, timeout):
                raise TimeoutError(
                    f"{self._cuts} papers after {timeout} s, {self._state}, {list(self._faults)}"
                )
            return self._papers[count - 1 - self._cuts + len(self._papers)]

    def start(self) -> Self:
        """Listen and print."""
        self._album.start()
        self._worker.start()
        self._door.start()
        if self._web:
            self._web.start()
        return self

    def stop(self) -> None:
        """Close the ports and save what is not saved yet."""
        self._door.stop()
        if self._web:
            self._web.stop()
        with self._change:
            self._stopping = True
            self._change.notify_all()
        self._worker.join()
        self._album.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # What arrives from the network.

    def receive(self, data: bytes, answer: Answer) -> bool:
        """Put bytes in the buffer, waiting while it is full; False once the power is off."""
        with self._change:
            generation = self._generation
            self._change.wait_for(lambda: not self._buffer.is_full or self._is_gone(generation))
            if self._is_gone(generation):
                return False
            self._buffer.put(data, answer)
            self._change.notify_all()
            return True

    def _is_gone(self, generation: int) -> bool:
        return self._stopping or not self._state.power or generation != self._generation

    def obey(self, command: RealTimeCommand, answer: Answer) -> None:
        """Do at once what cannot wait for the buffer."""
        with self._change:
            if command.kind == "status" and not self._state.mute:
                answer.send(real_time_status(self._state, command.args[0]))
            elif command.kind == "pulse":
                self._kick_now(command.args)
            elif command.kind == "enquiry":
                self._recover(clear=command.args[0] == 2)
            elif command.kind == "clear":
                self._clear_buffer()
                self._answer(answer, b"\x37\x25\x00")
            self._change.notify_all()

    def end_connection(self, answer: Answer) -> None:
        """The sender went away; what it sent stays in the buffer."""
        with self._change:
            answer.close()
            self._buffer.end()
            self._change.notify_all()

    # What the printer does by itself.

    def _switch_on(self) -> None:
        self._decoder = Decoder(self._width, self._profile_pages, starts_in_kanji=self._starts_in_kanji)
        self._auto_answer: Answer | None = None
        self._auto_mask = 0

    def _forget_everything(self) -> None:
        self._generation += 1
        self._clear_buffer()
        self._switch_on()

    def _clear_buffer(self) -> None:
        self._buffer.clear()
        self._decoder.drop_waiting()

    def _recover(self, *, clear: bool) -> None:
        if self._state.cutter_jammed:
            self._state = self._state.changed(cutter_jammed=False)
            if clear:
                self._clear_buffer()

    def _print_forever(self) -> None:
        while (piece := self._next_piece()) is not None:
            if piece.answer is None:
                self._close_job()
            else:
                self._print(piece, piece.answer)

    def _next_piece(self) -> Piece | None:
        with self._change:
            self._change.wait_for(lambda: self._stopping or not self._buffer.is_empty)
            return None if self._stopping else self._buffer.take()

    def _is_void(self, piece: Piece) -> bool:
        return self._stopping or piece.clearings != self._buffer.clearings

    def _print(self, piece: Piece, answer: Answer) -> None:
        for position in range(len(piece.data)):
            with self._change:
                if self._is_void(piece):
                    return
                events = self._decoder.feed(piece.data[position : position + 1])
                self._roll.byte_count += 1
                self._buffer.used()
            for event in events:
                self._happen(event, piece, answer)
        with self._change:
            self._change.notify_all()

    def _happen(self, event: Event, piece: Piece, answer: Answer) -> None:
        with self._change:
            self._change.wait_for(lambda: self._state.is_ready or self._is_void(piece))
            if self._is_void(piece):
                return
            self._do(event, answer)
        if self._line_seconds and isinstance(event, TextLine):
            time.sleep(self._line_seconds)

    def _do(self, event: Event, answer: Answer) -> None:
        if isinstance(event, StatusAsked):
            self._answer(answer, queued_status(self._state, event.what))
        elif isinstance(event, ProcessIdAsked):
            self._answer(answer, process_id(event.process_id) if self._answers_process_id else b"")
        elif isinstance(event, IdentityAsked):
            self._answer(answer, identity(event.what, self._width))
        elif isinstance(event, AutoStatusSet):
            self._auto_mask, self._auto_answer = event.mask, answer
            if event.mask:
                self._answer(answer, automatic_status(self._state))
        else:
            self._put_on_paper(event)

    def _put_on_paper(self, event: Event) -> None:
        if isinstance(event, Pulse) and not event.real_time:
            self._kick(event)
        elif isinstance(event, Fault):
            self._faults.append(event)
        paper = self._roll.take(event, self._clock())
        if paper:
            self._keep(paper)
        elif not isinstance(event, Pulse | Fault | Cut | Feed):
            self._use_paper()

    def _use_paper(self) -> None:
        left = self._state.lines_left
        if left is None:
            return
        before = self._state
        self._state = self._state.changed(lines_left=max(left - 1, 0))
        self._tell_change(before)

    def _keep(self, paper: Paper) -> None:
        self._papers.append(paper)
        self._cuts += 1
        self._album.save(paper)
        self._change.notify_all()

    def _kick(self, pulse: Pulse) -> None:
        before = self._state
        self._pulses.append((self._clock(), pulse))
        self._state = self._state.changed(drawer_open=True)
        self._tell_change(before)

    def _kick_now(self, args: bytes) -> None:
        pin, milliseconds = (2, 5)[args[0]], 100 * args[1]
        self._kick(Pulse(pin, milliseconds, milliseconds, real_time=True))

    def _answer(self, answer: Answer, data: bytes) -> None:
        if not self._state.mute:
            answer.send(data)

    def _tell_change(self, before: State) -> None:
        if (
            self._auto_mask
            and self._auto_answer
            and automatic_status(before) != automatic_status(self._state)
        ):
            self._answer(self._auto_answer, automatic_status(self._state))

    def _close_job(self) -> None:
        with self._change:
            for fault in closing_faults(self._decoder, self._roll):
                self._faults.append(fault)
                self._roll.take(fault, self._clock())
            self._roll.close_job()
            self._change.notify_all()
