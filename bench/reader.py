"""Readers of pages, who do as little as they can: they share the machine with the server that they measure."""

import selectors
import socket
import time
from typing import Self

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"
PIECE = 1 << 18
TIMEOUT = 30


class Reader:
    """A browser's connection: asks for one page, reads the whole answer, and may ask again."""

    def __init__(self, port: int, path: str, headers: dict[str, str]) -> None:
        self.line = socket.create_connection(("127.0.0.1", port), TIMEOUT)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = [f"{name}: {value}\r\n" for name, value in ({"Host": f"127.0.0.1:{port}"} | headers).items()]
        self._question = f"GET {path} HTTP/1.1\r\n{''.join(lines)}\r\n".encode()
        #: seconds to the first byte of each answer
        self.times: list[float] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_trouble: object) -> None:
        self.line.close()

    def ask(self) -> None:
        """Ask; the clock runs."""
        self._begin, self._left = b"", -1
        self._asked = time.perf_counter()
        self.line.sendall(self._question)

    def hear(self) -> bool:
        """Take what came; whether the answer is whole now."""
        piece = self.line.recv(PIECE)
        if not self._begin:
            self.times.append(time.perf_counter() - self._asked)
        assert piece, f"hung up after {self._question[:60]!r}"
        if self._left < 0:
            self._begin += piece
            self._left = _rest(self._begin)
        else:
            self._left -= len(piece)
        return self._left == 0

    def first_byte(self) -> float:
        """Seconds until the answer begins; the rest of it is read, too."""
        self.ask()
        while not self.hear():
            pass
        return self.times[-1]


def _rest(begin: bytes) -> int:
    """How many bytes of an answer are still to come; -1 while its length has not come."""
    head, end, body = begin.partition(END_OF_HEAD)
    if not end:
        return -1
    assert head.startswith(b"HTTP/1.1 200"), head.decode("latin-1")
    return int(head.lower().split(LENGTH)[1].split(b"\r\n")[0]) - len(body)


def read_at_once(readers: list[Reader], calls: int) -> None:
    """Let everybody read so many pages at the same time, each asking as soon as they are answered."""
    with selectors.DefaultSelector() as reading:
        for reader in readers:
            reading.register(reader.line, selectors.EVENT_READ, reader)
            reader.ask()
        while reading.get_map():
            heard = reading.select(TIMEOUT)
            assert heard, f"nothing came for {TIMEOUT} s"
            for key, _events in heard:
                if not key.data.hear():
                    continue
                if len(key.data.times) < calls:
                    key.data.ask()
                else:
                    reading.unregister(key.fileobj)
