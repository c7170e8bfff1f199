"""The front door: which of the two apps answers, one id and one log line per request."""

import json
import logging
import secrets
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from functools import lru_cache
from itertools import count
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
        # an id is this door's, by chance, and a number: drawing anew for each poll costs more than answering it
        self._name = secrets.token_hex(4)
        self._numbers = count(1)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        request_id = f"{self._name}{next(self._numbers):08x}"
        environ["comptoir.request_id"] = request_id
        _drop_nul(environ)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            headers.append(("X-Request-Id", request_id))
            if not _has_date(headers):
                headers.append(("Date", _date(int(time.time()))))
            if log.isEnabledFor(logging.INFO):
                log.info("request", extra={"facts": _facts(environ, status, started)})
            return start_response(status, headers, *rest)

        path = environ.get("PATH_INFO", "")
        app = self.api if path.startswith("/api/") or path == "/api" else self.pages
        return app(environ, start)


def _has_date(headers: list[tuple[str, str]]) -> bool:
    return any(len(name) == 4 and name.lower() == "date" for name, _value in headers)


@lru_cache(maxsize=8)
def _date(second: int) -> str:
    """The header's value; thousands of answers share a second."""
    return formatdate(second, usegmt=True)


def _drop_nul(environ: Environ) -> None:
    """No name of ours holds a NUL, and PostgreSQL refuses to look for one."""
    if "\x00" in environ.get("PATH_INFO", ""):
        environ["PATH_INFO"] = environ["PATH_INFO"].replace("\x00", "")
    if "%00" in environ.get("QUERY_STRING", ""):
        environ["QUERY_STRING"] = environ["QUERY_STRING"].replace("%00", "")


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
