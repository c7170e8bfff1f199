"""Errors as problem documents (RFC 9457) with a stable `code` (PROTOCOL §0)."""

import logging
from http import HTTPStatus

from flask import Flask, Response, request
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as QueueTimeout
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    NotFound,
    RequestedRangeNotSatisfiable,
    RequestEntityTooLarge,
)

from blueprints.api.wire import json_bytes
from domain.refusal import Refusal

log = logging.getLogger("comptoir.api")

#: code -> (status, English title)
PROBLEMS: dict[str, tuple[int, str]] = {
    "not_json": (400, "The body is not JSON"),
    "cursor_invalid": (400, "This cursor was not made here"),
    "token_missing": (401, "An Authorization header with a bearer token is needed"),
    "token_unknown": (401, "This token is not known"),
    "bad_credentials": (401, "Wrong e-mail or password"),
    "wrong_principal": (403, "This route is not for this kind of caller"),
    "device_inactive": (403, "This device was deactivated"),
    "device_draining": (403, "This device may only hand over what it has not sent"),
    "store_server_inactive": (403, "This store server was deactivated"),
    "no_such_path": (404, "No such path"),
    "no_such_stream": (404, "No such stream"),
    "code_unknown": (404, "This code is not known"),
    "job_unknown": (404, "No such print job"),
    "device_unknown": (404, "No such device"),
    "method_not_allowed": (405, "Method not allowed"),
    "code_used": (409, "This code was already used"),
    "store_inactive": (409, "The store is not active"),
    "device_taken": (409, "This device is already activated"),
    "unsent_data": (409, "There is data that was not sent yet"),
    "confirmation_required": (409, "A person has to confirm what becomes of the till's own goods"),
    "stream_off": (409, "The sync rule of this stream is never"),
    "job_differs": (409, "Another job has this id"),
    "role_unassigned": (409, "The back office has no printer for this role"),
    "code_expired": (410, "This code has expired"),
    "cursor_expired": (410, "Start over without a cursor"),
    "device_deleted": (410, "This device was deleted"),
    "too_large": (413, "The body is larger than 4 MiB"),
    "unsupported_media_type": (415, "Send application/json"),
    "range_not_satisfiable": (416, "The file ends before this range"),
    "invalid": (422, "Some fields are not as they should be"),
    "app_too_old": (426, "This app is too old for this stream"),
    "too_many_tries": (429, "Too many wrong attempts"),
    "slow_down": (429, "Too many requests"),
    "internal": (500, "Something went wrong here"),
    "busy": (503, "Very busy, try again"),
}


class Problem(Exception):
    """An answer that is a problem document; `code` is a key of PROBLEMS."""

    def __init__(self, code: str, detail: str | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.facts = facts


def problem_response(code: str, detail: str | None = None, **facts: object) -> Response:
    """The answer for a code; `retry_after_s` among the facts becomes `Retry-After`."""
    status, title = PROBLEMS[code]
    body: dict[str, object] = {
        "type": f"urn:comptoir:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
    }
    if detail:
        body["detail"] = detail
    response = Response(json_bytes(body | facts), status, content_type="application/problem+json")
    if status in (429, 503):
        response.headers["Retry-After"] = str(facts.get("retry_after_s") or 5)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def set_up(api: Flask) -> None:
    """Answer every error of the API app with a problem document."""
    api.register_error_handler(Problem, lambda e: problem_response(e.code, e.detail, **e.facts))
    api.register_error_handler(Refusal, lambda e: problem_response(e.code, None, **e.facts))
    api.register_error_handler(HTTPException, _http_error)
    api.register_error_handler(OperationalError, _busy)
    api.register_error_handler(IntegrityError, _busy)  # two wrote the same at once: asked again, one wins
    api.register_error_handler(QueueTimeout, _busy)
    api.register_error_handler(Exception, _our_fault)


def _http_error(error: HTTPException) -> Response:
    if isinstance(error, NotFound):
        return problem_response("no_such_path")
    if isinstance(error, MethodNotAllowed):
        response = problem_response("method_not_allowed")
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return response
    if isinstance(error, RequestEntityTooLarge):
        return problem_response("too_large")
    if isinstance(error, RequestedRangeNotSatisfiable):
        response = problem_response("range_not_satisfiable")
        if error.length is not None:
            response.headers["Content-Range"] = f"{error.units} */{error.length}"
        return response
    status = error.code or 500
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": "internal"}
    return Response(json_bytes(body), status, content_type="application/problem+json")


def _busy(error: Exception) -> Response:
    log.warning("database busy", extra={"facts": {"error": str(error), "path": request.path}})
    return problem_response("busy", retry_after_s=2)


def _our_fault(error: Exception) -> Response:
    facts = {"request_id": request.environ.get("comptoir.request_id"), "path": request.path}
    log.exception("endpoint failed", exc_info=error, extra={"facts": facts})
    return problem_response("internal")
