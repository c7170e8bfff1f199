"""Many questions written ahead on a few lines: the asking costs next to nothing beside the answering."""

import selectors
import socket
import time
from dataclasses import dataclass, field

LINES = 4
AHEAD = 32
PIECE = 1 << 18
TIMEOUT = 60
HEAD = b"HTTP/1.1 "
END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"


def question(path: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> bytes:
    """One request, GET, or POST with a JSON body."""
    named = {"Host": "127.0.0.1"} | (headers or {})
    if body is not None:
        named |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    verb = "GET" if body is None else "POST"
    return f"{verb} {path} HTTP/1.1\r\n{lines}\r\n".encode() + (body or b"")


@dataclass
class Line:
    """One connection with questions written ahead."""

    port: int
    questions: list[bytes]
    status: bytes
    sock: socket.socket = field(init=False)
    asked: int = 0
    answered: int = 0
    _rest: bytes = b""
    _skip: int = 0

    def __post_init__(self) -> None:
        self.sock = socket.create_connection(("127.0.0.1", self.port), TIMEOUT)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, ahead: int) -> None:
        """Write questions until so many are unanswered."""
        upto = min(len(self.questions), self.answered + ahead)
        if upto > self.asked:
            self.sock.sendall(b"".join(self.questions[self.asked : upto]))
            self.asked = upto

    def hear(self) -> None:
        """Count the answers that came; their statuses are looked at."""
        piece = self.sock.recv(PIECE)
        assert piece, "hung up"
        if self._skip >= len(piece):
            self._skip -= len(piece)
            self.answered += self._skip == 0
            return
        self.answered += self._skip > 0
        data, self._skip = self._rest + piece[self._skip :], 0
        while data:
            head, end, _ = data.partition(END_OF_HEAD)
            if not end:
                break
            assert head.startswith(HEAD + self.status), head.decode("latin-1")
            length = _length(head)
            whole = len(head) + len(END_OF_HEAD) + length
            if whole > len(data):
                self._skip, data = whole - len(data), b""
                break
            data, self.answered = data[whole:], self.answered + 1
        self._rest = data

    @property
    def is_done(self) -> bool:
        return self.answered == len(self.questions)


def burst(port: int, questions: list[bytes], status: int, *, lines: int = LINES, ahead: int = AHEAD) -> float:
    """Ask everything, dealt out to the lines; returns the seconds until all was answered."""
    dealt = [
        Line(port, part, str(status).encode())
        for part in (questions[start::lines] for start in range(lines))
        if part
    ]
    started = time.perf_counter()
    with selectors.DefaultSelector() as hearing:
        for line in dealt:
            hearing.register(line.sock, selectors.EVENT_READ, line)
            line.ask(ahead)
        while hearing.get_map():
            heard = hearing.select(TIMEOUT)
            assert heard, f"nothing came for {TIMEOUT} s"
            for key, _events in heard:
                key.data.hear()
                if key.data.is_done:
                    hearing.unregister(key.fileobj)
                elif key.data.asked - key.data.answered <= ahead // 2:
                    key.data.ask(ahead)
    seconds = time.perf_counter() - started
    for line in dealt:
        line.sock.close()
    return seconds


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(LENGTH):
            return int(line[len(LENGTH) :])
    return 0
