"""The front door: which of the two apps answers, one id and one log line per request."""

import json
import logging
import secrets
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from typing import Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

log = logging.getLogger("comptoir.requests")


class FrontDoor:
    """Sends /api/ to the API app and the rest to the pages; both answers get `X-Request-Id` and `Date`."""

    def __init__(self, pages: WsgiApp, api: WsgiApp) -> None:
        self.pages = pages
        self.api = api

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        request_id = secrets.token_hex(8)
        environ["comptoir.request_id"] = request_id
        _drop_nul(environ)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            headers.append(("X-Request-Id", request_id))
            if not any(name.lower() == "date" for name, _ in headers):
                headers.append(("Date", formatdate(usegmt=True)))
            if log.isEnabledFor(logging.INFO):
                log.info("request", extra={"facts": _facts(environ, status, started)})
            return start_response(status, headers, *rest)

        path = environ.get("PATH_INFO", "")
        app = self.api if path.startswith("/api/") or path == "/api" else self.pages
        return app(environ, start)


def _drop_nul(environ: Environ) -> None:
    """No name of ours holds a NUL, and PostgreSQL refuses to look for one."""
    environ["PATH_INFO"] = environ.get("PATH_INFO", "").replace("\x00", "")
    environ["QUERY_STRING"] = environ.get("QUERY_STRING", "").replace("%00", "")


def _facts(environ: Environ, status: str, started: float) -> dict[str, object]:
    """What a log line says; never the query, the body or a secret."""
    return {
        "request_id": environ["comptoir.request_id"],
        "method": environ.get("REQUEST_METHOD"),
        "path": environ.get("PATH_INFO"),
        "status": int(status[:3]),
        "ms": round((time.perf_counter() - started) * 1000, 1),
        "from": environ.get("REMOTE_ADDR"),
        "who": environ.get("comptoir.who"),
    }


class JsonLines(logging.Formatter):
    """One JSON object a line, so that a self-hoster can grep and a log shipper can parse."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update(getattr(record, "facts", {}))
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def write_logs(level: str) -> None:
    """Send our own log lines to standard error as JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("comptoir")
    logger.handlers[:] = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False
