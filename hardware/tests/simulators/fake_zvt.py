"""A ZVT terminal on TCP with a customer before it, written from the published tables and not from our code.

Its memory (the last booking) survives a broken line, as that of a real one does.
"""

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class Customer:
    """What happens at the terminal; tests change it at any time."""

    #: The result that the bank gives.
    result: int = 0
    #: Books another amount than was asked, as with a tip.
    books: int | None = None
    #: Holds the card back until this is set.
    card: threading.Event = field(default_factory=threading.Event)
    #: Where it goes wrong: at which moment, and how.
    at: str = ""
    mishap: str = ""
    #: Sends everything in single bytes.
    in_pieces: bool = False
    #: Prints lines, and asks for a display that we do not have.
    chatty: bool = False
    card_name: bytes = b"Mastercard\0"
    refuses: int = 0
    #: How it says yes to the amount, and what comes before that.
    says_yes: str = "8000"
    says_before: bytes = b""
    state: int = 0
    currency: int = 978
    tells_last: bool = True

    def __post_init__(self) -> None:
        self.card.set()


class Cut(Exception):
    """The call is over."""


class FakeZvt:
    """Takes one call at a time."""

    def __init__(self) -> None:
        self.customer = Customer()
        self.asked: list[int] = []
        self.heard: list[str] = []
        self.booked: list[tuple[int, int]] = []
        self.trace = 41
        self.is_paying, self.saw_abort = threading.Event(), threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.port: int = self._listener.getsockname()[1]
        self._caller: socket.socket | None = None
        self._unread = b""
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def connection(self) -> dict[str, object]:
        """As the office would tell it."""
        return {"type": "network", "host": "127.0.0.1", "port": self.port}

    def close(self) -> None:
        """Switch it off."""
        self._closed.set()
        self.customer.card.set()
        self._thread.join(5)
        self._listener.close()

    def _serve(self) -> None:
        while not self._closed.is_set():
            with suppress(TimeoutError):
                self._caller = self._listener.accept()[0]
                self._caller.settimeout(0.05)
                self._unread = b""
                with self._caller, suppress(Cut, OSError):
                    while True:
                        self._answer(*self._read())

    def _read(self) -> tuple[str, bytes]:
        while not self._closed.is_set():
            if len(self._unread) >= 3:
                size, start = self._unread[2], 3
                if size == 0xFF and len(self._unread) >= 5:
                    size, start = self._unread[3] + 256 * self._unread[4], 5
                if len(self._unread) >= start + size:
                    name, data = self._unread[:2].hex(), self._unread[start : start + size]
                    self._unread = self._unread[start + size :]
                    self.heard.append(name)
                    return name, data
            self._more()
        raise Cut

    def _more(self) -> None:
        assert self._caller is not None
        with suppress(TimeoutError):
            heard = self._caller.recv(4096)
            if not heard:
                raise Cut
            self._unread += heard

    def _send(self, told: bytes) -> None:
        assert self._caller is not None
        if not self.customer.in_pieces:
            self._caller.sendall(told)
            return
        for byte in told:
            self._caller.sendall(bytes([byte]))
            time.sleep(0.001)

    def _say(self, name: str, data: bytes = b"") -> None:
        """Send a word and wait until it is acknowledged, unless it is an acknowledgement itself."""
        length = bytes([len(data)]) if len(data) < 255 else b"\xff" + len(data).to_bytes(2, "little")
        self._send(bytes.fromhex(name) + length + data)
        if name[:2] not in ("80", "84"):
            answer, _ = self._read()
            if answer == "06b0":
                self.saw_abort.set()
                self._say("8000")
                answer, _ = self._read()
            assert answer in ("8000", "8483"), answer

    def _mishap(self, moment: str) -> None:
        if self.customer.at != moment:
            return
        mishap = self.customer.mishap
        if mishap == "unplug":
            raise Cut
        if mishap == "garbage":
            self._send(b"HTTP/1.1 400 Bad Request\r\n")
        if mishap == "half":
            self._send(b"\x04\x0f\x20\x27\x00")
        while not self._closed.is_set():  # says nothing more until somebody hangs up
            self._more()
        raise Cut

    def _answer(self, name: str, data: bytes) -> None:
        if name == "0600":
            assert data[:4] == b"\0\0\0\x08", "password, and what we want to be told"
            self._mishap("registration")
            self._say("8000")
            self._say(
                "060f", b"\x19\x00\x29\x12\x34\x56\x78\x49" + bytes.fromhex(f"{self.customer.currency:04d}")
            )
        elif name == "0601":
            self._authorise(data)
        elif name == "0501":
            self._say("8000")
            self._say("060f", bytes([self.customer.state]))
        elif name == "0620":
            self._repeat(data)
        elif name not in ("8000", "8483"):
            self._say("8483")

    def _authorise(self, data: bytes) -> None:
        assert (data[0], data[7:]) == (0x04, b"\x49\x09\x78"), data.hex()
        amount = int(data[1:7].hex())
        self.asked.append(amount)
        self._mishap("amount")
        if self.customer.refuses:
            self._say(f"84{self.customer.refuses:02x}")
            return
        self._send(self.customer.says_before)
        self._say(self.customer.says_yes)
        self.is_paying.set()
        self._say("04ff", b"\x0a")
        if self.customer.chatty:
            self._say("06e0", b"\xf0\x05")
            self._say("06d3", bytes(300))
        if self._is_stopped():
            self._say("061e", b"\x6c")
            return
        self._mishap("card")
        self._say("04ff", b"\x04")
        self._book(amount)

    def _is_stopped(self) -> bool:
        """Wait for the card; an abort may come first."""
        while not self.customer.card.is_set() and not self._closed.is_set():
            if self.saw_abort.is_set():
                return True
            self._more()
            if self._unread[:2] == b"\x06\xb0":
                self._read()
                self.saw_abort.set()
                self._say("8000")
                return True
        return False

    def _book(self, amount: int) -> None:
        amount = self.customer.books or amount
        self.trace = self.trace % 999_999 + 1
        if self.customer.result == 0:
            self.booked.append((self.trace, amount))
        self._mishap("booked")
        self._say("040f", self._result(self.customer.result, self.trace, amount))
        self._mishap("told")
        if self.customer.result == 0 and self.customer.at != "takes back":
            self._say("060f")
        else:
            self._say("061e", bytes([self.customer.result or 0x6C]))

    def _result(self, result: int, trace: int, amount: int) -> bytes:
        name = self.customer.card_name
        return (
            bytes([0x27, result, 0x04])
            + bytes.fromhex(f"{amount:012d}")
            + b"\x49\x09\x78\x0b"
            + bytes.fromhex(f"{trace:06d}")
            + b"\x0c\x12\x34\x56\x0d\x11\x21\x0e\x28\x12"
            + b"\x22\xf0\xf8\x47\x61\x73\x90\x01\x01\x00\x10"  # the card number: 4761 7390 0101 0010
            + b"\x87"
            + bytes.fromhex(f"{trace % 10_000:04d}")
            + b"\x8a\x06\x8b"
            + bytes([0xF0 + len(name) // 10, 0xF0 + len(name) % 10])
            + name
            + b"\x06\x03\x1f\x10\x00"
        )

    def _repeat(self, data: bytes) -> None:
        if not self.booked:
            self._say("8000")
            self._say("061e", b"\x66")
            return
        self._say("8000")
        if self.customer.tells_last and data == b"\0\0\0\x03\x03":  # told only to those who ask for it
            trace, amount = self.booked[-1]
            self._say("040f", self._result(0, trace, amount))
        self._say("06d1", b"\x00RECEIPT")
        self._say("060f")
