"""Honest receivers: a mail server and a webhook, each on a real port, that can be made to say no."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Letter(NamedTuple):
    """A message as the mail server took it."""

    sender: str
    recipients: list[str]
    message: EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks SMTP. `answers` says what to reply to a word instead of yes: {"RCPT": "550 5.1.1 nobody here"}."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _SmtpConversation)
        self.answers: dict[str, str] = {}
        self.letters: list[Letter] = []
        self.logins: list[str] = []
        self.password: str | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _SmtpConversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.sender, self.recipients = "", list[str]()
        self._say("220 mail.example ready")
        while line := self.rfile.readline():
            word = line[:4].decode("ascii", "replace").upper().strip()
            if word == "QUIT":
                self._say("221 bye")
                return
            self._answer(word, line.decode().strip())

    def _answer(self, word: str, line: str) -> None:
        if word in self.server.answers:
            self._say(self.server.answers[word])
        elif word == "EHLO":
            self._say("250-mail.example\r\n250-AUTH PLAIN\r\n250 8BITMIME")
        elif word == "AUTH":
            self._log_in(line.split()[-1])
        elif word in ("MAIL", "RCPT"):
            self._note(word, line)
        elif word == "DATA":
            self._take()
        else:
            self._say("250 ok" if word in ("RSET", "NOOP", "HELO") else "502 unknown")

    def _log_in(self, told: str) -> None:
        _, user, password = base64.b64decode(told).decode().split("\0")
        self.server.logins.append(user)
        self._say("235 welcome" if password == self.server.password else "535 5.7.8 wrong password")

    def _note(self, word: str, line: str) -> None:
        address = line.partition("<")[2].partition(">")[0]
        if word == "MAIL":
            self.sender, self.recipients = address, []
        else:
            self.recipients.append(address)
        self._say("250 ok")

    def _take(self) -> None:
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.server.letters.append(Letter(self.sender, self.recipients, message))
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Call(NamedTuple):
    """What a webhook was told."""

    path: str
    headers: dict[str, str]
    body: bytes


class Webhook(ThreadingHTTPServer):
    """Answers each call with the next of `statuses`, then with 200; notes what it was told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _WebhookConversation)
        self.statuses: list[int] = []
        self.calls: list[Call] = []
        #: set: answers a letter at a time, until `released`
        self.dawdles = False
        self.released = threading.Event()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}/hook?shop=1"


class _WebhookConversation(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append(Call(self.path, dict(self.headers.items()), body))
        if self.server.dawdles:
            self._dawdle()
            return
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.send_response(status)
        if status in (301, 302, 307, 308):
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _dawdle(self) -> None:
        """Never silent for long, and never done."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self.server.released.wait(0.1):
                self.wfile.write(b"z")
        except OSError:
            return

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def running(server: Any) -> Iterator[Any]:
    """It answers from a thread of its own until the block ends."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
