"""A page printer on a real port that reads IPP with a reader of its own, and keeps what it is sent."""

import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PRINT_JOB, VALIDATE_JOB, GET_JOB, GET_PRINTER = 0x0002, 0x0004, 0x0009, 0x000B
IDLE, PROCESSING, STOPPED = 3, 4, 5


@dataclass
class Tray:
    """How the printer is; tests change it at any time."""

    state: int = IDLE
    reasons: list[str] = field(default_factory=lambda: ["none"])
    accepts: bool = True
    formats: list[str] = field(default_factory=lambda: ["image/urf", "application/pdf"])
    most_copies: int = 99
    #: questions about a job before it is done
    steps: int = 1
    #: the printer stops for paper in mid-job until it is refilled
    runs_out: bool = False
    #: it gives up the job after so many sheets
    aborts_after: int | None = None
    counts_sheets: bool = True
    forgets_jobs: bool = False
    #: the line is cut after so many bytes of a document
    hangs_up_after: int | None = None
    #: it takes the whole document and never answers
    swallows: bool = False
    #: status with which jobs are refused, checked or printed
    refuses_check: int = 0
    refuses_print: int = 0
    #: an answer that is no IPP
    says: tuple[int, bytes] | None = None


@dataclass
class Job:
    """One document that came."""

    number: int
    attributes: dict[str, list[Any]]
    document: bytes
    asked: int = 0
    state: int = PROCESSING


class FakeIppPrinter:
    """Prints until it is closed."""

    def __init__(self, port: int = 0, queue: str = "/ipp/print", **tray: Any) -> None:
        self.tray = Tray(**tray)
        self.queue = queue
        self.jobs: list[Job] = []
        self.cut_off = 0
        self.operations: list[int] = []
        printer = self

        class Handler(_Handler):
            box = printer

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def copies(self) -> int:
        """How many copies lie in the tray."""
        return sum(job.attributes.get("copies", [1])[0] for job in self.jobs if job.state == 9)

    def refill(self) -> None:
        """Put in paper."""
        self.tray.runs_out, self.tray.state, self.tray.reasons = False, IDLE, ["none"]

    def close(self) -> None:
        """Switch it off."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def answer(self, operation: int, attributes: dict[str, list[Any]], document: bytes) -> bytes:
        """One answer in bytes."""
        deeds = {
            PRINT_JOB: self._print,
            VALIDATE_JOB: self._check,
            GET_JOB: self._job,
            GET_PRINTER: self._self,
        }
        self.operations.append(operation)
        if operation not in deeds:
            return _answer(0x0501)
        if attributes.get("attributes-charset") != ["utf-8"] or "printer-uri" not in attributes:
            return _answer(0x0400)
        return deeds[operation](attributes, document)

    def _self(self, _: dict[str, list[Any]], __: bytes) -> bytes:
        tray = self.tray
        return _answer(
            0,
            (0x04, [
                (0x23, "printer-state", [tray.state]),
                (0x44, "printer-state-reasons", tray.reasons),
                (0x22, "printer-is-accepting-jobs", [tray.accepts]),
                (0x49, "document-format-supported", tray.formats),
                (0x33, "copies-supported", [(1, tray.most_copies)]),
            ]),
        )  # fmt: skip

    def _check(self, attributes: dict[str, list[Any]], _: bytes) -> bytes:
        if self.tray.refuses_check:
            return _answer(self.tray.refuses_check)
        known = attributes.get("document-format", [""])[0] in self.tray.formats
        return _answer(0 if known or "application/octet-stream" in self.tray.formats else 0x040A)

    def _print(self, attributes: dict[str, list[Any]], document: bytes) -> bytes:
        if self.tray.refuses_print:
            return _answer(self.tray.refuses_print)
        self.jobs.append(Job(len(self.jobs) + 1, attributes, document))
        job = (0x02, [(0x21, "job-id", [len(self.jobs)]), (0x23, "job-state", [PROCESSING])])
        return _answer(0, job)

    def _job(self, attributes: dict[str, list[Any]], _: bytes) -> bytes:
        number = attributes["job-id"][0]
        if self.tray.forgets_jobs or not 0 < number <= len(self.jobs):
            return _answer(0x0406)
        job = self.jobs[number - 1]
        self._work(job)
        sheets = 1 if job.state == 9 else self.tray.aborts_after or 0
        counted = [(0x21, "job-media-sheets-completed", [sheets])] if self.tray.counts_sheets else []
        return _answer(0, (0x02, [(0x23, "job-state", [job.state]), *counted]))

    def _work(self, job: Job) -> None:
        job.asked += 1
        if self.tray.runs_out:
            self.tray.state, self.tray.reasons = STOPPED, ["media-empty-error"]
        elif job.state == PROCESSING and job.asked > self.tray.steps:
            job.state = 9 if self.tray.aborts_after is None else 8


class _Handler(BaseHTTPRequestHandler):
    box: FakeIppPrinter
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def do_POST(self) -> None:
        box, length = self.box, int(self.headers.get("Content-Length", "0"))
        limit = box.tray.hangs_up_after
        if limit is not None and length > limit:
            box.cut_off += len(self.rfile.read(limit))
            self.close_connection = True
            self.connection.close()
            return
        body = self.rfile.read(length)
        if box.tray.swallows and length > 2000:
            box.cut_off += length
            time.sleep(1.5)
            self.close_connection = True
            return
        if box.tray.says:
            self._send(*box.tray.says, "text/html")
        elif self.path != box.queue or self.headers.get("Content-Type") != "application/ipp":
            self._send(404, b"<h1>Not here</h1>", "text/html")
        else:
            self._send(200, box.answer(*read_request(body)), "application/ipp")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def read_request(body: bytes) -> tuple[int, dict[str, list[Any]], bytes]:
    """Operation, attributes and document, by the figures of RFC 8010, section 3."""
    assert body[0] in (1, 2), body[:2]
    operation, place = int.from_bytes(body[2:4], "big"), 8
    attributes: dict[str, list[Any]] = {}
    last = ""
    while body[place] != 0x03:
        tag, place = body[place], place + 1
        if tag < 0x10:
            continue
        length = int.from_bytes(body[place : place + 2], "big")
        name = body[place + 2 : place + 2 + length].decode("ascii")
        place += 2 + length
        length = int.from_bytes(body[place : place + 2], "big")
        value = body[place + 2 : place + 2 + length]
        place += 2 + length
        last = name or last
        told = int.from_bytes(value, "big", signed=True) if tag in (0x21, 0x23) else value.decode("utf-8")
        attributes.setdefault(last, []).append(told)
    return operation, attributes, body[place + 1 :]


def _answer(status: int, *groups: tuple[int, list[tuple[int, str, list[Any]]]]) -> bytes:
    out = struct.pack(">BBHI", 2, 0, status, 1) + b"\x01"
    out += _attribute(0x47, "attributes-charset", ["utf-8"])
    out += _attribute(0x48, "attributes-natural-language", ["en"])
    for group, attributes in groups:
        out += bytes([group]) + b"".join(_attribute(*each) for each in attributes)
    return out + b"\x03"


def _attribute(tag: int, name: str, values: list[Any]) -> bytes:
    out = b""
    for number, value in enumerate(values):
        key = b"" if number else name.encode()
        if isinstance(value, tuple):
            data = struct.pack(">ii", *value)
        elif isinstance(value, bool):
            data = bytes([value])
        else:
            data = struct.pack(">i", value) if isinstance(value, int) else str(value).encode()
        out += bytes([tag]) + struct.pack(">H", len(key)) + key + struct.pack(">H", len(data)) + data
    return out
