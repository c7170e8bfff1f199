"""Sync orders: somebody presses "Update now" and the till's next poll brings it, whatever its rules say."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import Stream
from models import Device, SyncOrder
from models.scope import actor_of

LIFETIME = timedelta(hours=24)


def order_sync(session: Session, device: Device, streams: Iterable[Stream], now: datetime) -> list[SyncOrder]:
    """Have a device run these streams at its next poll; an order that is still open serves again.

    Returns the open orders of these streams.
    """
    open_orders = {order.stream: order for order in find_open_orders(session, device, now)}
    orders = []
    for stream in dict.fromkeys(streams):
        if stream not in open_orders:
            open_orders[stream] = SyncOrder(
                account_id=device.account_id,
                device=device,
                stream=stream,
                ordered_by=actor_of(session).name,
                created_at=now,
                expires_at=now + LIFETIME,
            )
            session.add(open_orders[stream])
        orders.append(open_orders[stream])
    session.flush()
    return orders


def find_open_orders(session: Session, device: Device, now: datetime) -> list[SyncOrder]:
    """The orders of a device that its till has not answered yet."""
    query = select(SyncOrder).where(
        SyncOrder.device_id == device.id, SyncOrder.closed_at.is_(None), SyncOrder.expires_at > now
    )
    return list(session.scalars(query.order_by(SyncOrder.id)))
