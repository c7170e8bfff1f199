"""Store servers: add, rename, unpair, find."""

from datetime import datetime
from functools import cache

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import Session

from domain.names import StoreServerStatus
from domain.text import required_name
from models import Peripheral, Store, StoreServer
from services.activation.codes import revoke_codes
from services.history.events import changes_between, record_event
from services.peripherals.peripheral_locks import hold_server_to_remove
from services.peripherals.peripherals import end_stand_in, facts_of


def add_store_server(session: Session, *, name: str, store: Store, now: datetime) -> StoreServer:
    """A new store server of a store, not paired yet. Raises Refusal required or too_long at `name`."""
    server = StoreServer(
        name=required_name(name, "name", 80),
        store=store,
        status=StoreServerStatus.NOT_PAIRED,
        status_since=now,
        created_at=now,
        health={},
    )
    session.add(server)
    record_event(session, "store_server.added", server, now, store=store.name)
    return server


def rename_store_server(session: Session, server: StoreServer, name: str, now: datetime) -> None:
    """Give it another name. Raises Refusal required or too_long at `name`."""
    name = required_name(name, "name", 80)
    if name != server.name:
        former, server.name = server.name, name
        record_event(session, "store_server.renamed", server, now, former=former)


def unpair_store_server(session: Session, server: StoreServer, now: datetime) -> None:
    """End the box's access; its peripherals and their assignments stay, for the next box."""
    revoke_codes(session, server, now)
    server.token_sha256 = None
    server.urls = []
    server.certificate_sha256 = None
    server.status = StoreServerStatus.INACTIVE
    server.status_since = now
    record_event(session, "store_server.unpaired", server, now)


def remove_store_server(session: Session, server: StoreServer, now: datetime) -> None:
    """Take a store server out of the account; what it drove stays, driven by none until another is chosen.

    When somebody else was faster, nothing is left to do.
    """
    driven = hold_server_to_remove(session, server)
    if server.deleted_at is not None:
        return
    unpair_store_server(session, server, now)
    for peripheral in driven:
        _let_go(session, peripheral, now)
    server.deleted_at = now
    record_event(session, "store_server.removed", server, now)


def _let_go(session: Session, peripheral: Peripheral, now: datetime) -> None:
    """Nobody drives it, so nobody prints in its place; its history says so."""
    before = facts_of(peripheral)
    peripheral.store_server = None
    changes = changes_between(before, facts_of(peripheral))
    record_event(session, "peripheral.edited", peripheral, now, changes=changes)
    end_stand_in(session, peripheral, now)


def driven_keys(session: Session, server: StoreServer, first: int, limit: int) -> list[int]:
    """The keys of the peripherals that it drives, by name: `limit` of them from `first` on."""
    page = {"server": server.id, "first": first, "limit": limit}
    return list(session.scalars(_driven(), page))


@cache
def _driven() -> Select[int]:
    server, first, limit = (bindparam(name, type_=Integer) for name in ("server", "first", "limit"))
    query = select(Peripheral.id).where(Peripheral.store_server_id == server, Peripheral.deleted_at.is_(None))
    return query.order_by(Peripheral.name, Peripheral.id).offset(first).limit(limit)


def list_store_servers(session: Session) -> list[StoreServer]:
    """All of the account, by name."""
    query = select(StoreServer).where(StoreServer.deleted_at.is_(None))
    return list(session.scalars(query.order_by(StoreServer.name, StoreServer.id)))


def find_store_server(session: Session, public_id: str) -> StoreServer | None:
    """One of the account's store servers."""
    return session.scalars(
        select(StoreServer).where(StoreServer.public_id == public_id, StoreServer.deleted_at.is_(None))
    ).first()
