"""What store servers found in their shops: offered, added, or said to be not ours."""

from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from domain.connections import TypedConnection, Way, address_of
from domain.discoveries import (
    OFFERED_FOR,
    proposed_profile,
    proposed_width,
)
from domain.names import PeripheralKind
from models import Discovery, Peripheral, Store, StoreServer
from services.history.events import record_event
from services.peripherals.peripherals import PeripheralFields, add_peripheral
from services.store_servers.discovery_reports import learn_identity


class Seen(Protocol):
    """What a box saw of a thing in its shop."""

    @property
    def kind_guess(self) -> str: ...

    @property
    def connection(self) -> dict[str, Any]: ...

    @property
    def make(self) -> str: ...

    @property
    def model(self) -> str: ...


class Found(NamedTuple):
    """A found thing as lists show it."""

    public_id: str
    kind_guess: str
    connection: dict[str, Any]
    make: str
    model: str
    serial: str | None
    mac: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    ignored_at: datetime | None
    #: the box that found it, by public id and name
    server_id: str
    server: str
    store: str
    timezone: str


def list_discoveries(
    session: Session, now: datetime, *, server: StoreServer | None = None, ignored: bool = False
) -> list[Found]:
    """What the boxes found and nobody added yet, the newest first, by one query; or what is not ours."""
    query = (
        select(
            *(getattr(Discovery, name) for name in Found._fields[:10]),
            StoreServer.public_id,
            StoreServer.name,
            Store.name,
            Store.timezone,
        )
        .join(Discovery.store_server)
        .join(StoreServer.store)
        .outerjoin(Discovery.peripheral)
        .where(_is_offered(now, ignored), StoreServer.deleted_at.is_(None))
        .order_by(Discovery.first_seen_at.desc(), Discovery.id.desc())
    )
    if server is not None:
        query = query.where(Discovery.store_server_id == server.id)
    return [Found._make(row) for row in session.execute(query)]


def find_discovery(session: Session, public_id: str) -> Discovery | None:
    """A thing that a store server of the account found, whatever became of it."""
    return session.scalars(select(Discovery).where(Discovery.public_id == public_id)).first()


def can_add_at_once(discovery: Seen) -> bool:
    """Whether nothing needs to be asked: a receipt printer in the network."""
    way = discovery.connection.get("type")
    return discovery.kind_guess == PeripheralKind.RECEIPT_PRINTER and way == Way.NETWORK


def add_discovery(session: Session, discovery: Discovery, name: str, now: datetime) -> Peripheral:
    """Make a found receipt printer a peripheral of the account; the same one when somebody did already.

    `name` is made unlike the others by a number. Raises Refusal as services.peripherals.peripherals.add_peripheral.
    """
    # of two people who add it at once, the second one waits here
    session.refresh(discovery, with_for_update=True)
    if discovery.peripheral is not None and discovery.peripheral.deleted_at is None:
        return discovery.peripheral
    connection = discovery.connection
    fields = PeripheralFields(
        name=_free_name(session, name),
        kind=PeripheralKind(discovery.kind_guess),
        typed=TypedConnection(str(connection["type"]), host=connection["host"], port=connection["port"]),
        store_server=discovery.store_server,
        profile=proposed_profile(discovery.model),
        paper_width=proposed_width(discovery.model),
    )
    peripheral = add_peripheral(session, fields, now)
    adopt_discovery(discovery, peripheral)
    return peripheral


def adopt_discovery(discovery: Discovery, peripheral: Peripheral) -> None:
    """The peripheral is this found thing: it has its identity, and is offered no more."""
    learn_identity(peripheral, discovery)
    discovery.peripheral = peripheral
    discovery.ignored_at = None


def ignore_discovery(session: Session, discovery: Discovery, now: datetime) -> None:
    """It belongs to somebody else, or to nobody: do not offer it again. Repeating changes nothing."""
    if discovery.ignored_at is None:
        discovery.ignored_at = now
        record_event(
            session, "store_server.found_ignored", discovery.store_server, now, **facts_of(discovery)
        )


def offer_again(session: Session, discovery: Discovery, now: datetime) -> None:
    """It is ours after all. Repeating changes nothing."""
    if discovery.ignored_at is not None:
        discovery.ignored_at = None
        record_event(
            session, "store_server.found_offered", discovery.store_server, now, **facts_of(discovery)
        )


def facts_of(discovery: Discovery) -> dict[str, object]:
    """A found thing as the history tells it."""
    return {
        "kind": discovery.kind_guess,
        "make": discovery.make,
        "model": discovery.model,
        "address": address_of(discovery.connection),
    }


def _is_offered(now: datetime, ignored: bool) -> ColumnElement[bool]:
    nobodys = or_(Discovery.peripheral_id.is_(None), Peripheral.deleted_at.is_not(None))
    if ignored:
        return Discovery.ignored_at.is_not(None) & nobodys
    return Discovery.ignored_at.is_(None) & nobodys & (Discovery.last_seen_at >= now - OFFERED_FOR)


def _free_name(session: Session, name: str) -> str:
    """The name, with a number behind it where another peripheral is called so."""
    start = name[:74].strip()
    query = select(Peripheral.name).where(
        Peripheral.deleted_at.is_(None), Peripheral.name.startswith(start, autoescape=True)
    )
    taken = set(session.scalars(query))
    wanted, number = name, 1
    while wanted in taken:
        number += 1
        wanted = f"{start} {number}"
    return wanted
