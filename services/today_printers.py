"""The printers and store servers of the start page: which cannot print, and which do not call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.names import PeripheralKind, StoreServerStatus
from domain.opening import is_heard
from domain.peripheral_state import WORKING, Box, shown_state
from models import Peripheral, Store, StoreServer
from services.contacts import Contact

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

    @property
    def is_stop(self) -> bool:
        """Whether nothing comes out of it now."""
        return self.state not in WORKING


@dataclass(frozen=True)
class SilentServer:
    """A store server that should call and does not."""

    public_id: str
    name: str
    store: str
    heard: datetime | None


def count_printers(session: Session) -> int:
    """How many printers the account has."""
    query = select(func.count(Peripheral.id))
    return session.scalar(query.where(Peripheral.kind.in_(PRINTERS), Peripheral.deleted_at.is_(None))) or 0


def read_faulty(session: Session) -> Rows:
    """The account's printers that were last reported with a fault."""
    query = select(
        Peripheral.public_id,
        Peripheral.name,
        Peripheral.state,
        Peripheral.state_since,
        Peripheral.store_server_id,
    ).where(Peripheral.kind.in_(PRINTERS), Peripheral.state.in_(FAULTS), Peripheral.deleted_at.is_(None))
    return session.execute(query.order_by(Peripheral.name)).all()


def read_servers(session: Session) -> Rows:
    """The account's store servers."""
    query = (
        select(
            StoreServer.id,
            StoreServer.public_id,
            StoreServer.name,
            StoreServer.status,
            Store.name.label("store"),
        )
        .join(Store, Store.id == StoreServer.store_id)
        .where(StoreServer.deleted_at.is_(None))
    )
    return session.execute(query.order_by(Store.id, StoreServer.id)).all()


def list_faults(
    printers: Rows,
    servers: Rows,
    heard: Heard,
    now: datetime,
) -> list[Fault]:
    """Printers that somebody has to do something about."""
    boxes = {row.id: Box(row.status, _heard(heard, row.id)) for row in servers}
    states = [(row, shown_state(row.state, boxes.get(row.store_server_id), now)) for row in printers]
    return [
        Fault(row.public_id, row.name, state, row.state_since) for row, state in states if state in FAULTS
    ]


def list_silent(servers: Rows, heard: Heard, now: datetime) -> list[SilentServer]:
    """Paired store servers that should call and do not."""
    return [
        SilentServer(row.public_id, row.name, row.store, _heard(heard, row.id))
        for row in servers
        if row.status == StoreServerStatus.PAIRED and not is_heard(_heard(heard, row.id), now)
    ]


def _heard(heard: Heard, server_id: int) -> datetime | None:
    contact = heard.get(f"store_server:{server_id}")
    return contact.at if contact else None
