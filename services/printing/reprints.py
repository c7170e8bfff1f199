"""Put a print job on paper once more, marked as a duplicate; or take one back that nobody has fetched yet."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import PrintStatus, Role
from domain.print_jobs import SETTLED, refusal_for_reprint
from domain.refusal import Refusal
from models import Peripheral, PrintJob, Receipt
from models.scope import actor_of
from services.history.events import record_event
from services.printing.print_jobs import PrintRequest, new_job
from services.printing.print_jobs_in_shop import NOT_TOLD
from services.printing.receipt_copies import copy_printers, print_copy

#: nobody waits for it any longer, so a printer that comes back tomorrow does not print it
REPRINT_LIVES = timedelta(hours=1)
WITHDRAWN = "withdrawn"


def lock_job(session: Session, uuid: str) -> PrintJob | None:
    """A print job of the account that nobody else changes until this ends: no store server fetches it meanwhile."""
    query = select(PrintJob).where(PrintJob.uuid == uuid).with_for_update(of=PrintJob)
    return session.scalars(query.execution_options(populate_existing=True)).first()


def receipt_of(session: Session, job: PrintJob) -> Receipt | None:
    """The receipt that a job puts on paper, if it has reached the office: the newest of that number of its till."""
    if job.kind != "receipt" or job.receipt_number is None or job.device_id is None:
        return None
    query = select(Receipt).where(Receipt.device_id == job.device_id, Receipt.number == job.receipt_number)
    return session.scalars(query.order_by(Receipt.id.desc()).limit(1)).first()


def check_reprint(session: Session, job: PrintJob) -> Receipt | None:
    """Whether a job may be put on paper once more; the receipt, where it is one.

    Raises Refusal `reprint_unmarked`, `reprint_unsettled`, `reprint_pending` (a copy of it is under way),
    `reprint_without_receipt` (it has not arrived), `reprint_without_document` (the store server kept it),
    `reprint_printer_gone` (fact `printer`).
    """
    code = refusal_for_reprint(job.kind, job.status)
    if code is not None:
        raise Refusal(code)
    if _is_under_way(session, job):
        raise Refusal("reprint_pending")
    receipt = receipt_of(session, job)
    if job.kind == "receipt" and receipt is None:
        raise Refusal("reprint_without_receipt")
    if receipt is None and job.document == NOT_TOLD:
        raise Refusal("reprint_without_document")
    if not _can_print(session, job.peripheral, receipt):
        raise Refusal("reprint_printer_gone", printer=job.peripheral.name)
    return receipt


def reprint_job(session: Session, job: PrintJob, now: datetime) -> PrintJob:
    """Queue the same document on the same printer, marked as a duplicate, opening no drawer.

    Receipts go the way of every copy of a receipt. Raises the refusals of `check_reprint`.
    """
    receipt = check_reprint(session, job)
    if receipt is not None:
        copy = print_copy(session, receipt, job.peripheral.public_id, now)
    else:
        copy = _copy(session, job, now)
    copy.reprint_of = job
    return copy


def withdraw_job(session: Session, job: PrintJob, now: datetime) -> None:
    """Take a job back that waits for its store server; `job` comes from `lock_job`.

    Raises Refusal `withdrawn_too_late` once a store server has it: it may print it at any moment.
    """
    if job.status != PrintStatus.QUEUED:
        raise Refusal("withdrawn_too_late")
    job.status, job.reason, job.updated_at = PrintStatus.CANCELLED, WITHDRAWN, now
    record_event(session, "peripheral.job_withdrawn", job.peripheral, now, kind=job.kind)


def _copy(session: Session, job: PrintJob, now: datetime) -> PrintJob:
    document = json.loads(job.document) | {"duplicate": True, "open_drawer": False}
    request = PrintRequest(str(uuid4()), Role(job.role), document, expires_at=now + REPRINT_LIVES)
    copy = new_job(request, job.peripheral, now, requested_by=actor_of(session).name)
    copy.device = job.device
    session.add(copy)
    record_event(session, "peripheral.job_reprinted", job.peripheral, now, kind=job.kind)
    return copy


def _is_under_way(session: Session, job: PrintJob) -> bool:
    query = select(PrintJob.id).where(PrintJob.reprint_of_id == job.id, PrintJob.status.not_in(SETTLED))
    return session.scalars(query.limit(1)).first() is not None


def _can_print(session: Session, printer: Peripheral, receipt: Receipt | None) -> bool:
    """Whether a store server drives it; of a receipt: whether a copy of it can come out there."""
    if receipt is not None:
        return any(one.id == printer.id for one in copy_printers(session, receipt))
    server = printer.store_server
    driven = server is not None and server.deleted_at is None and printer.host_device_id is None
    return driven and printer.deleted_at is None
