"""Receipts as people read them in the list, made from the journal entries that tills deposit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from domain.journal import Upload
from domain.receipts import Flag, ReceiptFacts, corrected_time, flags_of_receipt
from models import Employee, Product, Store, device_store
from services.projection import in_portions
from services.shifts import Shifts, employees_of_shifts
from services.tills import CallingTill


class Surroundings:
    """What the office knows of the goods, people and shifts that some entries of a till name."""

    def __init__(self, connection: Connection, till: CallingTill, uploads: Sequence[Upload]) -> None:
        receipts = [upload.receipt for upload in uploads if upload.receipt is not None]
        self.known_products = _known_products(connection, till, receipts)
        named = {receipt.employee_id for receipt in receipts if receipt.employee_id}
        self.employees = _names_of_employees(connection, till, named | employees_of_shifts(uploads))
        self.shifts = Shifts(connection, till, uploads)
        self.stores = _served_stores(connection, till, receipts)

    def flags_of(self, receipt: ReceiptFacts, n: int, received_at: datetime) -> list[Flag]:
        """What is odd about a receipt with this number in the journal.

        A shift counts as closed when it was closed before the sale: one that only arrives late is in order.
        """
        closed_at = self.shifts.closed_at(receipt.shift_id)
        return flags_of_receipt(
            receipt,
            known_products=self.known_products,
            shift_closed=closed_at is not None and closed_at < n,
            received_at=received_at,
        )


def receipt_row(
    till: CallingTill,
    entry_key: int,
    receipt: ReceiptFacts,
    flags: list[str],
    surroundings: Surroundings,
    received_at: datetime,
) -> dict[str, Any]:
    """A receipt for the list, with the time corrected by what the till knew of its clock."""
    return {
        "account_id": till.account_id,
        "journal_entry_id": entry_key,
        "generation_id": till.generation_id,
        "device_id": till.device_id,
        "store_id": surroundings.stores.get(receipt.store_id or "", till.store_id),
        "number": receipt.number,
        "kind": receipt.kind,
        "refund_of": receipt.refund_of,
        "device_closed_at": receipt.closed_at,
        "closed_at": corrected_time(receipt.closed_at, receipt.clock_offset_ms),
        "received_at": received_at,
        "total": receipt.total,
        "currency": receipt.currency,
        "lines": len(receipt.line_totals),
        "employee_public_id": receipt.employee_id,
        "employee_name": surroundings.employees.get(receipt.employee_id or ""),
        "shift_id": receipt.shift_id,
        "flags": flags,
        "to_review": Flag.LATE in flags,
    }


def _known_products(connection: Connection, till: CallingTill, receipts: Sequence[ReceiptFacts]) -> set[str]:
    """Also those deleted since: they were sold when the till still had them."""
    named = {product_id for receipt in receipts for product_id in receipt.product_ids}
    query = select(Product.public_id).where(Product.account_id == till.account_id)
    known: set[str] = set()
    for portion in in_portions(named):
        known.update(connection.scalars(query.where(Product.public_id.in_(portion))))
    return known


def _names_of_employees(connection: Connection, till: CallingTill, named: set[str]) -> dict[str, str]:
    if not named:
        return {}
    query = select(Employee.public_id, Employee.name)
    rows = connection.execute(
        query.where(Employee.account_id == till.account_id, Employee.public_id.in_(named))
    )
    return {row.public_id: row.name for row in rows}


def _served_stores(
    connection: Connection, till: CallingTill, receipts: Sequence[ReceiptFacts]
) -> dict[str, int]:
    """The stores that receipts name, as far as the till serves them (C8): public id → key."""
    named = {receipt.store_id for receipt in receipts if receipt.store_id}
    if not named:
        return {}
    further = select(device_store.c.store_id).where(device_store.c.device_id == till.device_id)
    query = select(Store.public_id, Store.id).where(
        Store.account_id == till.account_id,
        Store.public_id.in_(named),
        or_(Store.id == till.store_id, Store.id.in_(further)),
    )
    return {row.public_id: row.id for row in connection.execute(query)}
