"""Listens to the tills: threads, TLS and patience are cheroot's, with an end to every request."""

import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

from cheroot import errors
from cheroot.makefile import MakeFile
from cheroot.server import HTTPConnection, HTTPRequest
from cheroot.ssl import Adapter
from cheroot.wsgi import Gateway_10, Server

from comptoir_store_server.lan.bodies import Chunks
from comptoir_store_server.lan.calls import ALLOW
from comptoir_store_server.lan.limits import Crowd
from comptoir_store_server.lan.problems import CODES, problem_body
from comptoir_store_server.lan.scanners import MOST_WAITING

log = logging.getLogger(__name__)
#: For what is answered at once; tills that wait for a scan take none of them away.
THREADS = 12 + MOST_WAITING
#: Silence within a request, or a line on which nothing is asked, in seconds.
SILENCE = 10
#: A whole request, however busily it trickles.
WHOLE = 20.0
LARGEST_HEAD = 16 * 1024
#: Beyond this nobody reads to the end before refusing.
LARGEST_BODY = 8 * 1024 * 1024
PIECE = 64 * 1024


class Request(HTTPRequest):
    """Refuses what is no proper HTTP in the same words as all the rest."""

    chunks: Chunks | None = None

    def parse_request(self) -> None:
        """After a body in chunks the line ends: it is the last request there, whatever follows."""
        super().parse_request()
        if self.ready and self.chunked_read:
            self.close_connection = True

    def send_headers(self) -> None:
        """Whoever still sends would not hear an answer: what nobody wanted is read and thrown away."""
        try:
            self._pass_rest()
        except (OSError, ValueError):
            self.close_connection = True
        super().send_headers()

    def _pass_rest(self) -> None:
        if self.chunks is not None:
            while self.chunks.read(PIECE):
                continue
        while getattr(self.rfile, "remaining", 0) > 0 and self.rfile.read(PIECE):
            continue

    def simple_response(self, status: Any, msg: str = "") -> None:
        """A problem document, and the end of the line."""
        code = CODES.get(int(str(status)[:3]), "bad_request")
        content = json.dumps(problem_body(code)).encode()
        head = (
            f"{self.server.protocol} {status}\r\nContent-Type: application/problem+json\r\n"
            f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
        )
        self.close_connection = True
        self.sent_headers = True
        self.conn.wfile.write(head.encode("ascii") + content)


class Line(HTTPConnection):
    """One connection; its handshake and its requests are done in the threads, never where it is accepted."""

    RequestHandlerClass = Request
    is_expected = False
    is_counted = False
    is_greeted = False

    def communicate(self) -> bool:
        """One request; cut short when it takes too long."""
        with self.server.clockwork.watching(self):
            if not self._greet():
                return False
            return bool(super().communicate())  # type: ignore[no-untyped-call]

    def _greet(self) -> bool:
        """Whoever does not speak TLS is left alone."""
        if not self.is_greeted and isinstance(self.socket, ssl.SSLSocket):
            try:
                self.socket.do_handshake()
            except OSError:
                return False
        self.is_greeted = True
        return True

    def close(self) -> None:
        """Make room."""
        if self.is_counted:
            self.is_counted = False
            self.server.crowd.leave(self.remote_addr)
        super().close()


class Clockwork:
    """Cuts the lines of requests that do not come to an end."""

    def __init__(self, whole: float) -> None:
        self._whole = whole
        self._lock = threading.Lock()
        self._until: dict[Any, float] = {}

    def watching(self, line: Any) -> "_Watch":
        """While this lasts the line is watched."""
        return _Watch(self, line)

    def begin(self, line: Any) -> None:
        """From now on."""
        with self._lock:
            self._until[line] = time.monotonic() + self._whole

    def allow(self, line: Any, seconds: float) -> None:
        """What is asked is known and takes longer to answer."""
        with self._lock:
            if line in self._until:
                self._until[line] = max(self._until[line], time.monotonic() + seconds)

    def end(self, line: Any) -> None:
        """It came to its end."""
        with self._lock:
            self._until.pop(line, None)

    def cut(self) -> None:
        """Look at the clock."""
        with self._lock:
            now = time.monotonic()
            late = [line for line, until in self._until.items() if until <= now]
            for line in late:
                del self._until[line]
                # the socket below TLS: whoever reads or writes there wakes up and gives up
                _hang_up(line.socket)


