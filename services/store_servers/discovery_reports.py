"""What a store server finds in its shop: kept, known again, followed to another address."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.discoveries import KEPT_FOR, MOST_KEPT, SEEN_AGAIN_AFTER, Found
from domain.recognition import Standing, recognize
from models import Discovery, Peripheral, StoreServer
from services.peripherals.peripherals import move_peripheral


def record_discoveries(session: Session, server: StoreServer, found: Iterable[Found], now: datetime) -> None:
    """Keep what the box sees, follow peripherals that have another address, and learn who stands where.

    Idempotent: saying the same again only moves `last_seen_at`, and that not each time.
    """
    # a box that asks again before it was answered waits here; whoever adds what it found does not
    session.refresh(server, with_for_update={"key_share": True, "of": StoreServer})
    things = list({thing.key: thing for thing in found}.values())
    peripherals = _peripherals_around(session, server)
    recognition = recognize(things, [_standing(one, server) for one in peripherals.values()])
    for peripheral_id, connection in recognition.moves.items():
        move_peripheral(session, peripherals[peripheral_id], connection, now)
    for peripheral_id, thing in recognition.lessons.items():
        learn_identity(peripherals[peripheral_id], thing)
    kept = _rows_of(session, server)
    for thing in things:
        _keep(session, server, kept, thing, recognition.known.get(thing.key), now)
    _forget(session, kept.values(), now)


def learn_identity(peripheral: Peripheral, known: Found | Discovery) -> None:
    """Take over what is known of a thing, where nobody said otherwise."""
    for name in ("mac", "serial", "make", "model"):
        if not getattr(peripheral, name) and getattr(known, name):
            setattr(peripheral, name, getattr(known, name))


def _peripherals_around(session: Session, server: StoreServer) -> dict[int, Peripheral]:
    """What this box drives, and what else stands in its store."""
    query = select(Peripheral).where(
        or_(Peripheral.store_server_id == server.id, Peripheral.store_id == server.store_id),
        Peripheral.deleted_at.is_(None),
    )
    return {one.id: one for one in session.scalars(query.order_by(Peripheral.id))}


def _standing(one: Peripheral, server: StoreServer) -> Standing:
    driven = one.store_server_id == server.id
    return Standing(one.id, one.kind, one.connection, one.mac, one.serial, driven)


def _rows_of(session: Session, server: StoreServer) -> dict[str, Discovery]:
    rows = session.scalars(select(Discovery).where(Discovery.store_server_id == server.id))
    return {row.key: row for row in rows}


def _keep(
    session: Session,
    server: StoreServer,
    kept: dict[str, Discovery],
    thing: Found,
    peripheral_id: int | None,
    now: datetime,
) -> None:
    row = kept.get(thing.key)
    if row is None:
        row = kept[thing.key] = Discovery(
            store_server_id=server.id, key=thing.key, first_seen_at=now, last_seen_at=now
        )
        session.add(row)
    elif _is_another(row, thing):
        row.first_seen_at, row.ignored_at = now, None
    for name, value in _columns(thing, peripheral_id).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    if now - row.last_seen_at >= SEEN_AGAIN_AFTER:
        row.last_seen_at = now


def _columns(thing: Found, peripheral_id: int | None) -> dict[str, object]:
    return {
        "kind_guess": thing.kind,
        "connection": thing.connection,
        "make": thing.make,
        "model": thing.model,
        "serial": thing.serial,
        "mac": thing.mac,
        "peripheral_id": peripheral_id,
    }


def _is_another(row: Discovery, thing: Found) -> bool:
    """A box may name things by their address: under the same key stands another thing now."""
    return any(
        known and new and known != new for known, new in ((row.mac, thing.mac), (row.serial, thing.serial))
    )


def _forget(session: Session, rows: Iterable[Discovery], now: datetime) -> None:
    """Nobody wants to know of things that were there once, nor of more than a shop can hold."""
    things = sorted((row for row in rows if row.ignored_at is None), key=lambda row: row.last_seen_at)
    surplus = max(0, len(things) - MOST_KEPT)
    for place, row in enumerate(things):
        if place < surplus or now - row.last_seen_at > KEPT_FOR:
            session.delete(row)
