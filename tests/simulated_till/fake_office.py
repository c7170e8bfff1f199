"""A small honest office for the till's tests: the rules of the contract in memory, behind real HTTP."""

import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import RLock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Problem(Exception):
    """A refusal on its way out."""

    def __init__(self, status: int, code: str, retry_after: int | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.retry_after, self.facts = status, code, retry_after, facts


@dataclass
class Stream:
    """One stream's head and its objects: (type, id) → (number, exact JSON text or None for a tombstone)."""

    epoch: str = "e1"
    seq: int = 0
    objects: dict[tuple[str, str], tuple[int, str | None]] = field(default_factory=dict)

    def put(self, kind: str, key: str, data: dict[str, Any] | None) -> None:
        """Publish an object, or its deletion."""
        self.seq += 1
        # Odd spacing on purpose: the digest is over the exact text, not over what a client writes again.
        text = None if data is None else json.dumps(data, ensure_ascii=False, separators=(" ,", ":  "))
        self.objects[(kind, key)] = (self.seq, text)

    def digest(self) -> tuple[int, str]:
        """Count and digest of what is alive."""
        live = [(kind, key, text) for (kind, key), (_, text) in self.objects.items() if text is not None]
        heads = [hashlib.sha256(f"{k}\0{i}\0{t}".encode()).digest()[:8] for k, i, t in live]
        return len(live), f"{sum(int.from_bytes(head, 'big') for head in heads) % 2**64:016x}"

    def page(self, name: str, cursor: str | None, limit: int) -> bytes:
        """One page: a cursor is `epoch.seq` or, inside a snapshot, `epoch.seq.s`."""
        since, snapshot = self._read_cursor(cursor)
        rows = sorted((n, k, i, t) for (k, i), (n, t) in self.objects.items() if n > since)
        rows = [row for row in rows if row[3] is not None or not snapshot]
        chosen, more = rows[:limit], len(rows) > limit
        at = chosen[-1][0] if more else self.seq
        changes = ",".join(_write_change(k, i, t) for _, k, i, t in chosen)
        end = f"{self.epoch}.{at}" + (".s" if more and snapshot else "")
        count, digest = self.digest()
        tail = "" if more else f', "count": {count}, "digest": "{digest}"'
        return (
            f'{{"stream": "{name}", "snapshot": {json.dumps(snapshot)}, "changes": [{changes}],'
            f' "cursor": "{end}", "more": {json.dumps(more)}{tail}}}'
        ).encode()

    def _read_cursor(self, cursor: str | None) -> tuple[int, bool]:
        if cursor is None:
            return 0, True
        parts = cursor.split(".")
        if len(parts) < 2 or not parts[1].isdigit():
            raise Problem(400, "cursor_invalid")
        if parts[0] != self.epoch or int(parts[1]) > self.seq:
            raise Problem(410, "cursor_expired")
        return int(parts[1]), len(parts) == 3


def _write_change(kind: str, key: str, text: str | None) -> str:
    if text is None:
        return f'{{"op": "delete", "type": "{kind}", "id": "{key}"}}'
    return f'{{"op": "upsert", "type": "{kind}", "id": "{key}", "data": {text}}}'


@dataclass
class Generation:
    """One activation and its journal."""

    number: int
    token: str
    install_id: str
    next_token: str | None = None
    entries: dict[int, tuple[str, str]] = field(default_factory=dict)  # n → (id, content)
    quarantined: list[Any] = field(default_factory=list)
    applied: dict[str, str] = field(default_factory=dict)

    def ack_through(self) -> int:
        """The longest complete prefix."""
        n = 0
        while n + 1 in self.entries:
            n += 1
        return n

    def missing(self) -> list[list[int]]:
        """The holes."""
        holes: list[list[int]] = []
        for n in range(1, max(self.entries, default=0)):
            if n in self.entries:
                continue
            if holes and holes[-1][1] == n - 1:
                holes[-1][1] = n
            else:
                holes.append([n, n])
        return holes

    def take(self, index: int, entry: dict[str, Any]) -> dict[str, Any]:
        """The verdict on one line."""
        content = json.dumps(entry, sort_keys=True)
        n, key = entry["n"], entry["id"]
        known = self.entries.get(n)
        same_id = next((c for i, c in self.entries.values() if i == key), None)
        if known == (key, content):
            status = "duplicate"
        elif known is not None or same_id is not None or "poison" in content:
            self.quarantined.append(entry)
            self.entries.setdefault(n, (key, content))
            status = "quarantined"
        else:
            self.entries[n] = (key, content)
            status = "stored"
        return {"index": index, "id": key, "n": n, "status": status, "flags": []}


class FakeOffice:
    """One account, one store, one POS."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.streams = {name: Stream() for name in ("configuration", "users", "products")}
        self.codes = {"7K4MQ2XD": "open"}
        self.password = "correct horse"
        self.tickets: dict[str, str] = {}
        self.status = "not_activated"
        self.generations: list[Generation] = []
        self.orders: list[dict[str, Any]] = []
        self.states: list[dict[str, Any]] = []
        self.acks: list[tuple[str, dict[str, Any]]] = []
        self.jobs: dict[str, str] = {}
        self.requests: list[str] = []
        self.secrets_seen: list[str] = []
        self.answers: list[
            Any
        ] = []  # answered first, instead of what is right: Problem or (status, type, body)
        self.max_entries = 200
        self.clock_ahead = timedelta(0)
        self.stock()

    def stock(self) -> None:
        """Something to sell and somebody to sell it."""
        products = self.streams["products"]
        products.put("unit", "u1", {"id": "u1", "name": "sztuka", "code": "szt."})
        products.put("tax", "t1", {"id": "t1", "name": "VAT 8%", "rate": "8"})
        for key, name, price, code in (
            ("p1", "Żurek z jajkiem", 1890, "5901234123457"),
            ("p2", "Œufs à la coque", 350, "3017620422003"),
            ("p3", "Борщ с пампушками", 2405, "4600000000000"),
        ):
            products.put("product", key, make_product(key, name, price, code))
        self.streams["users"].put("employee", "e1", {"id": "e1", "name": "Zofia", "login_id": "1"})
        self.streams["configuration"].put("configuration", "c1", {"store": {"name": "Sklep"}})

    @property
    def generation(self) -> Generation:
        """The newest generation."""
        return self.generations[-1]

    def device(self) -> dict[str, Any]:
        """The answer to an activation."""
        number = self.generation.number
        return {
            "device": {"id": "d1", "name": "Kasa 1", "generation": number, "number_prefix": f"1-{number}"},
            "store": {
                "id": "s1",
                "name": "Sklep",
                "language": "pl",
                "currency": "PLN",
                "timezone": "Europe/Warsaw",
            },
            "account": {"id": "a1", "name": "Firma"},
            "server_time": self.now(),
            "poll_after_s": 30,
        }

    def now(self) -> str:
        """The office's clock."""
        moment = datetime.now(UTC) + self.clock_ahead
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    # The routes.

    def activate(self, body: dict[str, Any]) -> tuple[int, Any]:
        """POST /activations."""
        key = body.get("ticket") or "".join(body["code"].upper().replace("-", "").split())
        known = self.codes.get(key)
        if known is None:
            raise Problem(404, "code_unknown")
        attempt = f"{body['install_id']} {body['token_sha256']}"
        if known == attempt:
            return 200, self.device()
        if known != "open":
            raise Problem(409, "code_used")
        if self.status in ("activated", "draining"):
            raise Problem(409, "device_taken")
        self.codes[key] = attempt
        self.status = "activated"
        self.generations.append(
            Generation(len(self.generations) + 1, body["token_sha256"], body["install_id"])
        )
        return 201, self.device()

    def log_in(self, body: dict[str, Any]) -> tuple[int, Any]:
        """POST /logins."""
        if body["password"] != self.password:
            raise Problem(401, "bad_credentials")
        self.codes["TICKET"] = "open"
        store = {"id": "s1", "name": "Sklep"}
        device = {"id": "d1", "name": "Kasa 1", "store": store, "status": self.status, "available": True}
        return 200, {"ticket": "TICKET", "expires_at": self.now(), "devices": [device]}

    def find_generation(self, header: str) -> Generation:
        """Whose secret this is; the first use of the next one ends the old one."""
        secret = header.removeprefix("Bearer ")
        self.secrets_seen.append(secret)
        sha = hashlib.sha256(secret.encode()).hexdigest()
        for generation in self.generations:
            if sha == generation.next_token:
                generation.token, generation.next_token = sha, None
            if sha == generation.token:
                return generation
        raise Problem(401, "token_unknown")

    def check(self, generation: Generation, path: str) -> None:
        """Only the journal stays open to everyone who ever was this POS."""
        if path == "/sync/transactions":
            return
        if self.status == "deleted":
            raise Problem(410, "device_deleted")
        if generation is not self.generation or self.status == "inactive":
            raise Problem(403, "device_inactive")
        if self.status == "draining" and path.startswith("/sync/"):
            raise Problem(403, "device_draining")

    def poll(self, generation: Generation) -> dict[str, Any]:
        """GET /poll."""
        heads = {name: f"{stream.epoch}.{stream.seq}" for name, stream in self.streams.items()}
        due = [
            {"stream": name, "reason": "first" if name not in generation.applied else "rule"}
            for name in heads
            if generation.applied.get(name) != heads[name]
            and not any(o["stream"] == name for o in self.orders)
        ]
        return {
            "state": "draining" if self.status == "draining" else "active",
            "poll_after_s": 30,
            "heads": heads,
            "due": due + self.orders,
            "app": None,
            "notices": [],
        }

    def take_ack(self, generation: Generation, stream: str, body: dict[str, Any]) -> None:
        """POST /sync/{stream}/ack."""
        self.acks.append((stream, body))
        if "cursor" in body:
            generation.applied[stream] = body["cursor"]
        self.orders = [order for order in self.orders if order["order_id"] != body.get("order_id")]

    def upload(self, generation: Generation, body: dict[str, Any]) -> dict[str, Any]:
        """POST /sync/transactions."""
        if len(body["entries"]) > self.max_entries:
            raise Problem(413, "too_large")
        results = [generation.take(index, entry) for index, entry in enumerate(body["entries"])]
        late = generation is not self.generation or self.status in ("inactive", "deleted")
        for result in results:
            result["flags"] = ["late"] if late else []
        return {
            "results": results,
            "ack_through": generation.ack_through(),
            "missing": generation.missing(),
            "due": [],
        }

    def print(self, job: str, body: dict[str, Any]) -> tuple[int, Any]:
        """PUT /print-jobs/{id}."""
        text = json.dumps(body, sort_keys=True)
        if self.jobs.get(job, text) != text:
            raise Problem(409, "job_differs")
        status = 200 if job in self.jobs else 201
        self.jobs[job] = text
        return status, {"status": "queued", "updated_at": self.now()}


def make_product(key: str, name: str, price: int, barcode: str = "") -> dict[str, Any]:
    """A product as the stream carries it."""
    barcodes = [barcode] if barcode else []
    return {
        "id": key,
        "name": name,
        "category_id": None,
        "sku": "",
        "barcodes": barcodes,
        "unit_id": "u1",
        "price": price,
        "tax_id": "t1",
        "made_to_order": False,
        "sold_by_weight": False,
        "position": 0,
    }


class Handler(BaseHTTPRequestHandler):
    """HTTP in front of the office."""

    protocol_version = "HTTP/1.1"
    office: FakeOffice

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """`Date` of an office whose clock may be elsewhere."""
        ahead = self.office.clock_ahead.total_seconds()
        return super().date_time_string((timestamp or datetime.now(UTC).timestamp()) + ahead)

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        text = self.rfile.read(length)
        url = urlsplit(self.path)
        path = url.path.removeprefix("/api/v1")
        with self.office.lock:
            self.office.requests.append(f"{self.command} {path}")
            try:
                self._route(path, parse_qs(url.query), json.loads(text) if text else {})
            except Problem as problem:
                self._refuse(problem)

    do_GET = do_POST = do_PUT = _serve  # noqa: N815 - the names that http.server calls

    def _route(self, path: str, query: dict[str, list[str]], body: dict[str, Any]) -> None:
        office = self.office
        if office.answers:
            return self._misbehave(office.answers.pop(0))
        if path == "/activations":
            return self._json(*office.activate(body))
        if path == "/logins":
            return self._json(*office.log_in(body))
        generation = office.find_generation(self.headers["Authorization"])
        office.check(generation, path)
        return self._route_own(generation, path, query, body)

    def _route_own(  # noqa: C901 - one case per route reads best
        self, who: Generation, path: str, query: dict[str, list[str]], body: dict[str, Any]
    ) -> None:
        office, parts = self.office, path.strip("/").split("/")
        match [self.command, *parts]:
            case ["GET", "poll"]:
                return self._poll(who)
            case ["POST", "sync", "transactions"]:
                return self._json(200, office.upload(who, body))
            case ["POST", "sync", stream, "ack"]:
                office.take_ack(who, stream, body)
            case ["GET", "sync", stream]:
                cursor = query.get("cursor", [None])[0]
                page = office.streams[stream].page(stream, cursor, int(query["limit"][0]))
                return self._send(200, "application/json", page)
            case ["PUT", "state"]:
                office.states.append(body)
            case ["POST", "token"]:
                who.next_token = body["token_sha256"]
            case ["POST", "deactivation"]:
                if body["unsent"] and not body["discard"]:
                    raise Problem(409, "unsent_data", unsent=body["unsent"])
                office.status = "inactive"
            case ["PUT", "print-jobs", job]:
                return self._json(*office.print(job, body))
            case ["GET", "print-jobs", job]:
                return self._json(200, {"status": "queued", "updated_at": office.now()})
            case _:
                raise Problem(404, "no_such_path")
        return self._send(204, None, b"")

    def _poll(self, who: Generation) -> None:
        body = self.office.poll(who)
        etag = '"' + hashlib.sha256(json.dumps(body).encode()).hexdigest()[:16] + '"'
        extra = {"ETag": etag, "Poll-After": "30"}
        if self.headers.get("If-None-Match") == etag:
            return self._send(304, None, b"", **extra)
        body["server_time"] = self.office.now()
        body["transactions"] = {"ack_through": who.ack_through(), "missing": who.missing()}
        return self._send(200, "application/json", json.dumps(body).encode(), **extra)

    def _misbehave(self, answer: Any) -> None:
        if isinstance(answer, Problem):
            raise answer
        self._send(*answer)

    def _json(self, status: int, body: Any) -> None:
        self._send(status, "application/json", json.dumps(body).encode())

    def _refuse(self, problem: Problem) -> None:
        document = {
            "type": "about:blank",
            "title": problem.code,
            "status": problem.status,
            "code": problem.code,
        }
        wait = {} if problem.retry_after is None else {"Retry-After": str(problem.retry_after)}
        text = json.dumps(document | problem.facts).encode()
        self._send(problem.status, "application/problem+json", text, **wait)

    def _send(self, status: int, kind: str | None, content: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("X-Request-Id", str(uuid.uuid4()))
        if kind is not None:
            self.send_header("Content-Type", kind)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def open_office() -> Iterator[tuple[FakeOffice, str]]:
    """An office that is open, and its address."""
    office = FakeOffice()
    handler = type("OpenHandler", (Handler,), {"office": office})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield office, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