def _hang_up(line: socket.socket) -> None:
    try:
        socket.socket.shutdown(line, socket.SHUT_RDWR)
    except OSError:
        return


class _Watch:
    def __init__(self, clockwork: Clockwork, line: Any) -> None:
        self._clockwork, self._line = clockwork, line

    def __enter__(self) -> None:
        self._clockwork.begin(self._line)

    def __exit__(self, *_: object) -> None:
        self._clockwork.end(self._line)


class Tls(Adapter):
    """Puts TLS around a line without waiting for the other side."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context

    def bind(self, sock: Any) -> Any:
        """The listening socket stays as it is."""
        return sock

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """The handshake comes later, in a thread."""
        try:
            wrapped = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        except OSError as error:
            raise errors.FatalSSLAlert(*error.args) from error
        return wrapped, {"wsgi.url_scheme": "https"}

    def makefile(self, sock: Any, mode: str = "r", bufsize: int = -1) -> Any:
        """As for a plain line."""
        return MakeFile(sock, mode, bufsize)

    def get_environ(self) -> dict[str, str]:
        """Nothing more is told of it."""
        return {}


class Gateway(Gateway_10):
    """What the application is told of a request."""

    def get_environ(self) -> dict[str, Any]:  # type: ignore[override]
        """Among it, how to ask for more time."""
        clockwork, line = self.req.server.clockwork, self.req.conn
        told: dict[str, Any] = super().get_environ()  # type: ignore[no-untyped-call]
        if self.req.chunked_read:
            told["wsgi.input"] = self.req.chunks = Chunks(self.req.conn.rfile, LARGEST_BODY)
        return {**told, ALLOW: lambda seconds: clockwork.allow(line, seconds)}


class Listener(Server):
    """A server for one application, in a thread of its own."""

    ConnectionClass = Line
    max_request_header_size = LARGEST_HEAD
    max_request_body_size = LARGEST_BODY
    keep_alive_conn_limit = 128

    def __init__(
        self,
        address: tuple[str, int],
        application: Callable[..., Any],
        context: ssl.SSLContext | None,
        *,
        silence: int = SILENCE,
        whole: float = WHOLE,
    ) -> None:
        super().__init__(
            address,
            application,
            numthreads=THREADS,
            max=THREADS,
            server_name="comptoir-store-server",
            request_queue_size=64,
            timeout=silence,
            shutdown_timeout=2,
        )
        self.gateway = Gateway
        self.ssl_adapter = Tls(context) if context is not None else None
        self.crowd = Crowd()
        self.clockwork = Clockwork(whole)
        self._closing = threading.Event()
        self._threads = [
            threading.Thread(target=self.serve, name="lan", daemon=True),
            threading.Thread(target=self._keep_time, name="lan clock", daemon=True),
        ]

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.bind_addr[1])

    def listen(self) -> None:
        """Begin. Raises OSError if the port is not free."""
        self.prepare()
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End; what is being answered has two seconds."""
        self._closing.set()
        self.stop()
        for thread in self._threads:
            thread.join(5)

    @staticmethod
    def bind_socket(socket_: socket.socket, bind_addr: tuple[str, int]) -> socket.socket:
        """At its place; a socket that finds it taken is let go of."""
        try:
            socket_.bind(bind_addr)
        except OSError:
            socket_.close()
            raise
        return socket_

    def _keep_time(self) -> None:
        while not self._closing.wait(0.5):
            self.clockwork.cut()

    def process_conn(self, conn: Any) -> None:
        """A new line takes a thread only when something comes over it."""
        if conn.is_expected:
            super().process_conn(conn)
            return
        conn.is_expected = True
        if not self.crowd.enter(conn.remote_addr):
            conn.close()
            return
        conn.is_counted = True
        self._connections.put(conn)  # type: ignore[attr-defined]

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Into our own log."""
        log.log(max(level, logging.INFO), "lan", extra={"what": msg}, exc_info=traceback)
