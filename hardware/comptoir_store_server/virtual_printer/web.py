"""The printer's web page: papers as they come out, and switches for what can go wrong."""

import json
import re
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from .page import SWITCHES, render_page, render_panel, render_papers
from .paper import Paper
from .words import best_language, words_in

if TYPE_CHECKING:
    from .printer import VirtualPrinter

BODY_LIMIT = 16384
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: browsers would then hide where a form comes from, and every order would be refused.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}
ASSETS = {"/page.css": "text/css; charset=utf-8", "/page.js": "text/javascript; charset=utf-8"}
ONE_PAPER = re.compile(r"/papers/(\d{1,9})\.(json|png)")


class Web:
    """The web server of one printer."""

    def __init__(self, host: str, port: int, printer: "VirtualPrinter") -> None:
        handler = type("PrinterPages", (Pages,), {"printer": printer})
        self._server = ThreadingHTTPServer((host, port), handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def start(self) -> None:
        """Show the page."""
        self._thread.start()

    def stop(self) -> None:
        """Close the page."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class Pages(BaseHTTPRequestHandler):
    """Answers one browser or script."""

    printer: "VirtualPrinter"
    protocol_version = "HTTP/1.1"
    server_version = "VirtualPrinter"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Papers, state, page."""
        path = urlsplit(self.path).path
        found = ONE_PAPER.fullmatch(path)
        if path == "/":
            self._send_page()
        elif path in ASSETS:
            asset = resources.files(__package__ or "") / "assets" / path[1:]
            self._send(200, asset.read_bytes(), ASSETS[path])
        elif path == "/state.json":
            self._send_json(200, self.printer.state.to_json())
        elif path == "/papers.json":
            self._send_json(
                200, {"papers": [self._summary(paper) for paper in reversed(self.printer.papers)]}
            )
        elif path == "/news.json":
            self._send_news()
        elif found:
            self._send_paper(int(found[1]), found[2])
        else:
            self._send_json(404, {"error": "not_found"})

    def do_POST(self) -> None:
        """Do something to the printer."""
        body = self._body()
        if body is None:
            return
        path = urlsplit(self.path).path
        if not self._is_from_here():
            self._send_json(403, {"error": "other_origin"})
        elif path == "/tear":
            self.printer.tear()
            self._done()
        elif path == "/state":
            self._change_state(body)
        else:
            self._send_json(404, {"error": "not_found"})

    def _change_state(self, body: bytes) -> None:
        try:
            self.printer.set_state(**self._changes(body))
        except (ValueError, UnicodeDecodeError) as error:
            self._send_json(400, {"error": "bad_state", "detail": str(error)})
            return
        self._done()

    def _changes(self, body: bytes) -> Mapping[str, object]:
        if self._is_json():
            changes = json.loads(body)
            if not isinstance(changes, dict):
                raise ValueError("an object is expected")
            return changes
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if fields.pop("form", None):
            # A form says nothing of boxes that are not ticked, and repeats what was not touched.
            return self._from_page({**dict.fromkeys(SWITCHES, "off"), **fields})
        return fields

    def _from_page(self, fields: dict[str, str]) -> dict[str, str]:
        before = self.printer.state
        unchanged = "" if before.lines_left is None else str(before.lines_left)
        if fields.get("lines_left") == unchanged or fields.get("paper") != before.paper.value:
            fields.pop("lines_left", None)
        if fields.get("paper") == before.paper.value:
            fields.pop("paper")
        return fields

    def _done(self) -> None:
        if self._is_json():
            self._send_json(200, self.printer.state.to_json())
        else:
            self._send(303, b"", "text/plain", {"Location": "/"})

    def _is_json(self) -> bool:
        return self.headers.get("Content-Type", "").split(";")[0].strip() == "application/json"

    def _is_from_here(self) -> bool:
        """Another site's page must not switch the printer."""
        origin = self.headers.get("Origin")
        return origin is None or urlsplit(origin).netloc == self.headers.get("Host")

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > BODY_LIMIT:
            self.close_connection = True
            self._send_json(413 if length.isdigit() else 400, {"error": "body"})
            return None
        return self.rfile.read(int(length))

    def _words(self) -> tuple[str, dict[str, str]]:
        language = best_language(self.headers.get("Accept-Language", ""))
        return language, words_in(language)

    def _send_page(self) -> None:
        language, words = self._words()
        printer = self.printer
        host = (self.headers.get("Host") or "127.0.0.1").rsplit(":", 1)[0]
        page = render_page(
            language, words, printer.state, printer.papers, printer.waiting_lines, f"{host}:{printer.port}"
        )
        self._send(200, page.encode(), "text/html; charset=utf-8")

    def _send_news(self) -> None:
        """What the page replaces while it is open."""
        _, words = self._words()
        printer = self.printer
        papers = printer.papers
        panel = render_panel(words, printer.state, printer.waiting_lines)
        newest = papers[-1].number if papers else 0
        asked = dict(parse_qsl(urlsplit(self.path).query)).get("newest", "")
        shown = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
        fresh = [paper for paper in papers if paper.number > shown]
        news = render_papers(words, fresh) if fresh else ""
        self._send_json(200, {"newest": newest, "panel": panel, "papers": news})

    def _send_paper(self, number: int, form: str) -> None:
        paper = next((each for each in self.printer.papers if each.number == number), None)
        if paper is None:
            self._send_json(404, {"error": "not_found"})
        elif form == "png":
            # The address names the time of printing too, so a browser may keep the picture.
            self._send(200, paper.png, "image/png", {"Cache-Control": "private, max-age=86400"})
        else:
            self._send_json(200, paper.to_json())

    @staticmethod
    def _summary(paper: Paper) -> dict[str, object]:
        whole = paper.to_json()
        kept = (
            "number",
            "printed_at",
            "width_dots",
            "bytes",
            "cut",
            "lines",
            "code_pages",
            "pulses",
            "faults",
        )
        return {name: whole[name] for name in kept}

    def _send_json(self, status: int, value: object) -> None:
        self._send(status, json.dumps(value, ensure_ascii=False).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        about = {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}
        for name, value in {**ALWAYS, **about}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it so)
        """The printer's window stays quiet."""
