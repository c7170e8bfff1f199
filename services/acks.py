"""What tills say they have: only that moves the back office's picture, and only that closes an order."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import Stream
from domain.streams import Cursor
from models import StreamAck, SyncOrder
from services.tills import CallingTill


@dataclass(frozen=True)
class Applied:
    """What a till applied of a stream, and what of it failed."""

    cursor: Cursor
    applied_at: datetime
    applied: int = 0
    failed: list[dict[str, Any]] = field(default_factory=list)


def acknowledge(session: Session, till: CallingTill, stream: Stream, has: Applied, now: datetime) -> None:
    """Note what the till has. An answer that was overtaken by a newer one on its way changes nothing."""
    ack = session.get(StreamAck, (till.generation_id, stream))
    if ack is None:
        ack = StreamAck(account_id=till.account_id, generation_id=till.generation_id, stream=stream)
        session.add(ack)
    elif has.applied_at < ack.applied_at and ack.cursor.startswith(f"{has.cursor.epoch}."):
        return
    ack.cursor, ack.applied_at, ack.acked_at = str(has.cursor), has.applied_at, now
    ack.applied, ack.failed = has.applied, has.failed


def close_order(session: Session, till: CallingTill, stream: Stream, order_id: str, now: datetime) -> None:
    """The till did what was ordered; saying so twice, or of an order long gone, is harmless."""
    order = session.scalars(
        select(SyncOrder).where(
            SyncOrder.public_id == order_id,
            SyncOrder.device_id == till.device_id,
            SyncOrder.stream == stream,
            SyncOrder.closed_at.is_(None),
        )
    ).first()
    if order is not None:
        order.closed_at = now
