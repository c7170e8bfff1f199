"""Receipts as the office reads them: searched, filtered, a page at a time; and one whole."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, ScalarSelect, Select, Text, case, cast, func, select
from sqlalchemy.orm import Session, joinedload

from domain.wall_clock import midnight_of
from models import Device, Employee, Receipt, Store
from models.scope import account_of

PAGE = 50
#: what stands between the devices of a text, and between id and name: signs that no name has
_NEXT, _NAMED = "\x1e", "\x1f"
COLUMNS = (
    Receipt.public_id,
    Receipt.number,
    Receipt.closed_at,
    Receipt.kind,
    Receipt.employee_name,
    cast(Receipt.flags, Text).label("flags"),
    Receipt.total,
    Receipt.currency,
    Device.name.label("device_name"),
    Store.name.label("store_name"),
    Store.timezone,
)


@dataclass(frozen=True)
class ReceiptFilter:
    """What the reader looks for; days are days on the wall of `timezone`. Empty fields filter nothing."""

    word: str = ""
    device: str = ""
    store: str = ""
    kind: str = ""
    employee: str = ""
    flag: str = ""
    first_day: date | None = None
    last_day: date | None = None
    timezone: str = "UTC"


class ReceiptRow(NamedTuple):
    """A receipt in the list."""

    public_id: str
    number: str
    closed_at: datetime
    kind: str
    employee_name: str | None
    #: what is odd about it, as the database keeps it
    flags: str
    total: int
    currency: str
    device_name: str
    store_name: str
    timezone: str


@dataclass(frozen=True)
class ReceiptPage:
    """One page of the list, newest first."""

    receipts: list[ReceiptRow]
    total: int
    page: int
    pages: int


def list_receipts(session: Session, wanted: ReceiptFilter, page: int = 1) -> ReceiptPage:
    """The account's receipts, newest first."""
    query = matching(wanted)
    total = session.scalar(query.with_only_columns(func.count(Receipt.id))) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    shown: Any = query.with_only_columns(*COLUMNS).join(Receipt.device).join(Receipt.store)
    shown = shown.order_by(Receipt.closed_at.desc(), Receipt.id.desc())
    rows = session.execute(shown.limit(PAGE).offset((page - 1) * PAGE))
    return ReceiptPage([ReceiptRow(*row) for row in rows], total, page, pages)


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


def stores_with_receipts(session: Session) -> Sequence[Row[str, str, str]]:
    """(public_id, name, timezone) of stores for the filter, by name."""
    return session.execute(select(Store.public_id, Store.name, Store.timezone).order_by(Store.name)).all()


def devices_with_receipts(session: Session) -> str:
    """Devices for the filter by name, deleted ones too: their receipts stay under their name (B16).

    One text for the whole account, to be read by `named_devices`: five hundred rows take longer than the receipts.
    """
    named = select((Device.public_id + _NAMED + Device.name).label("named"))
    ours = named.where(Device.account_id == account_of(session))  # the guard of accounts looks at no subquery
    ordered = ours.order_by(Device.name, Device.id).subquery()
    return session.scalar(select(func.aggregate_strings(ordered.c.named, _NEXT))) or ""


def employees_with_receipts(session: Session) -> Sequence[Row[str, str]]:
    """(public_id, name) of employees for the filter, by name; those who left sold, too."""
    return session.execute(select(Employee.public_id, Employee.name).order_by(Employee.name)).all()


def find_sale_of(session: Session, receipt: Receipt) -> Receipt | None:
    """The sale that a refund says it takes back: the newest of that number, of its own store first."""
    if not receipt.refund_of:
        return None
    nearest = case((Receipt.store_id == receipt.store_id, 0), else_=1)
    query = select(Receipt).where(Receipt.number == receipt.refund_of, Receipt.id != receipt.id)
    return session.scalars(query.order_by(nearest, Receipt.id.desc()).limit(1)).first()


def find_refunds_of(session: Session, receipt: Receipt) -> Sequence[Receipt]:
    """The refunds that name this receipt."""
    query = select(Receipt).where(Receipt.refund_of == receipt.number, Receipt.id != receipt.id)
    return session.scalars(query.order_by(Receipt.id).limit(20)).all()


@lru_cache(maxsize=64)
def named_devices(text: str) -> tuple[tuple[str, str], ...]:
    """The (public_id, name) of each device in a text of `devices_with_receipts`."""
    pairs = (one.partition(_NAMED) for one in text.split(_NEXT) if one)
    return tuple((public_id, name) for public_id, _sign, name in pairs)


def matching(wanted: ReceiptFilter) -> Select[Any]:
    """The receipts that the reader looks for, in no order."""
    query: Select[Any] = select(Receipt)
    if wanted.word.strip():
        query = query.where(Receipt.number.contains(wanted.word.strip(), autoescape=True))
    if wanted.device:
        query = query.where(Receipt.device_id == _key(Device, wanted.device))
    if wanted.store:
        query = query.where(Receipt.store_id == _key(Store, wanted.store))
    if wanted.kind:
        query = query.where(Receipt.kind == wanted.kind)
    if wanted.employee:
        query = query.where(Receipt.employee_public_id == wanted.employee)
    if wanted.flag:
        query = query.where(cast(Receipt.flags, Text).contains(f'"{wanted.flag}"', autoescape=True))
    if wanted.first_day:
        query = query.where(Receipt.closed_at >= midnight_of(wanted.first_day, wanted.timezone))
    if wanted.last_day:
        query = query.where(
            Receipt.closed_at < midnight_of(wanted.last_day + timedelta(days=1), wanted.timezone)
        )
    return query


def _key(kind: type[Device] | type[Store], public_id: str) -> ScalarSelect[int]:
    """Of the one thing with this id: for a list of keys SQLite would not use the index."""
    return select(kind.id).where(kind.public_id == public_id).scalar_subquery()
