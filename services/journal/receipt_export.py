"""Receipts for files, oldest first, a portion at a time from where the last one ended: memory stays as it is."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

from models import Receipt
from services.journal.receipt_list import COLUMNS, ReceiptFilter, ReceiptRow, matching

PORTION = 1000


def read_receipts(session: Session, wanted: ReceiptFilter) -> Iterator[ReceiptRow]:
    """Everything that fits; what arrives meanwhile comes along or not, and nothing comes twice."""
    query: Any = matching(wanted).with_only_columns(*COLUMNS, Receipt.id)
    query = query.join(Receipt.device).join(Receipt.store)
    query = query.order_by(Receipt.closed_at, Receipt.id).limit(PORTION)
    portion = session.execute(query).all()
    while portion:
        for row in portion:
            yield ReceiptRow(*row[:-1])
        if len(portion) < PORTION:
            return
        last = portion[-1]
        behind = and_(Receipt.closed_at == last.closed_at, Receipt.id > last.id)
        portion = session.execute(query.where(or_(Receipt.closed_at > last.closed_at, behind))).all()
