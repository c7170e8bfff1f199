"""`POST /store-server/jobs/lease` and `/results`: print jobs go out, what became of them comes back."""

from base64 import b64decode

import msgspec
from flask import Blueprint, Response
from msgspec import UNSET

from blueprints.api.bodies import json_response, read_body
from blueprints.api.office import clock, office
from blueprints.api.principals import calling_store_server
from blueprints.api.v1.messages.store_server import (
    JobOfTheShop,
    JobResult,
    JobResults,
    JobResultsTaken,
    Lease,
    LeasedJob,
    LeaseRequest,
    PaperThatLeft,
)
from blueprints.api.wire import wire_time
from models import PrintJob
from services.printing.print_jobs import JobReport, lease_jobs, record_results
from services.printing.print_jobs_in_shop import ShopJob
from services.printing.sent_papers import Paper

endpoint = Blueprint("store_server_jobs", __name__)
#: so many reports are written at a time
LOT = 50


@endpoint.post("/store-server/jobs/lease")
def post_lease() -> Response:
    """The oldest waiting jobs, each leased for half a minute."""
    now = clock()
    with office().reading() as session:
        calling_store_server(session, now)
    message = read_body(LeaseRequest)
    with office().writing() as session:
        server = calling_store_server(session, now)
        leased = lease_jobs(session, server, message.max, now, full=message.full)
        jobs = [_leased(job) for job in leased]
    return json_response(Lease(jobs))


@endpoint.post("/store-server/jobs/results")
def post_results() -> Response:
    """Idempotent; a final state is never taken back.

    A store server that was without the office for days tells of thousands: the writer is let go after every lot.
    """
    now = clock()
    with office().reading() as session:
        calling_store_server(session, now)
    reports = [_report(result) for result in read_body(JobResults).results]
    taken = JobResultsTaken([])
    for start in range(0, len(reports), LOT):
        with office().writing() as session:
            server = calling_store_server(session, now)
            left = record_results(session, server, reports[start : start + LOT], now)
        taken.unknown += left.unknown
        taken.refused += left.refused
    return json_response(taken)


def _report(result: JobResult) -> JobReport:
    return JobReport(
        uuid=result.id,
        status=result.status,
        reason=result.reason,
        result=result.result,
        printed_on=result.printed_on,
        at=result.at,
        shop=_shop_job(result.lan) if result.lan else None,
        paper=_paper(result.paper) if result.paper else None,
    )


def _paper(told: PaperThatLeft) -> Paper | None:
    """Nothing if it is damaged: where the job stands matters more than how it looked."""
    try:
        packed = b64decode(told.packed, validate=True)
    except ValueError:
        return None
    return Paper(told.medium, packed, told.dots, told.slots)


def _shop_job(told: JobOfTheShop) -> ShopJob:
    return ShopJob(
        device_id=told.device_id,
        reprint_of=told.reprint_of,
        role=told.role,
        kind=told.kind,
        peripheral_id=told.peripheral_id,
        received_at=told.received_at,
        copies=told.copies,
        receipt_number=told.receipt_number,
        opens_drawer=bool(told.opens_drawer),
        document=told.document,
    )


def _leased(job: PrintJob) -> LeasedJob:
    assert job.lease_until is not None
    return LeasedJob(
        id=job.uuid,
        role=job.role,
        peripheral_id=job.peripheral.public_id,
        document=msgspec.Raw(job.document.encode()),
        copies=job.copies,
        lease_until=wire_time(job.lease_until),
        asked_at=wire_time(job.created_at),
        expires_at=wire_time(job.expires_at) if job.expires_at else UNSET,
        device_id=job.device.public_id if job.device else UNSET,
    )
