"""The network side of the printer: one sender at a time, the others wait outside."""

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Protocol

from .real_time import RealTimeCommand, RealTimeScanner

DO_NOT_WAIT = getattr(socket, "MSG_DONTWAIT", 0)


class Answer:
    """The way back to one sender; silent once the sender is gone."""

    def __init__(self, say: Callable[[bytes], object], hang_up: Callable[[], None]) -> None:
        self._say: Callable[[bytes], object] | None = say
        self._hang_up = hang_up

    def send(self, data: bytes) -> None:
        """Answer, if anyone still listens."""
        say = self._say
        if say and data:
            with contextlib.suppress(OSError):
                say(data)

    def close(self) -> None:
        """Nobody listens any more."""
        say, self._say = self._say, None
        if say:
            self._hang_up()


def answer_over(connection: socket.socket) -> Answer:
    """The way back over a network connection."""
    # A sender that never reads must not hold up the printer: what does not fit is lost.
    return Answer(lambda data: connection.send(data, DO_NOT_WAIT), lambda: _hang_up(connection))


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


class Receiver(Protocol):
    """The printer behind the door."""

    def receive(self, data: bytes, answer: Answer) -> bool:
        """Bytes for the buffer."""

    def obey(self, command: RealTimeCommand, answer: Answer) -> None:
        """A command that cannot wait."""

    def end_connection(self, answer: Answer) -> None:
        """The sender went away."""


class Door:
    """A listening port that lets in one sender at a time, as printers' network cards do."""

    def __init__(self, host: str, port: int, receiver: Receiver) -> None:
        self._receiver = receiver
        self._lock = threading.Lock()
        self._switching = threading.Lock()
        self._current: Answer | None = None
        self._host = host
        self._listener: socket.socket | None = self._listen(port)
        self.port: int = self._listener.getsockname()[1]
        self._thread: threading.Thread | None = None

    def _listen(self, port: int) -> socket.socket:
        return socket.create_server((self._host, port), backlog=16)

    def start(self) -> None:
        """Let senders in."""
        with self._lock:
            assert self._listener
            self._thread = threading.Thread(
                target=self._serve, args=(self._listener,), name="virtual-printer-door", daemon=True
            )
            self._thread.start()

    def set_open(self, is_open: bool) -> None:
        """Unplugged, the port refuses; plugged in again, it is the same port."""
        with self._switching:
            if is_open and self._listener is None:
                self._listener = self._listen(self.port)
                self.start()
            elif not is_open:
                self.stop()

    def stop(self) -> None:
        """Close the port and send the sender away."""
        with self._lock:
            listener, self._listener = self._listener, None
            current, self._current = self._current, None
        if listener:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        if current:
            current.close()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self._attend(connection)

    def _attend(self, connection: socket.socket) -> None:
        answer = answer_over(connection)
        with self._lock:
            if self._listener is None:
                answer.close()
                return
            self._current = answer
        scanner = RealTimeScanner()
        try:
            self._read(connection, answer, scanner)
        finally:
            self._receiver.end_connection(answer)

    def _read(self, connection: socket.socket, answer: Answer, scanner: RealTimeScanner) -> None:
        while data := _received(connection):
            for command in scanner.scan(data):
                self._receiver.obey(command, answer)
            if not self._receiver.receive(data, answer):
                return


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(4096)
    except OSError:
        return b""
