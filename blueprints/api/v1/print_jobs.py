"""`PUT` and `GET /print-jobs/{uuid}`: a till prints through the back office (PROTOCOL §7)."""

import base64
from datetime import datetime
from uuid import UUID

import msgspec
from flask import Blueprint, Response
from msgspec import UNSET

from blueprints.api.bodies import field_error, json_response, read_body
from blueprints.api.office import clock, office
from blueprints.api.principals import calling_generation
from blueprints.api.problems import Problem
from blueprints.api.till_times import utc
from blueprints.api.v1.messages.print_documents import PrintDocument
from blueprints.api.v1.messages.print_jobs import PrintJobRequest, PrintJobState
from blueprints.api.wire import wire_time
from domain.names import PrintStatus, Role
from domain.paper_figures import Unfit, check_figures
from domain.paper_sizes import check_sizes
from domain.refusal import Refusal
from models import PrintJob
from services.printing.print_jobs import PrintRequest, find_job, is_too_late, request_print
from services.usage_mode.missing_printers import is_refusal_noted, note_refused_print

endpoint = Blueprint("print_jobs", __name__)


@endpoint.put("/print-jobs/<uuid>")
def put_print_job(uuid: str) -> Response:
    """201 first, 200 for the same again, 409 job_differs or role_unassigned."""
    now = clock()
    with office().reading() as session:
        calling_generation(session, now)
    message = read_body(PrintJobRequest)
    request = PrintRequest(
        uuid=_canonical(uuid),
        role=message.role,
        document=_checked(message.document),
        copies=message.copies,
        expires_at=utc(message.expires_at, "expires_at"),
    )
    try:
        with office().writing() as session:
            generation = calling_generation(session, now)
            job, new = request_print(session, generation.device, request, now)
            return json_response(_state(job, now), 201 if new else 200)
    except Refusal as refusal:
        if refusal.code == "role_unassigned" and "printer" not in refusal.facts:
            _note_refused(request.role, now)
        raise


def _note_refused(role: Role, now: datetime) -> None:
    """A till that should print and cannot: the back office says so, for nobody else would."""
    with office().reading() as session:
        if is_refusal_noted(session, calling_generation(session, now).device, role):
            return
    with office().writing() as session:
        note_refused_print(session, calling_generation(session, now).device, role, now)


@endpoint.get("/print-jobs/<uuid>")
def get_print_job(uuid: str) -> Response:
    """How far the job is; 404 job_unknown for another till's."""
    now = clock()
    with office().reading() as session:
        generation = calling_generation(session, now, draining=True)
        job = find_job(session, _canonical(uuid))
        if job is None or job.device_id != generation.device_id:
            raise Problem("job_unknown")
        return json_response(_state(job, now))


def _state(job: PrintJob, now: datetime) -> PrintJobState:
    """As it is at this moment: the clock of the office closes what is too late, but not at once."""
    ended = job.expires_at if is_too_late(job, now) else None
    return PrintJobState(
        status=PrintStatus.EXPIRED if ended else job.status,  # type: ignore[arg-type]
        updated_at=wire_time(ended or job.updated_at),
        reason=job.reason or UNSET,
        printer=(job.printed_on or job.peripheral).name,
    )


def _canonical(uuid: str) -> str:
    try:
        return str(UUID(uuid))
    except ValueError as error:
        raise _invalid("uuid", "Expected a UUID") from error


def _checked(document: dict[str, object]) -> dict[str, object]:
    """The document as it came; whoever lays it out may rely on the shape and the size of what it knows."""
    try:
        known = msgspec.convert(document, PrintDocument)
    except msgspec.ValidationError as error:
        raise Problem("invalid", errors=[field_error(error, within="document")]) from error
    try:
        check_sizes(document)
        check_figures(document)
    except Unfit as fault:
        raise _invalid(fault.field, fault.message) from fault
    if known.kind == "pdf" and not _is_pdf(known.pdf or ""):
        raise _invalid("document.pdf", "Expected a PDF in base64")
    return document


def _is_pdf(told: str) -> bool:
    try:
        return b"%PDF-" in base64.b64decode(told, validate=True)[:1024]
    except ValueError:
        return False


def _invalid(field: str, message: str) -> Problem:
    return Problem("invalid", errors=[{"field": field, "message": message}])
