"""Receipts as people read them in the list, made from the journal entries that tills deposit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Select, Table, or_, select

from domain.journal import Upload
from domain.receipts import Flag, ReceiptFacts, corrected_time, flags_of_receipt
from models import Employee, Product, Receipt, Store, device_store
from models.base import new_public_ids
from services.database.keys import listed, one_of
from services.database.whole_batches import Batches, Row
from services.journal.shifts import Shifts, employees_of_shifts
from services.tills.tills import CallingTill

_ROWS = Batches(
    cast(Table, Receipt.__table__), "public_id", "account_id", "journal_entry_id", "generation_id", "device_id",
    "store_id", "number", "kind", "refund_of", "device_closed_at", "closed_at", "received_at", "total", "currency",
    "lines", "employee_public_id", "employee_name", "shift_id", "flags", "to_review",
)  # fmt: skip


class Surroundings:
    """What the office knows of the goods, people and shifts that some entries of a till name."""

    def __init__(self, connection: Connection, till: CallingTill, uploads: Sequence[Upload]) -> None:
        receipts = [upload.receipt for upload in uploads if upload.receipt is not None]
        goods = {product_id for receipt in receipts for product_id in receipt.product_ids}
        self.known_products = _names(connection, till, Product, goods).keys()
        sellers = {receipt.employee_id for receipt in receipts if receipt.employee_id}
        self.employees = _names(connection, till, Employee, sellers | employees_of_shifts(uploads))
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


def write_receipts(
    connection: Connection,
    till: CallingTill,
    numbered: Iterable[tuple[int, Upload]],
    flags: Mapping[int, list[str]],
    surroundings: Surroundings,
    received_at: datetime,
) -> None:
    """A receipt for the list of each sale among these entries, which come with their keys."""
    sales = [(key, upload.receipt, upload.index) for key, upload in numbered if upload.receipt is not None]
    rows = [
        (public_id, *_receipt_row(till, key, receipt, flags[index], surroundings, received_at))
        for public_id, (key, receipt, index) in zip(new_public_ids(len(sales)), sales, strict=True)
    ]
    _ROWS.insert(connection, rows)


def _receipt_row(
    till: CallingTill,
    entry_key: int,
    receipt: ReceiptFacts,
    flags: list[str],
    surroundings: Surroundings,
    received_at: datetime,
) -> Row:
    """In the order of `_ROWS` after the public id, with the time corrected by what the till knew of its clock."""
    return (
        till.account_id,
        entry_key,
        till.generation_id,
        till.device_id,
        surroundings.stores.get(receipt.store_id or "", till.store_id),
        receipt.number,
        receipt.kind,
        receipt.refund_of,
        receipt.closed_at,
        corrected_time(receipt.closed_at, receipt.clock_offset_ms),
        received_at,
        receipt.total,
        receipt.currency,
        len(receipt.line_totals),
        receipt.employee_id,
        surroundings.employees.get(receipt.employee_id or ""),
        receipt.shift_id,
        flags,
        Flag.LATE in flags,
    )


@cache
def _called(dialect: str, model: Any) -> Select[Any]:
    """Goods or people by their ids, whosever: asked for one account's, SQLite reads through all that it has."""
    columns = (model.account_id, model.public_id, model.name)
    return select(*columns).where(one_of(dialect, model.public_id, "ids"))


def _names(connection: Connection, till: CallingTill, model: Any, ids: set[str]) -> dict[str, str]:
    """Of those that the till's account has; also of those deleted since, whom the till still had."""
    if not ids:
        return {}
    dialect = connection.dialect.name
    found = connection.execute(_called(dialect, model), {"ids": listed(dialect, ids)})
    return {public_id: name for account_id, public_id, name in found if account_id == till.account_id}


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
