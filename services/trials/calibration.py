"""Find out which of its tables a receipt printer writes the shop's letters with, and keep it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.calibration import PAGES, SHEETS, read_number, sheet_lines
from domain.names import PeripheralKind, PrintStatus, Role
from domain.refusal import Refusal
from models import Peripheral, PrintJob
from services.history.events import record_event
from services.printing.print_jobs import PrintRequest, new_job

#: a sheet that comes later than this is no longer waited for
SHEET_LIVES = timedelta(minutes=10)
#: the sheet came out, or perhaps
ON_PAPER = (PrintStatus.SENDING, PrintStatus.PRINTED, PrintStatus.UNCERTAIN)


@dataclass(frozen=True)
class Sheet:
    """A sheet that was asked for: its job, which of the sheets it is, and the language of its lines."""

    job: PrintJob
    number: int
    language: str


def language_of(printer: Peripheral, fallback: str) -> str:
    """In which language the printer's paper is: its own, its store's, else the reader's."""
    store = printer.store_server.store if printer.store_server else printer.store
    wishes = (printer.language, store.language if store else None, fallback)
    return next((wish for wish in wishes if wish in PAGES), "en")


def print_calibration(
    session: Session, printer: Peripheral, sheet: int, now: datetime, *, requested_by: str, language: str
) -> PrintJob:
    """Print a sheet of numbered lines; a further sheet goes on in the language of the one before.

    Raises Refusal `not_a_receipt_printer`, `no_store_server`, and `sheet_unknown` at `sheet`.
    """
    _check_kind(printer)
    if printer.store_server_id is None:
        raise Refusal("no_store_server")
    if sheet > 1 and (before := latest_sheet(session, printer)):
        language = before.language
    lines = [vars(line) for line in sheet_lines(language, sheet)]
    request = PrintRequest(
        uuid=str(uuid4()),
        role=Role.RECEIPT_PRINTER,
        document={"kind": "calibration", "language": language, "lines": lines},
        expires_at=now + SHEET_LIVES,
    )
    job = new_job(request, printer, now, requested_by=requested_by)
    session.add(job)
    record_event(session, "peripheral.calibration_printed", printer, now, sheet=sheet)
    return job


def choose_line(session: Session, printer: Peripheral, number: str, now: datetime, *, language: str) -> None:
    """The line with this number was readable: print so from now on. Other pages that were found stay.

    The number is read in the language of the sheet that came out last; `language` is for when none did.
    Raises Refusal `not_a_receipt_printer`, and those of domain.calibration.read_number.
    """
    _check_kind(printer)
    in_hand = sheet_in_hand(session, printer)
    page, table = read_number(number, in_hand.language if in_hand else language)
    printer.code_pages = {**(printer.code_pages or {}), page: table}
    printer.as_image = False
    record_event(
        session, "peripheral.calibrated", printer, now, page=page, table=table, number=int(number.strip())
    )


def print_as_image(session: Session, printer: Peripheral, on: bool, now: datetime) -> None:
    """No line was readable: print everything as a picture; or in letters again.

    Raises Refusal `not_a_receipt_printer`.
    """
    _check_kind(printer)
    if printer.as_image != on:
        printer.as_image = on
        record_event(session, "peripheral.as_image_set", printer, now, on=on)


def forget_calibration(session: Session, printer: Peripheral, now: datetime) -> None:
    """Go by the printer's model again."""
    _check_kind(printer)
    if printer.code_pages or printer.as_image:
        printer.code_pages, printer.as_image = {}, False
        record_event(session, "peripheral.calibration_forgotten", printer, now)


def latest_sheet(session: Session, printer: Peripheral) -> Sheet | None:
    """The newest sheet that was asked for."""
    query = select(PrintJob).where(PrintJob.peripheral_id == printer.id, PrintJob.kind == "calibration")
    job = session.scalars(query.order_by(PrintJob.id.desc()).limit(1)).first()
    return _sheet(job) if job else None


def sheet_in_hand(session: Session, printer: Peripheral) -> Sheet | None:
    """The newest sheet that came out, of which a person reads the number."""
    query = select(PrintJob).where(
        PrintJob.peripheral_id == printer.id,
        PrintJob.kind == "calibration",
        PrintJob.status.in_(ON_PAPER),
    )
    job = session.scalars(query.order_by(PrintJob.id.desc()).limit(1)).first()
    return _sheet(job) if job else None


def _sheet(job: PrintJob) -> Sheet:
    document = json.loads(job.document)
    first = int(document["lines"][0]["table"])
    number = next(n for n, tables in enumerate(SHEETS, start=1) if first in tables)
    return Sheet(job, number, str(document["language"]))


def _check_kind(printer: Peripheral) -> None:
    if printer.kind != PeripheralKind.RECEIPT_PRINTER:
        raise Refusal("not_a_receipt_printer")
