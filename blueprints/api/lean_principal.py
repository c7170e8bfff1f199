"""The till that calls a hot route, and what it may do there; no ORM objects are made (DESIGN §7)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import request
from sqlalchemy import Connection, select

from blueprints.api.office import office
from blueprints.api.principals import token_sha256
from blueprints.api.problems import Problem
from domain.names import DeviceStatus
from domain.receipts import DEPOSIT_PERIOD
from models import StoreServer
from services.activation.activation import retire_old_secret
from services.tills.tills import CallingTill, find_till


@contextmanager
def reading() -> Iterator[Connection]:
    """A consistent view of the database: one snapshot for all queries, nothing written."""
    engine = office().engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        yield connection


def calling_till(connection: Connection, now: datetime, *, draining: bool = False) -> CallingTill:
    """The till at work that calls; the contact is noted.

    `draining`: a draining till may call this route too. Raises Problem token_missing, token_unknown,
    wrong_principal, device_inactive, device_draining, device_deleted.
    """
    till = _known_till(connection, now)
    if till.status == DeviceStatus.DELETED:
        raise Problem("device_deleted")
    if till.closed_since is not None:
        raise Problem("device_inactive")
    if till.is_draining and not draining:
        raise Problem("device_draining")
    return till


def depositing_till(connection: Connection, now: datetime) -> CallingTill:
    """The till that hands in its journal: also one that was deactivated or deleted, for 90 days.

    Raises Problem token_missing, token_unknown, wrong_principal; afterwards device_inactive, device_deleted.
    """
    till = _known_till(connection, now)
    if till.closed_since is not None and now > till.closed_since + DEPOSIT_PERIOD:
        raise Problem("device_deleted" if till.status == DeviceStatus.DELETED else "device_inactive")
    return till


def _known_till(connection: Connection, now: datetime) -> CallingTill:
    digest = token_sha256()
    till = find_till(connection, digest)
    if till is None:
        raise Problem("wrong_principal" if _is_store_server(connection, digest) else "token_unknown")
    if till.token_sha256 != digest:
        _retire_old_secret(connection, till, digest)
    request.environ["comptoir.who"] = till.device
    office().contacts.heard(f"device:{till.device_id}", now, request.remote_addr)
    return till


def _retire_old_secret(connection: Connection, till: CallingTill, digest: str) -> None:
    """The next secret is used for the first time: that ends the old one, even if the call is refused."""
    connection.rollback()  # only read so far; the view that follows shows what was written
    with office().writing() as session:
        retire_old_secret(session, till.generation_id, digest)


def _is_store_server(connection: Connection, digest: str) -> bool:
    return connection.scalar(select(StoreServer.id).where(StoreServer.token_sha256 == digest)) is not None
