"""Sync orders: somebody presses "Update now" and the till's next poll brings it, without waiting for its rules.

A stream whose rule says never is off, and no order switches it on (docs/decisions/0016).

When a till was told of its orders is noted in the book of contacts (`told:<device>`), for a poll writes nothing
that lasts; the order itself keeps that moment once the till has done it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import String, bindparam, insert, select, update
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, Stream
from domain.sync_orders import LIFETIME, SETTLED, OrderCourse, OrderState, can_run, state_of_order
from models import Device, Store, SyncOrder, new_public_id
from models.scope import account_of, actor_of
from services.publication.heads import lock_account
from services.publication.projection import in_portions
from services.sync_rules.rules_in_force import find_off
from services.tills.contacts import Contact, Contacts


@dataclass(frozen=True)
class Ordered:
    """What came of pressing "Update now": what is watched together, what is new, what stood already.

    `tills`: how many are told something new. `off`: on how many of them each stream was left out, because its
    rule says never.
    """

    batch: str
    made: int
    stood: int
    tills: int = 0
    off: Mapping[Stream, int] = field(default_factory=dict)


class OrderRow(NamedTuple):
    """An order as people watch it."""

    public_id: str
    stream: str
    device_key: int
    device_id: str
    device: str
    store: str
    timezone: str
    ordered_by: str
    withdrawn_by: str | None
    state: OrderState
    created_at: datetime
    taken_at: datetime | None
    closed_at: datetime | None
    expires_at: datetime
    #: how many things the till could not use
    failed: int

    @property
    def is_settled(self) -> bool:
        """Whether nothing happens to it any more."""
        return self.state in SETTLED


def told_key(device_id: int) -> str:
    """Under which name the book of contacts has when a till was last told of orders."""
    return f"told:{device_id}"


def order_sync(session: Session, device: Device, streams: Iterable[Stream], now: datetime) -> list[SyncOrder]:
    """Have a device run these streams at its next poll; an order that is still open serves again.

    Returns the open orders of these streams.
    """
    wanted = set(streams)
    order_many(session, [device], wanted, now)
    return [order for order in find_open_orders(session, device, now) if order.stream in wanted]


def order_many(
    session: Session, devices: Collection[Device], streams: Collection[Stream], now: datetime
) -> Ordered:
    """Have all of these devices run these streams; pressing twice orders nothing twice.

    What stands already keeps its batch. When all of it does, that batch is the answer.
    Where a rule says never, nothing is ordered: `off` says of which stream on how many tills.
    """
    if not devices:
        return Ordered("", 0, 0)
    account_id = next(iter(devices)).account_id
    lock_account(session.connection(), account_id)
    wanted, off = _without_off(session, account_id, _runnable(devices, streams))
    standing = _standing(session, {device.id for device in devices}, now)
    new = [key for key in wanted if key not in standing]
    stood = [standing[key] for key in wanted if key in standing]
    if not new:
        return Ordered(max(stood)[1] if stood else "", 0, len(stood), 0, off)
    batch = new_public_id()
    shared = {
        "account_id": account_id,
        "ordered_by": actor_of(session).name,
        "batch": batch,
        "created_at": now,
        "expires_at": now + LIFETIME,
    }
    session.execute(insert(SyncOrder), [shared | {"device_id": key, "stream": stream} for key, stream in new])
    return Ordered(batch, len(new), len(stood), len({key for key, _stream in new}), off)


def find_tills(session: Session, *, store: str = "", devices: Collection[str] | None = None) -> list[Device]:
    """The running tills that an order is for: those named, or all of a store, or all."""
    query = select(Device).where(Device.status.in_((DeviceStatus.ACTIVATED, DeviceStatus.DRAINING)))
    if store:
        query = query.where(Device.store_id.in_(select(Store.id).where(Store.public_id == store)))
    if devices is not None:
        query = query.where(Device.public_id.in_(list(devices)[:1000]))
    return list(session.scalars(query.order_by(Device.store_id, Device.number)))


def find_open_orders(session: Session, device: Device, now: datetime) -> list[SyncOrder]:
    """The orders of a device that its till has not answered yet."""
    query = select(SyncOrder).where(
        SyncOrder.device_id == device.id, SyncOrder.closed_at.is_(None), SyncOrder.expires_at > now
    )
    return list(session.scalars(query.order_by(SyncOrder.id)))


def read_batch(session: Session, batch: str, contacts: Contacts, now: datetime) -> list[OrderRow]:
    """Everything that was ordered in one go, by store, till and stream; empty when there is no such batch."""
    rows = session.execute(_of_batch(), {"batch": batch}).all() if batch else []
    return order_rows(rows, contacts, now)


def order_rows(rows: Collection[Any], contacts: Contacts, now: datetime) -> list[OrderRow]:
    """Rows of `order_query` with how far each order has come."""
    told = contacts.last({told_key(row.device_key) for row in rows if row.closed_at is None})
    return [_order_row(row, told.get(told_key(row.device_key)), now) for row in rows]


def withdraw_orders(session: Session, batch: str, now: datetime, order: str = "") -> int:
    """Take back what of a batch, or one order of it, no till has done yet; returns how many."""
    still_open = [SyncOrder.batch == batch, SyncOrder.closed_at.is_(None), SyncOrder.expires_at > now]
    if order:
        still_open.append(SyncOrder.public_id == order)
    values = {"closed_at": now, "withdrawn_by": actor_of(session).name}
    still_open.append(SyncOrder.account_id == account_of(session))
    done = session.execute(
        update(SyncOrder).where(*still_open).values(values).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def order_query() -> Any:
    """Orders with the names that people know."""
    return (
        select(
            SyncOrder.public_id,
            SyncOrder.stream,
            SyncOrder.device_id.label("device_key"),
            Device.public_id.label("device_id"),
            Device.name.label("device"),
            Store.name.label("store"),
            Store.timezone,
            SyncOrder.ordered_by,
            SyncOrder.withdrawn_by,
            SyncOrder.created_at,
            SyncOrder.taken_at,
            SyncOrder.closed_at,
            SyncOrder.expires_at,
            SyncOrder.failed,
        )
        .join(Device, Device.id == SyncOrder.device_id)
        .join(Store, Store.id == Device.store_id)
    )


@cache
def _of_batch() -> Any:
    of_batch = SyncOrder.batch == bindparam("batch", type_=String)
    return order_query().where(of_batch).order_by(Store.name, Device.number, SyncOrder.id)


def _runnable(devices: Collection[Device], streams: Collection[Stream]) -> list[tuple[int, Stream]]:
    """What these tills can be told to run."""
    return [
        (device.id, stream)
        for device in devices
        for stream in Stream
        if stream in streams and can_run(device.status, stream)
    ]


def _without_off(
    session: Session, account_id: int, wanted: list[tuple[int, Stream]]
) -> tuple[list[tuple[int, Stream]], Counter[Stream]]:
    """What of it no rule switches off, and on how many tills each other stream is off."""
    session.flush()
    off = find_off(session.connection(), account_id, {device_id for device_id, _stream in wanted})
    return [key for key in wanted if key not in off], Counter(key[1] for key in wanted if key in off)


def _standing(
    session: Session, device_ids: set[int], now: datetime
) -> dict[tuple[int, Stream], tuple[int, str]]:
    """Open orders: (device, stream) → key and batch."""
    query = select(SyncOrder.id, SyncOrder.device_id, SyncOrder.stream, SyncOrder.batch)
    query = query.where(SyncOrder.closed_at.is_(None), SyncOrder.expires_at > now)
    return {
        (row.device_id, Stream(row.stream)): (row.id, row.batch)
        for portion in in_portions(device_ids)
        for row in session.execute(query.where(SyncOrder.device_id.in_(portion)))
    }


def _order_row(row: Any, told: Contact | None, now: datetime) -> OrderRow:
    course = OrderCourse(
        created_at=row.created_at,
        expires_at=row.expires_at,
        told_at=told.at if told else None,
        taken_at=row.taken_at,
        closed_at=row.closed_at,
        is_withdrawn=row.withdrawn_by is not None,
    )
    return OrderRow(
        public_id=row.public_id,
        stream=row.stream,
        device_key=row.device_key,
        device_id=row.device_id,
        device=row.device,
        store=row.store,
        timezone=row.timezone,
        ordered_by=row.ordered_by,
        withdrawn_by=row.withdrawn_by,
        state=state_of_order(course, now),
        created_at=row.created_at,
        taken_at=course.taken,
        closed_at=row.closed_at,
        expires_at=row.expires_at,
        failed=row.failed,
    )
