"""What a till is refused, with stable codes (RFC 9457): those of the office where it has them."""

from http import HTTPStatus
from typing import Any

#: code -> (status, English title)
PROBLEMS: dict[str, tuple[int, str]] = {
    "bad_request": (400, "This is not HTTP as it should be"),
    "not_json": (400, "The body is not JSON"),
    "token_missing": (401, "An Authorization header with a bearer token is needed"),
    "token_unknown": (401, "This token is not known"),
    "wrong_origin": (403, "Pages of this origin may not speak to this store server"),
    "no_such_path": (404, "No such path"),
    "job_unknown": (404, "No such print job"),
    "scale_unknown": (404, "No such scale"),
    "scanner_unknown": (404, "No such scanner"),
    "method_not_allowed": (405, "Method not allowed"),
    "request_timeout": (408, "The request took too long"),
    "job_differs": (409, "Another job has this id"),
    "role_unassigned": (409, "The back office has no printer for this role"),
    "not_uncertain": (409, "Only an uncertain job waits for a decision"),
    "drawer_not_again": (409, "A drawer is never opened once more; ask for it anew"),
    "scanner_not_yours": (409, "The back office has given this scanner to no till, or to another one"),
    "no_weight": (409, "The scale tells no weight"),
    "length_required": (411, "A Content-Length is needed"),
    "too_large": (413, "The body is too large"),
    "unsupported_media_type": (415, "Send application/json"),
    "wrong_host": (421, "This store server is not called by this name"),
    "invalid": (422, "Some fields are not as they should be"),
    "slow_down": (429, "Too many requests"),
    "internal": (500, "Something went wrong here"),
    "busy": (503, "Very busy, try again"),
    "scale_unreachable": (503, "The scale does not answer"),
}
#: Codes for refusals of the HTTP library, which knows statuses only.
CODES = {status: code for code, (status, _) in PROBLEMS.items() if status in (400, 408, 411, 413, 500, 503)}
CODES |= {400: "bad_request", 503: "busy"}


class Refused(Exception):
    """The answer is a problem; ``facts`` are told with it, ``retry_after_s`` also as a header."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def invalid(field: str, message: str) -> Refused:
    """One field is not as it should be."""
    return Refused("invalid", errors=[{"field": field, "message": message}])


def problem_body(code: str, **facts: Any) -> dict[str, Any]:
    """The document that tells it."""
    status, title = PROBLEMS[code]
    return {"type": f"urn:comptoir:problem:{code}", "title": title, "status": status, "code": code, **facts}


def status_line(status: int) -> str:
    """``409 Conflict``."""
    return f"{status} {HTTPStatus(status).phrase}"
