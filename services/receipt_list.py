"""Receipts as the office reads them: searched, filtered, a page at a time; and one whole."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from models import Device, Receipt, Store

PAGE = 50


@dataclass(frozen=True)
class ReceiptFilter:
    """What the reader looks for; days are days on the wall of `timezone`. Empty fields filter nothing."""

    word: str = ""
    device: str = ""
    store: str = ""
    kind: str = ""
    first_day: date | None = None
    last_day: date | None = None
    timezone: str = "UTC"


@dataclass(frozen=True)
class ReceiptPage:
    """One page of the list, newest first."""

    receipts: list[Receipt]
    total: int
    page: int
    pages: int


def list_receipts(session: Session, wanted: ReceiptFilter, page: int = 1) -> ReceiptPage:
    """The account's receipts, newest first."""
    query = _matching(wanted)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = session.scalars(
        query.options(joinedload(Receipt.device), joinedload(Receipt.store))
        .order_by(Receipt.closed_at.desc(), Receipt.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return ReceiptPage(list(rows), total, page, pages)


def find_receipt(session: Session, public_id: str) -> Receipt | None:
    """One receipt with its device, store, generation and journal entry."""
    return session.scalars(
        select(Receipt)
        .options(
            joinedload(Receipt.device),
            joinedload(Receipt.store),
            joinedload(Receipt.generation),
            joinedload(Receipt.entry),
        )
        .where(Receipt.public_id == public_id)
    ).first()


def body_of(receipt: Receipt) -> dict[str, Any]:
    """What the till wrote, word for word (PROTOCOL §5, receipt)."""
    body: dict[str, Any] = json.loads(receipt.entry.body)
    return body


def devices_with_receipts(session: Session) -> list[Device]:
    """Devices for the filter, deleted ones too: their receipts stay under their name (B16)."""
    return list(session.scalars(select(Device).order_by(Device.name, Device.id)))


def _matching(wanted: ReceiptFilter) -> Select[Receipt]:
    query = select(Receipt)
    if wanted.word.strip():
        query = query.where(Receipt.number.contains(wanted.word.strip(), autoescape=True))
    if wanted.device:
        query = query.join(Receipt.device).where(Device.public_id == wanted.device)
    if wanted.store:
        query = query.join(Receipt.store).where(Store.public_id == wanted.store)
    if wanted.kind:
        query = query.where(Receipt.kind == wanted.kind)
    if wanted.first_day:
        query = query.where(Receipt.closed_at >= _midnight(wanted.first_day, wanted.timezone))
    if wanted.last_day:
        query = query.where(
            Receipt.closed_at < _midnight(wanted.last_day + timedelta(days=1), wanted.timezone)
        )
    return query


def _midnight(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(timezone))
