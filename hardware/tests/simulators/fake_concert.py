"""A Concert terminal at the end of a serial line, written from the protocol's table and not from our code."""

import threading
from contextlib import suppress
from dataclasses import dataclass, field

from cable import SerialEnd, Thing


@dataclass
class Customer:
    """What happens at the terminal; tests change it at any time."""

    result: str = "0"
    books: int | None = None
    card: threading.Event = field(default_factory=threading.Event)
    #: Answers that come with a wrong check byte.
    spoilt: int = 0
    in_pieces: bool = False
    noise: bytes = b""
    #: How it answers the question whether it listens, and the amount.
    listens: bytes = b"\x06"
    takes: bytes = b"\x06"

    def __post_init__(self) -> None:
        self.card.set()


class FakeConcert:
    """Speaks protocol E+ on a pty."""

    def __init__(self) -> None:
        self.customer = Customer()
        self.end = SerialEnd()
        self.asked: list[int] = []
        self.naks = 0
        self.is_paying = threading.Event()
        self._unread, self._till, self._waits = b"", "", False
        self._is_answering = self._is_sent = False
        self._thing = Thing(self.end, self._hear)
        self._caller: threading.Thread | None = None

    def connection(self) -> dict[str, object]:
        """As the office would tell it."""
        return {"type": "serial", "path": self.end.path, "baud": 9600}

    def pull(self) -> None:
        """Pull its cable."""
        self._thing.unplug()

    def close(self) -> None:
        """Unplug it."""
        self.customer.card.set()
        if self._caller:
            self._caller.join(5)
        self._thing.unplug()

    def _hear(self, heard: bytes) -> None:
        self._unread += heard
        while self._unread:
            if self._unread[:1] == b"\x02":
                if len(self._unread) < 37:
                    return
                frame, self._unread = self._unread[:37], self._unread[37:]
                self._take(frame)
            else:
                byte, self._unread = self._unread[:1], self._unread[1:]
                self._signal(byte)

    def _signal(self, byte: bytes) -> None:
        if byte == b"\x05":
            self.end.say(self.customer.listens)
        elif byte == b"\x04" and self._waits:
            self._waits = False
            self._caller = threading.Thread(target=self._call_back, daemon=True)
            self._caller.start()
        elif byte == b"\x06" and self._is_sent:
            self._is_sent = False
            self.end.say(b"\x04")
        elif byte == b"\x06" and self._is_answering:
            self._answer()
        elif byte == b"\x15" and self._is_sent:
            self.naks += 1
            self._answer()

    def _take(self, frame: bytes) -> None:
        check = 0
        for byte in frame[1:36]:
            check ^= byte
        assert (frame[35], frame[36]) == (3, check)
        text = frame[1:35].decode()
        assert text[10:16] == "010978", "short answer, card, debit, euro"
        assert text[26:] == "A010B010"
        self._till = text[:2]
        self.asked.append(int(text[2:10]))
        if self.customer.takes:
            self.end.say(self.customer.takes)
        self._waits = self.customer.takes == b"\x06"

    def _call_back(self) -> None:
        self.is_paying.set()
        self.customer.card.wait(20)
        self._is_answering = True
        with suppress(OSError):  # the cable may be pulled by now
            self.end.say(self.customer.noise + b"\x05")

    def _answer(self) -> None:
        amount = self.customer.books or self.asked[-1]
        body = f"{self._till}{self.customer.result}{amount:08d}1978{'A1B2C3':10}".encode() + b"\x03"
        check = 0
        for byte in body:
            check ^= byte
        if self.customer.spoilt:
            self.customer.spoilt -= 1
            check ^= 0x40
        self._is_sent = True
        told = b"\x02" + body + bytes([check])
        pieces = [told[at : at + 1] for at in range(len(told))] if self.customer.in_pieces else [told]
        for piece in pieces:
            self.end.say(piece)
