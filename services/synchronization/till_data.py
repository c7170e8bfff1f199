"""Which data a till has: for each stream what it acknowledged, and how much has changed since."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from domain.names import DOWN_STREAMS, Stream
from domain.streams import Head, has_expired, read_cursor
from models import Device, Generation, PublishedObject, StreamAck, StreamHead, SyncOrder
from services.sync_rules.rules_in_force import find_off

_DEVICE = bindparam("device", type_=Integer)


@dataclass(frozen=True)
class TillData:
    """One stream on one till. `waiting` = changes it does not have yet; None before its first pull.

    `is_off`: its rule says never, so nothing that waits is fetched.
    """

    stream: Stream
    acked_at: datetime | None
    waiting: int | None
    is_ordered: bool
    is_off: bool


def list_till_data(session: Session, device: Device, now: datetime) -> list[TillData]:
    """What the newest generation of a device has, stream by stream."""
    here = {"device": device.id, "store": device.store_id, "generation": device.generation, "now": now}
    ordered = {row.stream for row in session.execute(_open_orders(), here)}
    acks = {row.stream: row for row in session.execute(_acks(), here)}
    heads = {row.stream: row for row in session.execute(_heads(), here)}
    waiting = _waiting(session, heads, acks)
    off = find_off(session.connection(), device.account_id, [device.id])
    return [
        TillData(
            stream=stream,
            acked_at=acks[stream].acked_at if stream in acks else None,
            waiting=waiting.get(stream),
            is_ordered=stream in ordered,
            is_off=(device.id, stream) in off,
        )
        for stream in DOWN_STREAMS
    ]


@cache
def _open_orders() -> Any:
    return select(SyncOrder.stream).where(
        SyncOrder.device_id == _DEVICE, SyncOrder.closed_at.is_(None), SyncOrder.expires_at > bindparam("now")
    )


@cache
def _heads() -> Any:
    own = and_(StreamHead.stream == Stream.CONFIGURATION, StreamHead.device_id == _DEVICE)
    shared = and_(
        StreamHead.stream.in_((Stream.USERS, Stream.PRODUCTS)),
        StreamHead.store_id == bindparam("store", type_=Integer),
    )
    head = (StreamHead.id, StreamHead.stream, StreamHead.epoch, StreamHead.seq, StreamHead.floor)
    return select(*head).where(or_(own, shared))


@cache
def _acks() -> Any:
    return (
        select(StreamAck.stream, StreamAck.cursor, StreamAck.acked_at)
        .join(Generation, Generation.id == StreamAck.generation_id)
        .where(Generation.device_id == _DEVICE, Generation.number == bindparam("generation"))
    )


def _waiting(session: Session, heads: dict[str, Any], acks: dict[str, Any]) -> dict[str, int]:
    """How many changes each stream lacks; a stream that was never pulled, or must start over, is left out."""
    waiting: dict[str, int] = {}
    behind: dict[int, ColumnElement[bool]] = {}
    for stream in heads.keys() & acks.keys():
        head, cursor = heads[stream], read_cursor(acks[stream].cursor)
        if cursor is None or has_expired(cursor, Head(head.epoch, head.seq, head.floor)):
            continue
        waiting[stream] = 0
        if cursor.seq < head.seq:
            behind[head.id] = and_(PublishedObject.head_id == head.id, PublishedObject.seq > cursor.seq)
    if behind:
        counts = select(PublishedObject.head_id, func.count()).group_by(PublishedObject.head_id)
        rows = session.execute(counts.where(or_(*behind.values()))).all()
        found = {head_id: int(count) for head_id, count in rows}
        waiting |= {stream: found.get(heads[stream].id, 0) for stream in waiting}
    return waiting
