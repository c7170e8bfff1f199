"""Printing a receipt again from the office, marked as a copy."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from domain.names import Role
from models import PrintJob, Receipt
from services.print_jobs import PrintRequest, request_print
from services.receipt_list import body_of


def print_copy(session: Session, receipt: Receipt, now: datetime) -> PrintJob:
    """Queue a copy on the receipt printer of the till that sold.

    Raises Refusal `role_unassigned` when that till has none.
    """
    document: dict[str, Any] = {
        "kind": "receipt",
        "duplicate": True,
        "language": receipt.store.language,
        "receipt": body_of(receipt)
        | {
            "device": receipt.device.name,
            "store": {"name": receipt.store.name, "address": receipt.store.address},
            "employee": receipt.employee_name,
        },
    }
    request = PrintRequest(str(uuid4()), Role.RECEIPT_PRINTER, document)
    job, _new = request_print(session, receipt.device, request, now)
    return job
