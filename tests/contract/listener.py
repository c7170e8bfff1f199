"""Between the store server and its office: passes on what they say, and writes down the results."""

import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Result = tuple[str, str, str | None]
#: What belongs to one stretch of the line, or is written anew.
OWN = {"connection", "keep-alive", "transfer-encoding", "host", "content-length", "date", "server"}


class Listener:
    """A line to an office, which goes dead when the office does."""

    def __init__(self, office_port: int) -> None:
        self.results: list[Result] = []
        told = self.results

        class Handler(_Handler):
            office, results = office_port, told

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    office: int
    results: list[Result]
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def do_PUT(self) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            status, headers, answer = self._ask(body)
        except (OSError, http.client.HTTPException):
            self.close_connection = True  # nobody there
            return
        if self.path.endswith("/jobs/results") and status == 200:
            self.results += [_result(each) for each in json.loads(body)["results"]]
        self.send_response_only(status)
        for name, value in [*headers, ("Content-Length", str(len(answer)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        office = http.client.HTTPConnection("127.0.0.1", self.office, timeout=20)
        try:
            office.request(self.command, self.path, body, dict(_others(self.headers.items())))
            answer = office.getresponse()
            headers = [*_others(answer.getheaders()), ("Date", answer.headers["Date"])]
            return answer.status, headers, answer.read()
        finally:
            office.close()


def _others(headers: Any) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in OWN]


def _result(told: dict[str, Any]) -> Result:
    return told["id"], told["status"], told.get("reason")
