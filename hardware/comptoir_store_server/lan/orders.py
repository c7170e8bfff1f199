"""What a till wants on paper: checked in full before anything of it reaches the spool."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from comptoir_store_server.jobs import Job
from comptoir_store_server.lan.figures import Unfit, check_figures
from comptoir_store_server.lan.problems import Refused, invalid
from comptoir_store_server.lan.sizes import check_sizes
from comptoir_store_server.times import write_time

KINDS = frozenset({"receipt", "pickup", "assembly", "report", "test", "drawer", "text", "pdf"})
MOST_COPIES = 20
#: 2,000 lines of text are more than six metres of paper.
MOST_LINES, LONGEST_LINE = 2000, 2000
DEEPEST = 32
#: What each member of a document is.
MEMBERS: dict[str, type] = {
    "language": str,
    "receipt": dict,
    "report": dict,
    "text": list,
    "pdf": str,
    "duplicate": bool,
    "open_drawer": bool,
}


@dataclass(frozen=True)
class Order:
    """A print job as a till orders it."""

    job_id: str
    role: str
    document: dict[str, Any]
    copies: int
    expires_at: datetime | None

    @property
    def fingerprint(self) -> str:
        """Of all that makes it the same job."""
        expires = write_time(self.expires_at) if self.expires_at else None
        whole = [self.role, self.document, self.copies, expires]
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()

    @property
    def is_drawer(self) -> bool:
        """Whether it only opens the drawer: now or never, so it waits behind no paper."""
        return self.document.get("kind") == "drawer"

    def is_same(self, job: Job, device_id: str) -> bool:
        """Whether the job is this till's, and this one: it may have come through the office, too."""
        if job.device_id != device_id:
            return False
        if job.fingerprint is not None:
            return job.fingerprint == self.fingerprint
        # how long the office lets it wait is told by another clock; and a copy is still the same job
        ours, theirs = ({**each, "duplicate": None} for each in (self.document, job.document))
        return (self.role, self.copies, ours) == (job.role, job.copies, theirs)


def read_job_id(told: str) -> str:
    """The id in its usual spelling."""
    try:
        return str(UUID(told))
    except ValueError as error:
        raise invalid("uuid", "Expected a UUID") from error


def read_order(job_id: str, body: dict[str, Any]) -> Order:
    """The order in the body. Raises Refused."""
    role = body.get("role")
    if not isinstance(role, str) or not 0 < len(role) <= 64:
        raise invalid("role", "Expected a role")
    copies = body.get("copies", 1)
    if isinstance(copies, bool) or not isinstance(copies, int) or not 1 <= copies <= MOST_COPIES:
        raise invalid("copies", f"Expected a number from 1 to {MOST_COPIES}")
    return Order(
        job_id, role, _read_document(body.get("document")), copies, _read_end(body.get("expires_at"))
    )


def _read_end(told: Any) -> datetime | None:
    if told is None:
        return None
    try:
        moment = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise invalid("expires_at", "Expected an RFC 3339 time with its zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise invalid("expires_at", "Not a time") from error


def _read_document(told: Any) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise invalid("document", "Expected an object")
    if not isinstance(told.get("kind"), str) or told["kind"] not in KINDS:
        raise invalid("document.kind", f"Expected one of {', '.join(sorted(KINDS))}")
    for name, kind in MEMBERS.items():
        if told.get(name) is not None and not isinstance(told[name], kind):
            raise invalid(f"document.{name}", f"Expected {kind.__name__}")
    _check_text(told.get("text") or [])
    _check_receipt_and_report(told)
    if told["kind"] == "pdf":
        _check_pdf(told.get("pdf") or "")
    return told


def _check_text(lines: list[Any]) -> None:
    if len(lines) > MOST_LINES:
        raise invalid("document.text", f"Expected at most {MOST_LINES} lines")
    for place, line in enumerate(lines):
        if not isinstance(line, str) or len(line) > LONGEST_LINE:
            raise invalid(f"document.text[{place}]", f"Expected a line of at most {LONGEST_LINE} characters")


def _check_receipt_and_report(document: dict[str, Any]) -> None:
    try:
        check_sizes(document)
        check_figures(document)
    except Unfit as fault:
        raise invalid(fault.field, fault.message) from fault


def _check_pdf(told: str) -> None:
    try:
        content = base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError) as error:
        raise invalid("document.pdf", "Expected base64") from error
    if b"%PDF-" not in content[:1024]:
        raise invalid("document.pdf", "Expected a PDF")


def read_json(text: bytes) -> dict[str, Any]:
    """The object in the body; what the spool's own JSON could not hold is none. Raises Refused."""
    try:
        body = json.loads(
            text.decode("utf-8"),
            object_pairs_hook=_read_object,
            parse_float=_read_number,
            parse_constant=_refuse_number,
        )
        if b"\\u" in text:
            json.dumps(body, ensure_ascii=False).encode()  # half a letter is a ValueError
    except (ValueError, RecursionError) as error:
        raise Refused("not_json") from error
    if _is_too_deep(body):
        raise Refused("not_json")
    if not isinstance(body, dict):
        raise invalid("", "Expected an object")
    return body


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two members with one name nobody could say which is meant."""
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError("two members of one name")
    return read


def _read_number(text: str) -> float:
    number = float(text)
    if number - number != 0:
        raise ValueError("endless")
    return number


def _refuse_number(name: str) -> float:
    raise ValueError(name)


def _is_too_deep(body: Any) -> bool:
    layer = [body] if isinstance(body, dict | list) else []
    for _ in range(DEEPEST + 1):
        within = [each.values() if isinstance(each, dict) else each for each in layer]
        layer = [each for inner in within for each in inner if isinstance(each, dict | list)]
        if not layer:
            return False
    return True
