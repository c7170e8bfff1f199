"""The floors under the office: a WSGI callable that does nothing, and an empty Flask view."""

import os
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response


def raw() -> WSGIApplication:
    """The server's own floor."""

    def answer(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("204 No Content", [])
        return []

    return answer


def flask_view() -> Flask:
    """The framework's own floor: nothing at `/`, and at `/bytes` the bytes of the file BENCH_BYTES."""
    app = Flask("floor")
    app.add_url_rule("/", "empty", lambda: ("", 204))
    if name := os.environ.get("BENCH_BYTES"):
        content = Path(name).read_bytes()
        app.add_url_rule("/bytes", "bytes", lambda: Response(content, content_type="application/json"))
    return app
