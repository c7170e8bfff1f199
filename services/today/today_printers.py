"""The printers and store servers of the start page: which cannot print, and which do not call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from domain.names import PeripheralKind, StoreServerStatus
from domain.opening import First, is_heard
from domain.peripheral_state import WORKING
from models import Peripheral, Store, StoreServer
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


def read_servers(session: Session) -> Rows:
    """The account's paired store servers."""
    return session.execute(_paired_servers()).all()


@cache
def _paired_servers() -> Any:
    query = (
        select(StoreServer.id, StoreServer.public_id, StoreServer.name, Store.name.label("store"))
        .join(Store, Store.id == StoreServer.store_id)
        .where(StoreServer.deleted_at.is_(None), StoreServer.status == StoreServerStatus.PAIRED)
    )
    return query.order_by(Store.id, StoreServer.id)


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
