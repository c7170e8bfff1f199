"""The printers and store servers of the start page: which cannot print, which do not call, whose payments wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from domain.names import PeripheralKind, StoreServerStatus
from domain.opening import First, is_heard
from domain.payments_in_doubt import Standing
from domain.peripheral_state import WORKING
from models import PaymentInDoubt, Peripheral, Store, StoreServer
from services.peripherals.unconfirmed_printing import BLIND
from services.tills.contacts import Contact

PRINTERS = (PeripheralKind.RECEIPT_PRINTER, PeripheralKind.PAGE_PRINTER)
#: a reported state that an owner has to do something about
FAULTS = frozenset({"offline", "paper_out", "paper_low", "cover_open", "mute", "unreachable"})
Heard = dict[str, Contact]
#: light rows of a query, by column name
Rows = Sequence[Any]


@dataclass(frozen=True)
class Fault:
    """A printer that cannot print, or soon cannot."""

    public_id: str
    name: str
    state: str
    since: datetime | None


@dataclass(frozen=True)
class Faults(First[Fault]):
    """The first faults, and whether nothing comes out of any of the printers now."""

    has_stop: bool = False


@dataclass(frozen=True)
class SilentServer:
    """A store server that should call and does not."""

    public_id: str
    name: str
    store: str
    heard: datetime | None


@dataclass(frozen=True)
class OpenPayment:
    """A card payment of which nobody knows whether it was paid."""

    public_id: str
    terminal: str
    amount: int
    currency: str
    asked_at: datetime


@dataclass(frozen=True)
class Servers:
    """The paired store servers, and the payments that any of them, also one that is gone, left in doubt."""

    paired: Rows
    payments: list[OpenPayment]


def read_servers(session: Session) -> Servers:
    """The account's paired store servers, with what they wait for people to say; one query."""
    rows = session.execute(_servers()).all()
    paired = {row.id: row for row in reversed(rows) if row.is_paired}
    payments = [
        OpenPayment(row.payment, row.terminal, row.amount, row.currency, row.asked_at)
        for row in rows
        if row.payment is not None
    ]
    servers = [row for row in rows if paired.get(row.id) is row]
    return Servers(servers, sorted(payments, key=lambda one: one.asked_at))


@cache
def _servers() -> Any:
    is_paired = and_(StoreServer.deleted_at.is_(None), StoreServer.status == StoreServerStatus.PAIRED)
    is_open = and_(PaymentInDoubt.store_server_id == StoreServer.id, PaymentInDoubt.standing == Standing.OPEN)
    query = (
        select(
            StoreServer.id,
            StoreServer.public_id,
            StoreServer.name,
            Store.name.label("store"),
            is_paired.label("is_paired"),
            PaymentInDoubt.public_id.label("payment"),
            func.coalesce(Peripheral.name, PaymentInDoubt.terminal).label("terminal"),
            PaymentInDoubt.amount,
            PaymentInDoubt.currency,
            PaymentInDoubt.asked_at,
        )
        .join(Store, Store.id == StoreServer.store_id)
        .outerjoin(PaymentInDoubt, is_open)
        .outerjoin(Peripheral, Peripheral.id == PaymentInDoubt.peripheral_id)
        .where(or_(is_paired, PaymentInDoubt.id.is_not(None)))
    )
    return query.order_by(Store.id, StoreServer.id, PaymentInDoubt.id)


def list_there(servers: Rows, heard: Heard, now: datetime) -> list[int]:
    """The store servers that called lately: what the others said of their printers is old."""
    return [row.id for row in servers if is_heard(_heard(heard, row.id), now)]


def read_faults(session: Session, there: list[int], shown: int) -> Faults:
    """Printers that somebody has to do something about, by name; only a store server that is there is believed."""
    rows = session.execute(_first_faults().limit(shown), {"there": there}).all()
    first = [Fault(row.public_id, row.name, row.state, row.state_since) for row in rows]
    return Faults(first, rows[0].printers, rows[0].stops > 0) if rows else Faults([], 0)


@cache
def _first_faults() -> Any:
    stops = case((Peripheral.state.in_(WORKING), 0), else_=1)
    query = select(
        Peripheral.public_id,
        Peripheral.name,
        Peripheral.state,
        Peripheral.state_since,
        func.count().over().label("printers"),
        func.max(stops).over().label("stops"),
    ).where(
        Peripheral.kind.in_(PRINTERS),
        Peripheral.state.in_(FAULTS),
        ~and_(Peripheral.state == "mute", func.coalesce(Peripheral.confirm, "") == BLIND),
        Peripheral.deleted_at.is_(None),
        Peripheral.store_server_id.in_(bindparam("there", expanding=True)),
    )
    return query.order_by(Peripheral.name)


def list_silent(servers: Rows, heard: Heard, now: datetime) -> list[SilentServer]:
    """Paired store servers that should call and do not."""
    return [
        SilentServer(row.public_id, row.name, row.store, _heard(heard, row.id))
        for row in servers
        if not is_heard(_heard(heard, row.id), now)
    ]


def _heard(heard: Heard, server_id: int) -> datetime | None:
    contact = heard.get(f"store_server:{server_id}")
    return contact.at if contact else None
