"""Printing a receipt again from the office, marked as a copy, on a printer of its store."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.names import PeripheralKind, Role
from domain.refusal import Refusal
from models import Assignment, Peripheral, PrintJob, Receipt, StoreServer
from models.scope import actor_of
from services.history.events import record_event
from services.journal.receipt_list import body_of
from services.printing.print_jobs import PrintRequest, assigned_printer, new_job


class CopyPrinter(NamedTuple):
    """A printer that can print the copy: one that a store server drives, with what tells its state."""

    id: int
    public_id: str
    name: str
    state: str | None
    state_since: datetime | None
    store_server_id: int
    server_status: str
    #: whether the till that sold prints its receipts there
    is_own: bool

    @property
    def host_device_id(self) -> None:
        """It hangs on no till."""
        return

    @property
    def printer_id(self) -> None:
        """No other printer opens it."""
        return


def copy_printers(session: Session, receipt: Receipt) -> list[CopyPrinter]:
    """Where the copy can come out: the till's own printer first, then the others of its store, by one query."""
    own = select(Assignment.peripheral_id).where(
        Assignment.device_id == receipt.device_id, Assignment.role == Role.RECEIPT_PRINTER
    )
    is_own = Peripheral.id.in_(own)
    query: Any = (
        select(
            Peripheral.id,
            Peripheral.public_id,
            Peripheral.name,
            Peripheral.state,
            Peripheral.state_since,
            Peripheral.store_server_id,
            StoreServer.status,
            is_own,
        )
        .join(StoreServer, StoreServer.id == Peripheral.store_server_id)
        .where(
            Peripheral.kind == PeripheralKind.RECEIPT_PRINTER,
            Peripheral.deleted_at.is_(None),
            Peripheral.host_device_id.is_(None),
            StoreServer.deleted_at.is_(None),
            or_(StoreServer.store_id == receipt.store_id, is_own),
        )
        .order_by(is_own.desc(), Peripheral.name, Peripheral.id)
    )
    return [CopyPrinter._make(row) for row in session.execute(query)]


def why_not_there(session: Session, receipt: Receipt) -> Refusal | None:
    """Why the till's own printer prints no copy; None when it does."""
    try:
        assigned_printer(session, receipt.device, Role.RECEIPT_PRINTER)
    except Refusal as refusal:
        return refusal
    return None


def print_copy(session: Session, receipt: Receipt, printer: str, now: datetime) -> PrintJob:
    """Queue a copy on this printer (a public id), or on the till's own one where none is named.

    Raises Refusal at `printer`: `printer_gone`, or why the till's own printer prints none.
    """
    request = PrintRequest(str(uuid4()), Role.RECEIPT_PRINTER, _document(receipt))
    job = new_job(request, _chosen(session, receipt, printer), now, requested_by=actor_of(session).name)
    job.device = receipt.device
    session.add(job)
    facts = {"number": receipt.number, "printer": job.peripheral.name}
    record_event(session, "device.receipt_copied", receipt.device, now, **facts)
    return job


def _chosen(session: Session, receipt: Receipt, printer: str) -> Peripheral:
    """Looked up again: it may have been removed since the page was made."""
    offered = copy_printers(session, receipt)
    if not printer and (refusal := why_not_there(session, receipt)):
        raise Refusal(refusal.code, "printer", **refusal.facts)
    chosen = next((one for one in offered if one.public_id == printer or (not printer and one.is_own)), None)
    if chosen is None:
        raise Refusal("printer_gone", "printer")
    return session.get_one(Peripheral, chosen.id)


def _document(receipt: Receipt) -> dict[str, Any]:
    names = {
        "device": receipt.device.name,
        "store": {"name": receipt.store.name, "address": receipt.store.address},
        "employee": receipt.employee_name,
    }
    return {
        "kind": "receipt",
        "duplicate": True,
        "language": receipt.store.language,
        "receipt": body_of(receipt) | names,
    }
