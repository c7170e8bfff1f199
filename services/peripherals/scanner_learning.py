"""What a scanner's check teaches is kept as soon as the store server tells what it heard."""

import json
from datetime import datetime

from sqlalchemy.orm import Session

from domain.names import PeripheralKind, PrintStatus
from domain.refusal import Refusal
from domain.scanner_check import read_keyboard
from models import PrintJob
from services.history.events import record_event


def learn_keyboard(session: Session, job: PrintJob, now: datetime) -> None:
    """If the job was a check that heard the known code, the scanner's keys are read so from now on."""
    if job.kind != "probe" or job.status != PrintStatus.PRINTED or "read_as" not in json.loads(job.document):
        return
    scanner = job.peripheral
    if scanner.kind != PeripheralKind.BARCODE_SCANNER or scanner.deleted_at is not None:
        return
    try:
        after = str(read_keyboard(heard_in(job)))
    except Refusal:
        return  # the page says what arrived, and what to do
    if scanner.keyboard_layout != after:
        before, scanner.keyboard_layout = scanner.keyboard_layout, after
        record_event(session, "peripheral.keyboard_set", scanner, now, before=before, after=after)


def heard_in(job: PrintJob) -> str:
    """What the scanner said, as the store server tells it."""
    return str((job.result or {}).get("scanned") or "")
