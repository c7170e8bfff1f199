"""Find out as on which keyboard a scanner types: the store server reads one known code, the office learns from it."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import PeripheralKind, Role
from domain.refusal import Refusal
from domain.scanner_check import READ_AS
from models import Peripheral, PrintJob
from services.history.events import record_event
from services.printing.print_jobs import PrintRequest, new_job
from services.usage_mode.candidates import host_of

#: how long the store server listens: somebody walks over to the scanner
LISTENS_S = 30
#: whoever asked for it has given up after so long
CHECK_LIVES = timedelta(minutes=1)
#: among so many of its newest jobs the check is looked for
LATELY = 20


def check_keyboard(session: Session, scanner: Peripheral, now: datetime, *, requested_by: str) -> PrintJob:
    """Ask the store server for what it hears next from this scanner.

    Raises Refusal `kind_unfit` for anything that is no scanner, `hangs_on_device` (fact `device`) where only a
    till hears it, and `not_driven`.
    """
    if scanner.kind != PeripheralKind.BARCODE_SCANNER:
        raise Refusal("kind_unfit", peripheral=scanner.name)
    host = host_of(scanner)
    if host is not None:
        raise Refusal("hangs_on_device", device=host.name)
    if scanner.store_server_id is None:
        raise Refusal("not_driven")
    request = PrintRequest(
        uuid=str(uuid4()),
        role=Role.PRODUCT_SCANNER,
        document={"kind": "probe", "probe": "scan", "wait_s": LISTENS_S, "read_as": READ_AS},
        expires_at=now + CHECK_LIVES,
    )
    job = new_job(request, scanner, now, requested_by=requested_by)
    session.add(job)
    record_event(session, "peripheral.scan_tried", scanner, now)
    return job


def latest_check(session: Session, scanner: Peripheral, since: datetime) -> PrintJob | None:
    """The newest check of its keyboard from then on; other trials are none."""
    query = select(PrintJob).where(
        PrintJob.peripheral_id == scanner.id, PrintJob.kind == "probe", PrintJob.created_at >= since
    )
    jobs = session.scalars(query.order_by(PrintJob.id.desc()).limit(LATELY))
    return next((job for job in jobs if "read_as" in json.loads(job.document)), None)
