"""Receipts as people read them in the list, made from the journal entries that tills deposit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from domain.journal import EntryKind
from domain.receipts import Flag, ReceiptFacts, corrected_time, flags_of_receipt
from models import Employee, JournalEntry, Product, Store, device_store
from services.projection import in_portions
from services.tills import CallingTill


class Surroundings:
    """What the office knows of the goods, people and shifts that some receipts of a till name."""

    def __init__(self, connection: Connection, till: CallingTill, receipts: Sequence[ReceiptFacts]) -> None:
        self.known_products = _known_products(connection, till, receipts)
        self.employees = _names_of_employees(connection, till, receipts)
        self.closed_shifts = _closed_shifts(connection, till, receipts)
        self.stores = _served_stores(connection, till, receipts)

    def close_shift(self, shift_id: str, n: int) -> None:
        """A shift closed in the same upload."""
        self.closed_shifts[shift_id] = min(n, self.closed_shifts.get(shift_id, n))

    def flags_of(self, receipt: ReceiptFacts, n: int, received_at: datetime) -> list[Flag]:
        """What is odd about a receipt with this number in the journal.

        A shift counts as closed when it was closed before the sale: one that only arrives late is in order.
        """
        closed_at = self.closed_shifts.get(receipt.shift_id or "")
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


def _names_of_employees(
    connection: Connection, till: CallingTill, receipts: Sequence[ReceiptFacts]
) -> dict[str, str]:
    named = {receipt.employee_id for receipt in receipts if receipt.employee_id}
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


def _closed_shifts(
    connection: Connection, till: CallingTill, receipts: Sequence[ReceiptFacts]
) -> dict[str, int]:
    """Where in the journal each named shift was closed."""
    named = {receipt.shift_id for receipt in receipts if receipt.shift_id}
    if not named:
        return {}
    query = (
        select(JournalEntry.shift_id, func.min(JournalEntry.n))
        .where(
            JournalEntry.generation_id == till.generation_id,
            JournalEntry.shift_id.in_(named),
            JournalEntry.kind == EntryKind.SHIFT_CLOSE,
        )
        .group_by(JournalEntry.shift_id)
    )
    return {str(shift_id): n for shift_id, n in connection.execute(query)}
