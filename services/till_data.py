"""Which data a till has: for each stream what it acknowledged, and how much has changed since."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from domain.names import DOWN_STREAMS, Stream
from domain.streams import Head, has_expired, read_cursor
from models import Device, Generation, PublishedObject, StreamAck, StreamHead
from services.sync_orders import find_open_orders


@dataclass(frozen=True)
class TillData:
    """One stream on one till. `waiting` = changes it does not have yet; None before its first pull."""

    stream: Stream
    acked_at: datetime | None
    waiting: int | None
    is_ordered: bool


def list_till_data(session: Session, device: Device, now: datetime) -> list[TillData]:
    """What the newest generation of a device has, stream by stream."""
    ordered = {order.stream for order in find_open_orders(session, device, now)}
    acks = _acks(session, device)
    heads = _heads(session, device)
    return [
        TillData(
            stream=stream,
            acked_at=acks[stream].acked_at if stream in acks else None,
            waiting=_waiting(session, heads.get(stream), acks.get(stream)),
            is_ordered=stream in ordered,
        )
        for stream in DOWN_STREAMS
    ]


def _heads(session: Session, device: Device) -> dict[str, StreamHead]:
    here = or_(
        and_(StreamHead.stream == Stream.CONFIGURATION, StreamHead.device_id == device.id),
        and_(StreamHead.stream.in_((Stream.USERS, Stream.PRODUCTS)), StreamHead.store_id == device.store_id),
    )
    return {head.stream: head for head in session.scalars(select(StreamHead).where(here))}


def _acks(session: Session, device: Device) -> dict[str, StreamAck]:
    newest = (Generation.device_id == device.id, Generation.number == device.generation)
    query = select(StreamAck).join(Generation, Generation.id == StreamAck.generation_id).where(*newest)
    return {ack.stream: ack for ack in session.scalars(query)}


def _waiting(session: Session, head: StreamHead | None, ack: StreamAck | None) -> int | None:
    cursor = read_cursor(ack.cursor) if ack else None
    if head is None or cursor is None or has_expired(cursor, Head(head.epoch, head.seq, head.floor)):
        return None
    changed = (PublishedObject.head_id == head.id, PublishedObject.seq > cursor.seq)
    return session.scalar(select(func.count()).select_from(PublishedObject).where(*changed)) or 0
