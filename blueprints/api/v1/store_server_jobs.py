"""`POST /store-server/jobs/lease` and `/results`: print jobs go out, what became of them comes back."""

import msgspec
from flask import Blueprint, Response
from msgspec import UNSET

from blueprints.api.bodies import json_response, read_body
from blueprints.api.office import clock, office
from blueprints.api.principals import calling_store_server
from blueprints.api.v1.messages.store_server import (
    JobResults,
    JobResultsTaken,
    Lease,
    LeasedJob,
    LeaseRequest,
)
from blueprints.api.wire import wire_time
from models import PrintJob
from services.print_jobs import JobReport, lease_jobs, record_results

endpoint = Blueprint("store_server_jobs", __name__)


@endpoint.post("/store-server/jobs/lease")
def post_lease() -> Response:
    """The oldest waiting jobs, each leased for half a minute."""
    now = clock()
    with office().reading() as session:
        calling_store_server(session, now)
    message = read_body(LeaseRequest)
    with office().writing() as session:
        server = calling_store_server(session, now)
        jobs = [_leased(job) for job in lease_jobs(session, server, message.max, now)]
    return json_response(Lease(jobs))


@endpoint.post("/store-server/jobs/results")
def post_results() -> Response:
    """Idempotent; a final state is never taken back."""
    now = clock()
    with office().reading() as session:
        calling_store_server(session, now)
    message = read_body(JobResults)
    reports = [
        JobReport(result.id, result.status, result.reason, result.result, result.printed_on)
        for result in message.results
    ]
    with office().writing() as session:
        server = calling_store_server(session, now)
        unknown = record_results(session, server, reports, now)
    return json_response(JobResultsTaken(unknown))


def _leased(job: PrintJob) -> LeasedJob:
    assert job.lease_until is not None
    return LeasedJob(
        id=job.uuid,
        role=job.role,
        peripheral_id=job.peripheral.public_id,
        document=msgspec.Raw(job.document.encode()),
        copies=job.copies,
        lease_until=wire_time(job.lease_until),
        expires_at=wire_time(job.expires_at) if job.expires_at else UNSET,
        device_id=job.device.public_id if job.device else UNSET,
    )
