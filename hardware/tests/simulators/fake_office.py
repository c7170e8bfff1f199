"""A small office on loopback: keeps to the wire contract of store servers, or misbehaves on request."""

import hashlib
import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STORE = {
    "id": "s1",
    "name": "Pod Żubrem",
    "timezone": "Europe/Warsaw",
    "language": "pl",
    "currency": "PLN",
}


@dataclass
class Books:
    """What the office knows."""

    code: str = "7K4MQ2XD"
    #: the store server that the code is for
    server_id: str = "ss1"
    problem: tuple[int, str] | None = None
    lose_next_answers: int = 0
    html: bool = False
    redirect_to: str | None = None
    token_sha256: str | None = None
    install_id: str | None = None
    revoked: bool = False
    busy: int = 0
    #: so many reports are answered by a proxy that does not find the office
    misled: int = 0
    configuration: dict[str, Any] = field(default_factory=lambda: {"store": STORE, "peripherals": []})
    revision: int = 1
    #: pictures by their SHA-256
    logos: dict[str, bytes] = field(default_factory=dict)
    queue: list[dict[str, Any]] = field(default_factory=list)
    leased: list[str] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    health: list[dict[str, Any]] = field(default_factory=list)
    discoveries: list[list[dict[str, Any]]] = field(default_factory=list)
    #: what was told of payments, word for word
    payments: list[dict[str, Any]] = field(default_factory=list)
    #: an office that does not take it: its status, until it is nothing
    refuses_payments: int = 0
    #: an office that cannot read the payment with this id
    unreadable_payment: str = ""
    #: an office that does not want to hear what was found
    refuses_discoveries: int = 0
    polls: list[int] = field(default_factory=list)
    requests: list[tuple[str, str, str]] = field(default_factory=list)


class FakeOffice:
    """Serves its books until closed; another one may go on with them at the same address."""

    def __init__(self, port: int = 0, books: Books | None = None) -> None:
        self.books = books or Books()
        self.lock = threading.Lock()
        self.closed = threading.Event()
        office = self

        class Handler(_Handler):
            books = office.books
            lock = office.lock
            closed = office.closed

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Shut the office; lines that are kept open go dead, too."""
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def hang(self, peripherals: list[dict[str, Any]]) -> None:
        """Configure these peripherals."""
        with self.lock:
            self.books.configuration = {"store": STORE, "peripherals": peripherals}
            self.books.revision += 1

    def give_logo(self, sha256: str, picture: bytes) -> None:
        """The store's receipts carry this picture, whatever roll they are on."""
        with self.lock:
            self.books.logos[sha256] = picture
            store = {**STORE, "logo": [{"paper_width": 80, "sha256": sha256}]}
            self.books.configuration = {**self.books.configuration, "store": store}
            self.books.revision += 1

    def order(self, job_id: str, document: dict[str, Any], peripheral_id: str = "p1", **more: Any) -> None:
        """A till wants this printed."""
        job = {"id": job_id, "role": "receipt_printer", "peripheral_id": peripheral_id}
        with self.lock:
            self.books.queue.append({**job, "document": document, "copies": 1, **more})

    def decide(self, payment_id: str, outcome: str, by: str = "Alicja") -> None:
        """Somebody looked whether this was paid."""
        with self.lock:
            said = {"id": payment_id, "outcome": outcome, "by": by, "at": "2026-11-21T09:00:00.000Z"}
            known = self.books.configuration.get("payment_decisions", [])
            self.books.configuration = {**self.books.configuration, "payment_decisions": [*known, said]}
            self.books.revision += 1

    def told_of(self, payment_id: str) -> list[str]:
        """The outcomes of this payment as they were told, in order."""
        with self.lock:
            told = [each for message in self.books.payments for each in message["payments"]]
        return [each["outcome"] for each in told if each["id"] == payment_id]

    def last_of(self, payment_id: str) -> dict[str, Any]:
        """What was told last of this payment."""
        with self.lock:
            told = [each for message in self.books.payments for each in message["payments"]]
        return next(dict(each) for each in reversed(told) if each["id"] == payment_id)

    def statuses(self, job_id: str) -> list[str]:
        """What was reported of a job, in order."""
        with self.lock:
            return [result["status"] for result in self.books.results if result["id"] == job_id]

    def last_result(self, job_id: str) -> dict[str, Any]:
        """The latest report of a job."""
        with self.lock:
            told = [result for result in self.books.results if result["id"] == job_id]
        return told[-1] if told else {}


