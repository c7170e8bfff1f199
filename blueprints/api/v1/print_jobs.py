"""`PUT` and `GET /print-jobs/{uuid}`: a till prints through the back office (PROTOCOL §7)."""

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
from models import PrintJob
from services.print_jobs import PrintRequest, find_job, request_print

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
    with office().writing() as session:
        generation = calling_generation(session, now)
        job, new = request_print(session, generation.device, request, now)
        return json_response(_state(job), 201 if new else 200)


@endpoint.get("/print-jobs/<uuid>")
def get_print_job(uuid: str) -> Response:
    """How far the job is; 404 job_unknown for another till's."""
    with office().reading() as session:
        generation = calling_generation(session, clock(), draining=True)
        job = find_job(session, _canonical(uuid))
        if job is None or job.device_id != generation.device_id:
            raise Problem("job_unknown")
        return json_response(_state(job))


def _state(job: PrintJob) -> PrintJobState:
    return PrintJobState(
        status=job.status,  # type: ignore[arg-type]
        updated_at=wire_time(job.updated_at),
        reason=job.reason or UNSET,
        printer=job.peripheral.name,
    )


def _canonical(uuid: str) -> str:
    try:
        return str(UUID(uuid))
    except ValueError as error:
        raise Problem("invalid", errors=[{"field": "uuid", "message": "Expected a UUID"}]) from error


def _checked(document: dict[str, object]) -> dict[str, object]:
    """The document as it came; whoever lays it out may rely on the shape of what it knows."""
    try:
        msgspec.convert(document, PrintDocument)
    except msgspec.ValidationError as error:
        raise Problem("invalid", errors=[field_error(error, within="document")]) from error
    return document
