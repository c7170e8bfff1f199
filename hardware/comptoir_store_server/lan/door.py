"""The door: who may come in, how much each may carry, and which desk it is for (WSGI)."""

import hashlib
import hmac
import json
import logging
import math
import re
import sqlite3
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from comptoir_store_server.configuration import Configuration, Till
from comptoir_store_server.lan.bodies import read_body
from comptoir_store_server.lan.calls import ALLOW, Answer, Call
from comptoir_store_server.lan.desk import Desk
from comptoir_store_server.lan.limits import Buckets, Limits
from comptoir_store_server.lan.names import is_called
from comptoir_store_server.lan.problems import PROBLEMS, Refused, problem_body, status_line

log = logging.getLogger(__name__)
Environment = dict[str, Any]
StartResponse = Callable[..., Any]


@dataclass(frozen=True)
class Path:
    """One path and what can be done with it."""

    pattern: re.Pattern[str]
    deeds: dict[str, Callable[[Desk, Call], Answer]]
    is_open: bool = False


PATHS = (
    Path(re.compile("/v1/ping"), {"GET": Desk.ping}, is_open=True),
    Path(re.compile("/v1/status"), {"GET": Desk.status}),
    Path(re.compile("/v1/jobs/([^/]+)"), {"PUT": Desk.put_job, "GET": Desk.get_job}),
    Path(re.compile("/v1/jobs/([^/]+)/decision"), {"POST": Desk.decide}),
    Path(re.compile("/v1/scales/([^/]+)/weight"), {"GET": Desk.weigh}),
    Path(re.compile("/v1/scanners/([^/]+)/events"), {"GET": Desk.scans}),
)


class Door:
    """The application that the HTTP server calls."""

    def __init__(
        self, desk: Desk, configuration: Callable[[], Configuration], names: frozenset[str], limits: Limits
    ) -> None:
        self._desk = desk
        self._configuration = configuration
        self._names = names
        self._addresses = Buckets(limits.address)
        self._keys = Buckets(limits.key)
        self._wrong_keys = Buckets(limits.wrong_keys)

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; nothing that goes wrong in here leaves without a problem document."""
        request_id = uuid.uuid4().hex
        try:
            answer = self._answer(environ)
        except Refused as refused:
            answer = _refusal(refused)
        except sqlite3.OperationalError:
            log.exception("lan_spool_failed", extra={"request": request_id})
            answer = _refusal(Refused("busy", retry_after_s=5))
        except Exception:
            log.exception("lan_failed", extra={"request": request_id})
            answer = _refusal(Refused("internal"))
        return self._write(environ, answer, request_id, start_response)

    def _answer(self, environ: Environment) -> Answer:
        _take(self._addresses, environ["REMOTE_ADDR"])
        if not is_called(environ.get("HTTP_HOST", ""), self._names):
            raise Refused("wrong_host")
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and origin not in self._configuration().origins:
            raise Refused("wrong_origin")
        if origin is not None and environ["REQUEST_METHOD"] == "OPTIONS":
            return Answer(204, headers=_preflight(environ))
        return self._let_in(environ)

    def _let_in(self, environ: Environment) -> Answer:
        path, told = _find(environ["PATH_INFO"])
        till = None if path is not None and path.is_open else self._recognize(environ)
        if path is None:
            raise Refused("no_such_path")
        deed = path.deeds.get(environ["REQUEST_METHOD"])
        if deed is None:
            raise Refused("method_not_allowed", allowed=sorted(path.deeds))
        allow = environ.get(ALLOW, Call.allow)
        return deed(self._desk, Call(till, told, lambda: read_body(environ), _query(environ), allow))

    def _recognize(self, environ: Environment) -> Till:
        """Whose key it is; every key is compared, so that the time tells nothing."""
        scheme, _, key = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise Refused("token_missing")
        digest = hashlib.sha256(key.strip().encode("utf-8")).hexdigest()
        fitting = [
            till for till in self._configuration().tills if hmac.compare_digest(till.key_sha256, digest)
        ]
        if not fitting:
            _take(self._wrong_keys, environ["REMOTE_ADDR"])
            raise Refused("token_unknown")
        _take(self._keys, fitting[0].id)
        return fitting[0]

    def _write(
        self, environ: Environment, answer: Answer, request_id: str, start_response: StartResponse
    ) -> list[bytes]:
        headers = {
            **answer.headers,
            "X-Request-Id": request_id,
            "Cache-Control": "no-store",
            "Vary": "Origin",
        }
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and origin in self._configuration().origins:
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = "Date, Retry-After, X-Request-Id"
        content = b""
        if answer.body is not None:
            content = json.dumps(answer.body, ensure_ascii=False).encode()
            headers = {"Content-Type": "application/json", **headers, "X-Content-Type-Options": "nosniff"}
            headers["Content-Length"] = str(len(content))
        start_response(status_line(answer.status), list(headers.items()))
        return [content]


def _take(buckets: Buckets, caller: str) -> None:
    wait = buckets.take(caller)
    if wait:
        raise Refused("slow_down", retry_after_s=math.ceil(wait))


def _find(path: str) -> tuple[Path | None, tuple[str, ...]]:
    for each in PATHS:
        fits = each.pattern.fullmatch(path)
        if fits:
            return each, fits.groups()
    return None, ()


def _query(environ: Environment) -> dict[str, str]:
    try:
        return dict(parse_qsl(environ.get("QUERY_STRING", ""), max_num_fields=20))
    except ValueError as error:
        raise Refused("bad_request") from error


def _preflight(environ: Environment) -> dict[str, str]:
    """A browser asks first; also whether a page of the internet may speak into this network."""
    headers = {
        "Access-Control-Allow-Methods": "GET, PUT, POST",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding",
        "Access-Control-Max-Age": "600",
    }
    if environ.get("HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK") == "true":
        headers["Access-Control-Allow-Private-Network"] = "true"
    return headers


def _refusal(refused: Refused) -> Answer:
    facts = dict(refused.facts)
    headers = {"Content-Type": "application/problem+json"}
    if "retry_after_s" in facts:
        headers["Retry-After"] = str(facts["retry_after_s"])
    if "allowed" in facts:
        headers["Allow"] = ", ".join(facts.pop("allowed"))
    if refused.code.startswith("token_"):
        headers["WWW-Authenticate"] = "Bearer"
    return Answer(PROBLEMS[refused.code][0], problem_body(refused.code, **facts), headers)