class _Handler(BaseHTTPRequestHandler):
    books: Books
    lock: threading.Lock
    closed: threading.Event
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def do_PUT(self) -> None:
        self._handle("PUT")

    def _handle(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        message = json.loads(body) if body else {}
        if self.closed.is_set():
            self.close_connection = True
            return
        with self.lock:
            self.books.requests.append((method, self.path, body.decode()))
            if self.books.lose_next_answers and not self.path.endswith("/pairings"):
                self.books.lose_next_answers -= 1
                self.close_connection = True
                return
            self._route(f"{method} {self.path.removeprefix('/api/v1')}", message)

    def _route(self, route: str, message: dict[str, Any]) -> None:
        if self.books.html:
            self._answer(200, b"<h1>Welcome to the hotel</h1>", kind="text/html")
        elif self.books.redirect_to:
            self._answer(301, b"", kind="text/html", Location=self.books.redirect_to)
        elif route == "POST /store-servers/pairings":
            self._pair(message)
        elif self.books.revoked or not self._is_known():
            self._refuse(401, "token_unknown")
        elif self.books.busy:
            self.books.busy -= 1
            self._answer(503, b'{"code": "busy"}', kind="application/problem+json", Retry_After="0")
        else:
            self._serve(route, message)

    def _is_known(self) -> bool:
        secret = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return hashlib.sha256(secret.encode()).hexdigest() == self.books.token_sha256

    def _serve(self, route: str, message: dict[str, Any]) -> None:
        deeds = {
            "GET /store-server/poll": self._poll,
            "GET /store-server/configuration": self._configuration,
            "POST /store-server/jobs/lease": self._lease,
            "POST /store-server/jobs/results": self._results,
            "PUT /store-server/health": self._health,
            "PUT /store-server/discoveries": self._discoveries,
            "POST /store-server/payments": self._payments,
        }
        if route.endswith("/results") and self.books.misled:
            self.books.misled -= 1
            self._refuse(404, "no_such_path")
        elif route in deeds:
            deeds[route](message)
        elif (picture := self.books.logos.get(route.removeprefix("GET /store-server/logos/"))) is not None:
            self._answer(200, picture, kind="image/png")
        else:
            self._refuse(404, "no_such_path")

    def _pair(self, message: dict[str, Any]) -> None:
        books = self.books
        if books.problem:
            return self._refuse(*books.problem)
        if message["code"] != books.code:
            return self._refuse(404, "code_unknown")
        same = (message["install_id"], message["token_sha256"])
        if books.token_sha256 and same != (books.install_id, books.token_sha256):
            return self._refuse(409, "code_used")
        again = books.token_sha256 is not None
        books.install_id, books.token_sha256 = same
        if books.lose_next_answers:
            books.lose_next_answers -= 1
            self.close_connection = True
            return None
        answer = {"store_server": {"id": books.server_id, "name": message["name"]}, "store": STORE}
        return self._say(200 if again else 201, answer)

    def _poll(self, _: dict[str, Any]) -> None:
        due = [{"stream": "configuration", "reason": "rule"}] if self.books.revision else []
        due += [{"stream": "jobs", "reason": "first"}] if self.books.queue else []
        etag = f'"{self.books.revision}-{len(self.books.queue)}"'
        unchanged = self.headers.get("If-None-Match") == etag
        self.books.polls.append(304 if unchanged else 200)
        headers = {"ETag": etag, "Poll_After": "0.2"}
        if unchanged:
            self._answer(304, b"", kind="application/json", **headers)
        else:
            self._say(200, {"state": "active", "due": due}, **headers)

    def _configuration(self, _: dict[str, Any]) -> None:
        etag = f'"c{self.books.revision}"'
        if self.headers.get("If-None-Match") == etag:
            return self._answer(304, b"", kind="application/json", ETag=etag)
        body = {"revision": str(self.books.revision), **self.books.configuration}
        return self._say(200, body, ETag=etag)

    def _lease(self, message: dict[str, Any]) -> None:
        full = set(message.get("full", []))
        wanted = [job for job in self.books.queue if job["peripheral_id"] not in full]
        jobs = wanted[: int(message["max"])]
        self.books.queue[:] = [job for job in self.books.queue if job not in jobs]
        until = (datetime.now(UTC) + timedelta(minutes=2)).isoformat(timespec="milliseconds")
        self.books.leased += [job["id"] for job in jobs]
        self._say(200, {"jobs": [{**job, "lease_until": until} for job in jobs]})

    def _results(self, message: dict[str, Any]) -> None:
        self.books.results += message["results"]
        self._say(200, {})

    def _health(self, message: dict[str, Any]) -> None:
        self.books.health.append(message)
        self._answer(204, b"", kind="application/json")

    def _discoveries(self, message: dict[str, Any]) -> None:
        self.books.discoveries.append(message["found"])
        if self.books.refuses_discoveries:
            self._refuse(self.books.refuses_discoveries, "busy")
        else:
            self._answer(204, b"", kind="application/json")

    def _payments(self, message: dict[str, Any]) -> None:
        if self.books.refuses_payments:
            return self._refuse(self.books.refuses_payments, "no_such_path")
        if self.books.unreadable_payment in [each["id"] for each in message["payments"]]:
            return self._refuse(422, "invalid")
        self.books.payments.append(message)
        over = {each["id"] for each in message["payments"] if each["outcome"] != "unknown"}
        said = self.books.configuration.get("payment_decisions", [])
        left = [each for each in said if each["id"] not in over | set(message["forgotten"])]
        if left != said:
            self.books.configuration = {**self.books.configuration, "payment_decisions": left}
            self.books.revision += 1
        return self._answer(204, b"", kind="application/json")

    def _refuse(self, status: int, code: str) -> None:
        body = {"type": "about:blank", "title": code, "status": status, "code": code}
        self._answer(status, json.dumps(body).encode(), kind="application/problem+json")

    def _say(self, status: int, body: dict[str, Any], **headers: str) -> None:
        self._answer(status, json.dumps(body).encode(), kind="application/json", **headers)

    def _answer(self, status: int, body: bytes, *, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status not in (204, 304):
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status not in (204, 304):
            self.wfile.write(body)
